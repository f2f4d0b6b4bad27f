"""Every change of a state is a row of the transition table (docs/adr/0039)."""

from django.db import migrations

from core.triggers import only_moves


class Migration(migrations.Migration):
    dependencies = [("approvals", "0019_appeals"), ("core", "0007_only_moves")]

    operations = [
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
    ]
