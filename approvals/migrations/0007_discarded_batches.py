"""A batch that is being prepared can be given up; its plan may then open another one of the phase and day."""

from django.db import migrations, models
from django.db.models import Q

from core.triggers import only_moves

STATES = [
    ("draft", "Being prepared"),
    ("proposed", "Waits for the second signature"),
    ("signing", "Being signed"),
    ("signed", "Signed"),
    ("published", "Published"),
    ("discarded", "Discarded"),
]
UNSIGNED = ["draft", "proposed", "discarded"]


class Migration(migrations.Migration):
    dependencies = [("approvals", "0006_checks_after_opening")]

    operations = [
        migrations.AlterField(
            model_name="batch",
            name="status",
            field=models.CharField(choices=STATES, default="draft", max_length=10),
        ),
        migrations.RemoveConstraint(model_name="batch", name="batch_once_in_a_plan"),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.UniqueConstraint(
                fields=["plan", "opens_on", "phase"],
                condition=~Q(status="discarded"),
                name="batch_once_in_a_plan",
            ),
        ),
        migrations.RemoveConstraint(model_name="batch", name="batch_signed_has_time"),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=Q(status__in=UNSIGNED, signed_at__isnull=True)
                | ~Q(status__in=UNSIGNED) & Q(signed_at__isnull=False),
                name="batch_signed_has_time",
            ),
        ),
        only_moves(
            "approvals_batch",
            "draft>discarded",
            "draft>proposed",
            "draft>signing",
            "proposed>draft",
            "proposed>signing",
            "signed>published",
            "signing>signed",
        ),
    ]
