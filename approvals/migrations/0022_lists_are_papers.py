"""The list of a batch is a paper (docs/adr/0050): its file goes from the batch, and lists that are out are made anew."""

from typing import Any

from django.db import migrations


def make_lists(apps: Any, _editor: Any) -> None:
    """A job for each published batch, as `approvals.services.publications.make_later` writes it."""
    batches = apps.get_model("approvals", "Batch").objects.filter(status="published")
    job = apps.get_model("core", "Job")
    job.objects.bulk_create(
        job(task="approvals.tasks.make_list", arguments={"batch_id": pk}, created_by_id=by)
        for pk, by in batches.values_list("pk", "published_by")
    )


class Migration(migrations.Migration):
    dependencies = [("approvals", "0021_reprints"), ("core", "0008_paper_templates")]

    operations = [
        migrations.RunPython(make_lists, migrations.RunPython.noop),
        migrations.RemoveField(model_name="batch", name="list_drawn_at"),
        migrations.RemoveField(model_name="batch", name="list_pdf"),
    ]
