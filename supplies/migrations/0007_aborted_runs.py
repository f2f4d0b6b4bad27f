"""
A run whose vehicle drops out is broken off; its open stops are stranded, and their parcels get successors
(docs/adr/0066-a-vehicle-drops-out.md).
"""

import django.db.models.deletion
from django.db import migrations, models

from core.triggers import only_moves

RUN = [
    ("draft", "Draft"),
    ("planned", "Planned"),
    ("departed", "On the road"),
    ("closed", "Closed"),
    ("cancelled", "Cancelled"),
    ("aborted", "Broken off"),
]
STOP = [
    ("waiting", "To be delivered"),
    ("delivered", "Delivered"),
    ("failed", "Not delivered"),
    ("stranded", "Not reached"),
]


class Migration(migrations.Migration):
    dependencies = [("supplies", "0006_fewer_indexes")]

    operations = [
        migrations.AlterField("run", "status", models.CharField(choices=RUN, default="draft", max_length=10)),
        migrations.AlterField(
            "stop", "status", models.CharField(choices=STOP, default="waiting", max_length=10)
        ),
        migrations.AddField(
            "awardlot",
            "follows",
            models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="successor",
                to="supplies.awardlot",
            ),
        ),
        migrations.RemoveConstraint("awardlot", "award_lot_once"),
        migrations.AddConstraint(
            "awardlot",
            models.UniqueConstraint(
                condition=models.Q(("award__isnull", False)),
                fields=("award", "depot", "lot", "override", "follows"),
                name="award_lot_once",
                nulls_distinct=False,
            ),
        ),
        only_moves(
            "supplies_run",
            "departed>aborted",
            "departed>closed",
            "draft>cancelled",
            "draft>planned",
            "planned>cancelled",
            "planned>departed",
        ),
        only_moves(
            "supplies_stop",
            "stranded>delivered",
            "waiting>delivered",
            "waiting>failed",
            "waiting>stranded",
        ),
    ]
