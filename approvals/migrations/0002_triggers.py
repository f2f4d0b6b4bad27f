from django.db import migrations

from core.triggers import append_only, frozen_columns, only_moves

FREEZE_CASE = """
CREATE TRIGGER approvals_certificate_case_frozen BEFORE UPDATE ON approvals_certificate
    FOR EACH ROW WHEN (NEW.case_key IS DISTINCT FROM OLD.case_key OR NEW.replaces_id IS DISTINCT FROM OLD.replaces_id)
    EXECUTE FUNCTION forbid_change();
"""
# A member's result stands once it is there; what was approved may be rolled back, and nothing else of the row changes.
KEEP_RESULTS = """
CREATE TRIGGER approvals_batchmember_decided BEFORE UPDATE ON approvals_batchmember
    FOR EACH ROW WHEN (OLD.result <> 'pending' AND NOT (
        OLD.result = 'approved' AND NEW.result = 'rolled_back' AND NEW.batch_id = OLD.batch_id
        AND NEW.application_id = OLD.application_id AND NEW.heads = OLD.heads
    )) EXECUTE FUNCTION forbid_change();
CREATE TRIGGER approvals_batchmember_kept BEFORE DELETE ON approvals_batchmember
    FOR EACH ROW WHEN (OLD.result <> 'pending') EXECUTE FUNCTION forbid_change();
"""
UNDO_RESULTS = """
DROP TRIGGER approvals_batchmember_decided ON approvals_batchmember;
DROP TRIGGER approvals_batchmember_kept ON approvals_batchmember;
"""


class Migration(migrations.Migration):
    replaces = [
        ("approvals", "0024_late_appeals"),
    ]
    dependencies = [("approvals", "0001_tables"), ("core", "0002_triggers")]
    operations = [
        append_only("approvals_deficiencynotice"),
        append_only("approvals_decision"),
        frozen_columns(
            "approvals_certificate",
            "public_id",
            "application_id",
            "number",
            "token",
            "wording",
            "firm_name",
            "credit_code",
            "division_code",
            "industry_code",
            "mode",
            "headcount_limit",
            "valid_from",
            "valid_until",
            "issued_at",
            "issued_by_id",
        ),
        migrations.RunSQL(
            FREEZE_CASE, "DROP TRIGGER approvals_certificate_case_frozen ON approvals_certificate;"
        ),
        append_only("approvals_casenote"),
        frozen_columns(
            "approvals_question",
            "public_id",
            "application_id",
            "person_id",
            "text",
            "parts",
            "due_at",
            "asked_at",
            "asked_by_id",
        ),
        append_only("approvals_decisionletter"),
        frozen_columns(
            "approvals_suspension",
            "public_id",
            "number",
            "division_id",
            "division_code",
            "within",
            "industries",
            "firm_class",
            "phase",
            "reason",
            "begins_on",
            "firms_seen",
            "proposed_at",
            "proposed_by_id",
        ),
        migrations.RunSQL(KEEP_RESULTS, UNDO_RESULTS),
        only_moves(
            "approvals_batch",
            "draft>proposed",
            "draft>signing",
            "proposed>draft",
            "proposed>signing",
            "signed>published",
            "signing>signed",
        ),
        only_moves(
            "approvals_rollback",
            "proposed>dropped",
            "proposed>running",
            "running>done",
        ),
        only_moves(
            "approvals_certificate",
            "revoked>valid",
            "valid>replaced",
            "valid>revoked",
        ),
        only_moves(
            "approvals_step",
            "not_needed>not_open",
            "not_open>not_needed",
            "not_open>open",
            "not_passed>not_needed",
            "not_passed>not_open",
            "open>not_needed",
            "open>not_open",
            "open>not_passed",
            "open>passed",
            "open>taken",
            "passed>not_open",
            "taken>not_needed",
            "taken>not_open",
            "taken>not_passed",
            "taken>open",
            "taken>passed",
        ),
        only_moves(
            "approvals_visit",
            "planned>called_off",
            "planned>not_passed",
            "planned>passed",
        ),
        only_moves(
            "approvals_question",
            "open>answered",
            "open>withdrawn",
        ),
        only_moves(
            "approvals_suspension",
            "in_force>restoring",
            "proposed>declined",
            "proposed>suspending",
            "proposed>waiting",
            "restoring>restored",
            "suspending>in_force",
            "waiting>declined",
            "waiting>suspending",
        ),
        only_moves(
            "approvals_appeal",
            "filed>overturned",
            "filed>upheld",
        ),
        only_moves(
            "approvals_batchmember",
            "approved>rolled_back",
            "pending>approved",
            "pending>refused",
            column="result",
        ),
        only_moves(
            "approvals_rollbackmember",
            "pending>refused",
            "pending>rolled_back",
            column="result",
        ),
        only_moves(
            "approvals_suspendedcase",
            "suspended>restored",
            column="result",
        ),
        frozen_columns(
            "approvals_reprint",
            "public_id",
            "version",
            "division_id",
            "first_day",
            "last_day",
            "asked_of",
            "asked_at",
            "asked_by_id",
        ),
    ]
