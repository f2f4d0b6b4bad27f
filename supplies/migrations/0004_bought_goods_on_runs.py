"""A parcel is of an award, or of what was bought on a firm's behalf; it names its order line and its owner itself."""

import django.db.models.deletion
from django.db import migrations, models

GIVEN_OR_BOUGHT = models.Q(
    ("award__isnull", False), ("owner__isnull", True), ("purchase_line__isnull", True)
) | models.Q(
    ("award__isnull", True),
    ("override__isnull", True),
    ("owner__isnull", False),
    ("purchase_line__isnull", False),
)
ORDER_LINES = """
UPDATE supplies_awardlot AS parcel SET order_line_id = line.order_line_id
  FROM supplies_award AS award JOIN supplies_roundline AS line ON line.id = award.line_id
 WHERE award.id = parcel.award_id
"""


def to(model: str, **options: object) -> models.ForeignKey:
    return models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to=model, **options)


class Migration(migrations.Migration):
    dependencies = [("reopening", "0002_triggers"), ("supplies", "0003_errands_and_lodgings")]

    operations = [
        migrations.RemoveConstraint("awardlot", "award_lot_once"),
        migrations.AlterModelOptions("awardlot", {"verbose_name": "parcel"}),
        migrations.AlterField(
            "awardlot",
            "award",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lots",
                to="supplies.award",
            ),
        ),
        migrations.AddField(
            "awardlot", "purchase_line", to("supplies.purchaseline", null=True, related_name="parcels")
        ),
        migrations.AddField("awardlot", "owner", to("reopening.firm", null=True, related_name="+")),
        migrations.AddField(
            "awardlot", "order_line", to("supplies.orderline", null=True, related_name="parcels")
        ),
        migrations.RunSQL(ORDER_LINES, migrations.RunSQL.noop),
        migrations.AlterField("awardlot", "order_line", to("supplies.orderline", related_name="parcels")),
        migrations.AddConstraint(
            "awardlot",
            models.UniqueConstraint(
                condition=models.Q(("award__isnull", False)),
                fields=("award", "depot", "lot", "override"),
                name="award_lot_once",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            "awardlot",
            models.CheckConstraint(condition=GIVEN_OR_BOUGHT, name="award_lot_given_or_bought"),
        ),
        migrations.RemoveConstraint("purchaseline", "purchase_line_in_order"),
        migrations.AddField("purchaseline", "lost", models.PositiveBigIntegerField(default=0)),
        migrations.AddConstraint(
            "purchaseline",
            models.CheckConstraint(
                condition=models.Q(
                    ("received__gte", models.F("handed_over") + models.F("lost")),
                    ("received__lte", models.F("units")),
                    ("units__gte", 1),
                ),
                name="purchase_line_in_order",
                violation_error_message="There is not that much of it.",
            ),
        ),
    ]
