from django.db import migrations

from core.triggers import append_only, belongs, frozen_columns, only_moves

# What has ended stays as it ended.
KEEP_ENDED = """
CREATE TRIGGER reopening_halt_ended BEFORE UPDATE ON reopening_halt
    FOR EACH ROW WHEN (OLD.ended_at IS NOT NULL) EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    replaces = [
        ("reopening", "0028_names_by_place"),
    ]
    dependencies = [("reopening", "0001_tables"), ("core", "0002_triggers")]
    operations = [
        append_only("reopening_signature"),
        append_only("reopening_recheck"),
        migrations.RunSQL(
            "DROP INDEX reopening_registeredfirm_credit_code_b2b9b249_like",
            "CREATE INDEX reopening_registeredfirm_credit_code_b2b9b249_like ON reopening_registeredfirm "
            "(credit_code varchar_pattern_ops)",
        ),
        frozen_columns(
            "reopening_mandate",
            *("number", "kind", "firm_id", "holder_id", "holder_firm_id", "giver_relation", "words"),
            *("consent", "consent_language", "given_at", "recorded_by_id", "until"),
        ),
        belongs("reopening_staffmember", "application_id", "reopening_application"),
        append_only("reopening_escalation"),
        frozen_columns(
            "reopening_halt",
            "public_id",
            "application_id",
            "case_key",
            "division_code",
            "kind",
            "reasons",
            "note",
            "begun_at",
            "begun_by_id",
        ),
        migrations.RunSQL(KEEP_ENDED, "DROP TRIGGER reopening_halt_ended ON reopening_halt;"),
        only_moves(
            "reopening_application",
            "approved>recommended",
            "approved>revoked",
            "approved>superseded",
            "draft>submitted",
            "draft>withdrawn",
            "recommended>approved",
            "recommended>rejected",
            "recommended>under_review",
            "recommended>withdrawn",
            "rejected>recommended",
            "rejected>under_review",
            "returned>submitted",
            "returned>withdrawn",
            "revoked>approved",
            "submitted>approved",
            "submitted>under_review",
            "submitted>withdrawn",
            "under_review>approved",
            "under_review>recommended",
            "under_review>rejected",
            "under_review>returned",
            "under_review>submitted",
            "under_review>withdrawn",
        ),
        only_moves(
            "reopening_invitation",
            "open>accepted",
            "open>withdrawn",
        ),
        only_moves(
            "reopening_joinrequest",
            "open>admitted",
            "open>refused",
        ),
        only_moves(
            "reopening_policyset",
            "draft>discarded",
            "draft>published",
            "published>replaced",
        ),
        only_moves(
            "reopening_tenancy",
            "active>declined",
            "active>left",
            "asked>active",
            "asked>declined",
            "asked>left",
        ),
        only_moves(
            "reopening_condition",
            "lapsed>open",
            "open>fulfilled",
            "open>lapsed",
        ),
    ]
