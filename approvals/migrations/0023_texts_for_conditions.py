"""Canned texts for conditions and late papers."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("approvals", "0022_lists_are_papers")]

    operations = [
        migrations.AlterField(
            model_name="cannedtext",
            name="use",
            field=models.CharField(
                choices=[
                    ("return", "Returns for correction"),
                    ("reject", "Rejections"),
                    ("approve", "Letters of approval"),
                    ("due", "Conditions and late papers"),
                ],
                max_length=8,
                verbose_name="used for",
            ),
        ),
    ]
