from itertools import islice

from django.db import migrations

from reopening.marks import queue_columns
from reopening.policy.body import PolicyBody

CHUNK = 1_000
COUNT = """
INSERT INTO reopening_casecount (division_code, phase, status, cases, revision)
SELECT division_code, phase, status, count(*), 1 FROM reopening_application
 WHERE status <> 'draft' GROUP BY division_code, phase, status
"""


def fill(apps, schema_editor):
    """The columns of every submission, from its snapshot and the policy it was judged by."""
    Application = apps.get_model("reopening", "Application")
    bodies = {
        row.pk: PolicyBody.model_validate(row.body)
        for row in apps.get_model("reopening", "PolicySet").objects.all()
    }
    rows = (
        Application.objects.filter(snapshot__isnull=False)
        .only("pk", "snapshot", "policy_set_id")
        .order_by("pk")
        .iterator(chunk_size=CHUNK)
    )
    while chunk := list(islice(rows, CHUNK)):
        for row in chunk:
            columns = queue_columns(bodies[row.policy_set_id], row.snapshot)
            for name, value in columns.items():
                setattr(row, name, value)
        Application.objects.bulk_update(chunk, list(columns), batch_size=200)


class Migration(migrations.Migration):
    dependencies = [("reopening", "0011_queue_columns")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
    ]
