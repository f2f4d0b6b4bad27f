"""The list of conditions reads no more of a larger table: its own copy of the place, and a mark of what waits."""

from datetime import date

from django.db import migrations, models
from django.db.models.functions import Coalesce

FILL = """
UPDATE reopening_condition
   SET division_code = application.division_code,
       handed_in_at = (
           SELECT max(document.handed_in_at)
             FROM reopening_document AS document
            WHERE document.application_id = application.id
              AND document.use = 'paper' AND document.key = reopening_condition.detail
              AND document.is_late AND document.withdrawn_at IS NULL
              AND reopening_condition.kind = 'paper_due'
       )
  FROM reopening_application AS application
 WHERE application.id = reopening_condition.application_id
"""


def day() -> Coalesce:
    return Coalesce("due_on", models.Value(date.max), output_field=models.DateField())


class Migration(migrations.Migration):
    dependencies = [("reopening", "0026_only_moves")]

    operations = [
        migrations.AddField(
            "condition",
            "division_code",
            models.CharField(default="", editable=False, max_length=9),
            preserve_default=False,
        ),
        migrations.AddField("condition", "handed_in_at", models.DateTimeField(editable=False, null=True)),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.RemoveIndex("condition", "condition_open"),
        migrations.AddIndex("condition", models.Index("status", day(), "id", name="condition_by_day")),
        migrations.AddIndex(
            "condition", models.Index(fields=["status", "division_code"], name="condition_area")
        ),
        migrations.AddIndex(
            "condition", models.Index("status", "kind", day(), "id", name="condition_of_kind")
        ),
        migrations.AddIndex(
            "condition",
            models.Index(
                day(),
                "id",
                condition=models.Q(("status", "open"), ("handed_in_at__isnull", False)),
                name="condition_handed_in",
            ),
        ),
    ]
