"""Published lists are read by the day on which they were published, not by that on which the batch was opened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0008_fewer_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="batch",
            index=models.Index(
                fields=["-published_at", "-id"],
                condition=models.Q(("status", "published")),
                name="batch_published_latest",
            ),
        ),
    ]
