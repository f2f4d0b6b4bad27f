"""Indexes that each line and parcel of a round was written into, and that nothing asked (docs/adr/0081)."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("reopening", "0006_exposed_heads"),
        ("supplies", "0008_rounds_at_work"),
    ]

    operations = [
        migrations.AlterField(
            model_name="awardlot",
            name="award",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lots",
                to="supplies.award",
            ),
        ),
        migrations.AlterField(
            model_name="awardlot",
            name="override",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="lots",
                to="supplies.override",
            ),
        ),
        migrations.AlterField(
            model_name="awardlot",
            name="owner",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reopening.firm",
            ),
        ),
        migrations.AlterField(
            model_name="awardlot",
            name="purchase_line",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parcels",
                to="supplies.purchaseline",
            ),
        ),
        migrations.AlterField(
            model_name="roundline",
            name="firm",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="reopening.firm",
            ),
        ),
        migrations.AlterField(
            model_name="roundline",
            name="home_depot",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="supplies.place",
            ),
        ),
        migrations.AddIndex(
            model_name="awardlot",
            index=models.Index(
                condition=models.Q(("purchase_line__isnull", False)),
                fields=["purchase_line"],
                name="award_lot_bought",
            ),
        ),
    ]
