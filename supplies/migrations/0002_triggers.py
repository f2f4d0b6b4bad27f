from django.db import migrations

from core.triggers import append_only, only_moves

POSTINGS_BALANCE = """
CREATE FUNCTION postings_balance() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (
        SELECT 1 FROM supplies_posting WHERE movement_id = NEW.movement_id
        GROUP BY lot_id, owner_id HAVING sum(quantity) <> 0
    ) THEN
        RAISE EXCEPTION 'movement % does not sum to zero', NEW.movement_id
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER supplies_posting_sums_to_zero AFTER INSERT ON supplies_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION postings_balance();
"""


class Migration(migrations.Migration):
    replaces = [
        ("supplies", "0010_order_files"),
    ]
    dependencies = [("supplies", "0001_tables"), ("core", "0002_triggers")]
    operations = [
        append_only("supplies_movement"),
        append_only("supplies_posting"),
        append_only("supplies_dispatchevent"),
        append_only("supplies_proofofdelivery"),
        append_only("supplies_proofline"),
        migrations.RunSQL(
            POSTINGS_BALANCE,
            "DROP TRIGGER supplies_posting_sums_to_zero ON supplies_posting; DROP FUNCTION postings_balance();",
        ),
        append_only("supplies_countday"),
        append_only("supplies_proofpicture"),
        only_moves(
            "supplies_lot",
            "held>recalled",
            "held>released",
            "released>held",
            "released>recalled",
        ),
        only_moves(
            "supplies_place",
            "closed>open",
            "open>closed",
        ),
        only_moves(
            "supplies_transfer",
            "on_the_way>arrived",
            "on_the_way>called_back",
        ),
        only_moves(
            "supplies_adjustment",
            "proposed>declined",
            "proposed>signed",
        ),
        only_moves(
            "supplies_order",
            "draft>cancelled",
            "draft>submitted",
            "submitted>cancelled",
            "submitted>delivered",
        ),
        only_moves(
            "supplies_round",
            "computed>cancelled",
            "computed>frozen",
            "computed>published",
            "draft>cancelled",
            "draft>frozen",
            "frozen>cancelled",
            "frozen>computed",
        ),
        only_moves(
            "supplies_override",
            "proposed>approved",
            "proposed>rejected",
        ),
        only_moves(
            "supplies_dispatchplan",
            "proposed>accepted",
            "proposed>discarded",
            "waiting>discarded",
            "waiting>proposed",
        ),
        only_moves(
            "supplies_run",
            "departed>closed",
            "draft>cancelled",
            "draft>planned",
            "planned>cancelled",
            "planned>departed",
        ),
        only_moves(
            "supplies_stop",
            "waiting>delivered",
            "waiting>failed",
        ),
        only_moves(
            "supplies_purchase",
            "placed>cancelled",
            "placed>received",
            "proposed>cancelled",
            "proposed>placed",
        ),
        only_moves(
            "supplies_purchaseline",
            "agreed>dropped",
            "asked>agreed",
            "asked>declined",
            "asked>dropped",
        ),
        only_moves(
            "supplies_payment",
            "paid>refunded",
            "unpaid>paid",
        ),
        only_moves(
            "supplies_awardlot",
            "loaded>ended",
            "proposed>reserved",
            "reserved>expired",
            "reserved>loaded",
            column="state",
        ),
    ]
