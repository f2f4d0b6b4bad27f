"""Appeals whose answer is late go up by themselves."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approvals", "0023_texts_for_conditions"),
        ("reopening", "0027_conditions_listed"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appeal",
            name="acts_on",
            field=models.DateField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="appeal",
            name="escalated_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="appeal",
            name="escalated_to",
            field=models.CharField(blank=True, editable=False, max_length=9),
        ),
        # Those that wait already act on their own day.
        migrations.RunSQL(
            "UPDATE approvals_appeal SET acts_on = due_on WHERE status = 'filed'", migrations.RunSQL.noop
        ),
        migrations.AddIndex(
            model_name="appeal",
            index=models.Index(
                condition=models.Q(("acts_on__isnull", False), ("status", "filed")),
                fields=["acts_on", "id"],
                name="appeal_acts",
            ),
        ),
    ]
