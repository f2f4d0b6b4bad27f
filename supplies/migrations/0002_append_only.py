from django.db import migrations

from core.triggers import append_only

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
    dependencies = [("supplies", "0001_supplies"), ("core", "0002_append_only")]
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
    ]
