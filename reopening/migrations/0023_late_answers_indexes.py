"""While the desk works: each index is built beside the writers of a large table."""

from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("reopening", "0022_late_answers")]

    operations = [
        AddIndexConcurrently(
            model_name="application",
            index=models.Index(
                condition=models.Q(
                    ("status__in", ["submitted", "under_review", "recommended"]), ("acts_at__isnull", False)
                ),
                fields=["acts_at", "id"],
                name="application_acts",
            ),
        ),
        AddIndexConcurrently(
            model_name="application",
            index=models.Index(
                condition=models.Q(
                    ("status__in", ["submitted", "under_review", "recommended"]), ("escalated_to__gt", "")
                ),
                fields=["due_at", "id"],
                name="application_escalated",
            ),
        ),
        AddIndexConcurrently(
            model_name="application",
            index=models.Index(
                condition=models.Q(
                    ("status__in", ["submitted", "under_review", "recommended"]), ("lane__gt", "")
                ),
                fields=["lane", "due_at", "id"],
                name="application_open_lane",
            ),
        ),
    ]
