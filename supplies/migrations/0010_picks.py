"""
What the rule picked stands with the award; parcels are made when a round is published. What lines, awards and parcels
refer to is looked up by statement (docs/adr/0083).
"""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from core.triggers import belongs, only_moves

TO_PICKS = """
UPDATE supplies_award SET picks = told.picks
  FROM (SELECT award_id, array_agg(ARRAY[depot_id, lot_id, units] ORDER BY depot_id, lot_id) AS picks
          FROM supplies_awardlot
         WHERE award_id IS NOT NULL AND override_id IS NULL AND follows_id IS NULL
         GROUP BY award_id) AS told
 WHERE supplies_award.id = told.award_id;
DELETE FROM supplies_awardlot WHERE state = 'proposed';
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
TO_PARCELS = """
INSERT INTO supplies_awardlot (award_id, order_line_id, depot_id, lot_id, units, state)
SELECT award.id, line.order_line_id, picks[n][1], picks[n][2], picks[n][3], 'proposed'
  FROM supplies_award AS award
  JOIN supplies_roundline AS line ON line.id = award.line_id
  JOIN supplies_rounditem AS item ON item.id = line.round_item_id
  JOIN supplies_round AS round ON round.id = item.round_id, generate_subscripts(picks, 1) AS n
 WHERE round.published_at IS NULL;
SET CONSTRAINTS ALL IMMEDIATE;
SET CONSTRAINTS ALL DEFERRED;
"""
HELD = {
    "supplies_roundline": {
        "round_item_id": "supplies_rounditem",
        "order_line_id": "supplies_orderline",
        "firm_id": "reopening_firm",
        "home_depot_id": "supplies_place",
    },
    "supplies_award": {"line_id": "supplies_roundline"},
    "supplies_awardlot": {
        "award_id": "supplies_award",
        "order_line_id": "supplies_orderline",
        "depot_id": "supplies_place",
        "lot_id": "supplies_lot",
    },
}


class Migration(migrations.Migration):
    dependencies = [
        ("reopening", "0007_tenants_exposed"),
        ("supplies", "0009_fewer_indexes_of_rounds"),
    ]

    operations = [
        migrations.AddField(
            model_name="award",
            name="picks",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=django.contrib.postgres.fields.ArrayField(
                    base_field=models.BigIntegerField(), size=3
                ),
                default=list,
                size=None,
            ),
        ),
        migrations.RunSQL(TO_PICKS, TO_PARCELS),
        migrations.AlterField(
            model_name="award",
            name="line",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="award",
                to="supplies.roundline",
            ),
        ),
        migrations.AlterField(
            model_name="awardlot",
            name="award",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lots",
                to="supplies.award",
            ),
        ),
        migrations.AlterField(
            model_name="awardlot",
            name="depot",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="supplies.place",
            ),
        ),
        migrations.AlterField(
            model_name="awardlot",
            name="lot",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="supplies.lot",
            ),
        ),
        migrations.AlterField(
            model_name="awardlot",
            name="order_line",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parcels",
                to="supplies.orderline",
            ),
        ),
        migrations.AlterField(
            model_name="awardlot",
            name="state",
            field=models.CharField(
                choices=[
                    ("reserved", "Set aside"),
                    ("loaded", "On its way"),
                    ("ended", "Handed over or returned"),
                    ("expired", "Not picked in time"),
                ],
                default="reserved",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="roundline",
            name="firm",
            field=models.ForeignKey(
                db_constraint=False,
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
                db_constraint=False,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="supplies.place",
            ),
        ),
        migrations.AlterField(
            model_name="roundline",
            name="order_line",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="round_lines",
                to="supplies.orderline",
            ),
        ),
        migrations.AlterField(
            model_name="roundline",
            name="round_item",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="supplies.rounditem",
            ),
        ),
        # A line is written again when goods are set aside, loaded and handed over: in its own page, if there is room
        migrations.RunSQL(
            "ALTER TABLE supplies_orderline SET (fillfactor = 60)",
            "ALTER TABLE supplies_orderline RESET (fillfactor)",
        ),
        # Nothing asks which picks are common; to count them costs more than all else that ANALYZE does with an award
        migrations.RunSQL(
            "ALTER TABLE supplies_award ALTER picks SET STATISTICS 0",
            "ALTER TABLE supplies_award ALTER picks SET STATISTICS DEFAULT",
        ),
        only_moves(
            "supplies_awardlot", "loaded>ended", "reserved>expired", "reserved>loaded", column="state"
        ),
        *(
            belongs(child, column, parent, name=f"{child}_{column.removesuffix('_id')}")
            for child, columns in HELD.items()
            for column, parent in columns.items()
        ),
    ]
