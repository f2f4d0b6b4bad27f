"""
Indexes that said what another says, or that nothing asked for. Tables made since then never had them
(docs/adr/0071-fewer-indexes.md).
"""

from django.db import migrations

GONE = [
    "reopening_application_claimed_by_id_6ad5c1d1",
    "reopening_application_committed_by_id_e8e6c7a3",
    "reopening_application_division_id_a168b43d",
    "reopening_application_division_id_a168b43d_like",
    "reopening_application_held_before_id_394b67b9",
    "reopening_application_submitted_by_id_6457866c",
    "reopening_condition_application_id_bb056384",
    "reopening_condition_fulfilled_by_id_27c0e4b9",
    "reopening_condition_set_by_id_9b39e1f5",
    "reopening_escalation_application_id_a19a37d3",
    "reopening_inventoryline_application_id_23b224dc",
    "reopening_invitation_firm_id_f5e83df7",
    "reopening_mandate_holder_firm_id_1cfa7c2b",
    "reopening_mandate_holder_id_7aaedb9a",
    "reopening_membership_user_id_6f7955e8",
    "reopening_plansection_application_id_16a7bf8b",
    "reopening_policypreview_policy_set_id_61ee3a06",
    "reopening_postholder_application_id_ba6f18b4",
    "reopening_rosterupload_application_id_10e452fc",
    "reopening_sectionsave_application_id_c76bd6c8",
    "reopening_shift_application_id_3275b6ce",
    "reopening_storedfile_application_id_d5c70e66",
    "reopening_takeovercode_firm_id_82da075f",
    "reopening_tenancy_umbrella_id_30174653",
    "reopening_tenantfile_umbrella_id_bf36aeae",
    "reopening_umbrella_firm_id_10dd67de",
]


class Migration(migrations.Migration):
    dependencies = [("reopening", "0004_form_drafts")]

    operations = [migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(GONE)}", migrations.RunSQL.noop)]
