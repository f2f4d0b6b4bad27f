"""
Indexes that said what another says, or that nothing asked for. Tables made since then never had them
(docs/adr/0071-fewer-indexes.md).
"""

from django.db import migrations

GONE = [
    "supplies_balance_place_id_fa0aa642",
    "supplies_countday_depot_id_643fc441",
    "supplies_dailyquota_place_id_d988020a",
    "supplies_dispatchevent_run_id_d6118ef8",
    "supplies_dispatchplan_division_id_c07bb39a",
    "supplies_dispatchplan_division_id_c07bb39a_like",
    "supplies_errand_firm_id_b839b84f",
    "supplies_lodging_firm_id_2ec0489e",
    "supplies_lot_item_id_1b3e4b01",
    "supplies_movement_division_id_2fa765fa",
    "supplies_movement_division_id_2fa765fa_like",
    "supplies_order_firm_id_765b1406",
    "supplies_orderfile_division_id_d2a99610",
    "supplies_orderfile_division_id_d2a99610_like",
    "supplies_orderline_order_id_99152780",
    "supplies_posting_movement_id_31d1a673",
    "supplies_proofpicture_proof_id_1d48a8bb",
    "supplies_purchaseline_purchase_id_cfbdd0b2",
    "supplies_round_division_id_e416bbaf",
    "supplies_round_division_id_e416bbaf_like",
    "supplies_rounditem_round_id_ffaa3ff3",
    "supplies_roundline_round_item_id_e7af370d",
    "supplies_roundstock_round_item_id_d5259d94",
    "supplies_run_courier_id_42325968",
    "supplies_stockfloor_place_id_02bacadc",
    "supplies_stop_run_id_9b1a4e1f",
    "supplies_transferline_transfer_id_3fb60a82",
    "supplies_vehicle_depot_id_a0ef61a0",
]


class Migration(migrations.Migration):
    dependencies = [("supplies", "0005_refunds_due")]

    operations = [migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(GONE)}", migrations.RunSQL.noop)]
