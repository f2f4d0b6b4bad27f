"""Every change of a state of supplies is a row of its transition table (docs/adr/0039)."""

from django.db import migrations

from core.triggers import only_moves


class Migration(migrations.Migration):
    dependencies = [("supplies", "0007_courier_and_exceptions"), ("core", "0007_only_moves")]

    operations = [
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
