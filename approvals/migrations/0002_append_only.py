from django.db import migrations

from core.triggers import append_only, frozen_columns

# A member's result stands once it is there.
KEEP_RESULTS = """
CREATE TRIGGER approvals_batchmember_decided BEFORE UPDATE OR DELETE ON approvals_batchmember
    FOR EACH ROW WHEN (OLD.result <> 'pending') EXECUTE FUNCTION forbid_change();
"""


class Migration(migrations.Migration):
    dependencies = [("approvals", "0001_decisions"), ("core", "0002_append_only")]
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
            KEEP_RESULTS, "DROP TRIGGER approvals_batchmember_decided ON approvals_batchmember;"
        ),
    ]
