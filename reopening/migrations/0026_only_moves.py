"""Every change of a state is a row of the transition table (docs/adr/0039)."""

from django.db import migrations

from core.triggers import only_moves


class Migration(migrations.Migration):
    dependencies = [("reopening", "0025_conditions_due"), ("core", "0007_only_moves")]

    operations = [
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
