"""
Indexes that said what another says, or that nothing asked for. Tables made since then never had them
(docs/adr/0071-fewer-indexes.md).
"""

from django.db import migrations

GONE = [
    "approvals_appealpaper_appeal_id_e0e90601",
    "approvals_batch_division_id_2868798d",
    "approvals_batch_division_id_2868798d_like",
    "approvals_batch_plan_id_45c0b6b5",
    "approvals_batchmember_added_by_id_61725e6b",
    "approvals_batchmember_batch_id_600dc959",
    "approvals_casenote_application_id_673869d0",
    "approvals_certificate_issued_by_id_bb9164e8",
    "approvals_certificate_proposed_by_id_d05bf4c0",
    "approvals_certificate_revoked_by_id_a0a8cd22",
    "approvals_dayquota_division_id_161920fb",
    "approvals_dayquota_division_id_161920fb_like",
    "approvals_decision_decided_by_id_a2606d53",
    "approvals_deficiencynotice_application_id_a2914981",
    "approvals_rollbackmember_roll_back_id_1c7a3677",
    "approvals_savedview_owner_id_877725ea",
    "approvals_stageplan_division_id_78b2cd49",
    "approvals_stageplan_division_id_78b2cd49_like",
    "approvals_step_application_id_e4181a8a",
    "approvals_visitphoto_visit_id_9fb1126e",
]


class Migration(migrations.Migration):
    dependencies = [("approvals", "0007_discarded_batches")]

    operations = [migrations.RunSQL(f"DROP INDEX IF EXISTS {', '.join(GONE)}", migrations.RunSQL.noop)]
