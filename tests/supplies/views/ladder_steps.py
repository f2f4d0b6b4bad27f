"""The steps of the ladder: one URL each, who may, how, and what is answered."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from core.dates import shanghai_day
from supplies.models import Balance, Lot, Movement, PurchaseLine, Stop
from supplies.services import counts, orders, purchases, runs
from tests.supplies import makers
from tests.supplies.views import dispatch_steps, order_steps, request_steps

NOW = timezone.now


@dataclass(frozen=True)
class Step:
    """One URL: who may, how, what is answered, and what others get."""

    name: str
    make: Callable[[], list[Any]] = list
    who: str = "keeper"
    method: str = "get"
    data: dict[str, Any] | None = None
    status: int = 200
    courier: int = 403  # a person of the place in another role
    outsider: int = 404  # a person of another place
    anonymous: int = 302  # to the sign-in page


def stock_row() -> list[Any]:
    makers.received()
    return [Balance.objects.get(place=makers.place()).pk]


def a_movement() -> list[Any]:
    makers.received()
    return [Movement.objects.get().public_id]


def a_lot() -> list[Any]:
    makers.received()
    return [Lot.objects.get().public_id]


def a_place() -> list[Any]:
    return [makers.place().public_id]


def a_transfer() -> list[Any]:
    makers.received()
    return [makers.transfer().public_id]


def an_adjustment() -> list[Any]:
    makers.received()
    day, balance = shanghai_day(NOW()) - timedelta(days=3), Balance.objects.get(place=makers.place())
    counts.close_day(depot=makers.place(), day=day, by=makers.keeper(), at=NOW())
    row = counts.propose(balance=balance, day=day, difference=-5, reason="torn", by=makers.keeper(), at=NOW())
    return [row.public_id]


def a_need() -> list[Any]:
    return [makers.order(50, kind="purchase_on_behalf").public_id]


def a_purchase() -> list[Any]:
    a_need()
    row = purchases.propose(
        division=makers.district(), item=makers.item(), seller=makers.seller(), price_fen=170, price_units=1,
        order_lines=list(purchases.pool()), by=makers.keeper(), at=NOW(),
    )  # fmt: skip
    return [row.public_id]


def an_offer() -> list[Any]:
    a_purchase()
    return [PurchaseLine.objects.get().public_id]


def a_firm() -> list[Any]:
    return [makers.order().firm.public_id]


def an_order() -> list[Any]:
    return [makers.order().public_id]


def a_draft_order() -> list[Any]:
    makers.item()
    application = makers.case()
    by = makers.member(application)
    return [orders.create(application=application, lines={"mask": 10}, by=by, at=NOW()).public_id]


def an_application() -> list[Any]:
    makers.item()
    return [makers.case().public_id]


def a_round(state: str = "draft") -> list[Any]:
    makers.received()
    makers.order()
    row = {
        "frozen": makers.frozen_round,
        "computed": makers.computed_round,
        "published": makers.published_round,
    }
    if state in row:
        return [row[state]().public_id]
    at = NOW()
    return [
        makers.rounds.create(
            division=makers.district(), day=shanghai_day(at), by=makers.keeper(), at=at
        ).public_id
    ]


def a_run(state: str = "planned") -> list[Any]:
    a_round("published")
    if state == "draft":
        row = runs.create(
            depot=makers.place(),
            day=shanghai_day(NOW()),
            courier=makers.driver(),
            by=makers.keeper(),
            at=NOW(),
        )
        return [row.public_id]
    row = makers.run() if state == "planned" else makers.departed_run()
    return [row.public_id]


def a_stop() -> list[Any]:
    a_run("departed")
    return [Stop.objects.get().public_id]


def plan_data() -> dict[str, Any]:
    return {"courier": makers.driver().pk, "vehicle": "van"}


EVENT = "11111111-2222-4333-8444-555555555555"
COUNTED = {"counted": 900, "reason": "torn"}
WRONG = {"event_id": EVENT, "code": "000", "receiver": "x"}
STEPS = [
    Step("desk", outsider=403),
    Step("stock", outsider=403),
    Step("receive", outsider=403),
    Step("count", stock_row, outsider=403),
    Step("count", stock_row, method="post", data=COUNTED, status=302, outsider=403),
    Step("movements", outsider=403),
    Step("reverse", a_movement, outsider=403),
    Step("reverse", a_movement, method="post", data={"reason": "wrong"}, status=302, outsider=403),
    Step("past-stock", outsider=403),
    Step("past-stock", method="get", data={"at": "2020-02-17T10:00"}, outsider=403),
    Step("adjustment-propose", stock_row, outsider=403),
    Step("adjustment-propose", stock_row, method="post", data={"difference": 0}, status=422, outsider=403),
    Step("counts", outsider=403),
    Step("close-day", outsider=403),
    Step("adjustment", an_adjustment, outsider=403),
    Step("adjustment-sign", an_adjustment, "keeper", "post", None, 403, outsider=403),
    Step("adjustment-decline", an_adjustment, outsider=403),
    Step("adjustment-decline", an_adjustment, "keeper", "post", {"reason": "no"}, 302, outsider=403),
    Step("sources", outsider=403),
    Step("donate", outsider=403),
    Step("alarms", outsider=403),
    Step("places", outsider=403),
    Step("place-add", outsider=403),
    Step("place", a_place, outsider=403),
    Step("place-edit", a_place, outsider=403),
    Step("place-close", a_place, outsider=403),
    Step("place-close", a_place, "keeper", "post", {"reason": "moved"}, 302, outsider=403),
    Step("place-open", a_place, "keeper", "post", None, 409, outsider=403),
    Step("place-figure", a_place, status=302, outsider=403),
    Step("place-figure", a_place, "keeper", "post", {"units": 5}, 422, outsider=403),
    Step("transfers", outsider=403),
    Step("transfer-send", outsider=403),
    Step("transfer", a_transfer, outsider=403),
    Step("transfer-arrive", a_transfer, outsider=403),
    Step("transfer-arrive", a_transfer, "keeper", "post", {"units": 1}, 422, outsider=403),
    Step("transfer-call-back", a_transfer, outsider=403),
    Step("transfer-call-back", a_transfer, "keeper", "post", {"reason": "rain"}, 302, outsider=403),
    Step("purchases", outsider=403),
    Step("purchase-propose", lambda: a_need() and ["mask"], outsider=403),
    Step("purchase-propose", lambda: a_need() and ["mask"], "keeper", "post", {"price": 1}, 422, outsider=403),
    Step("purchase", a_purchase, outsider=403),
    Step("purchase-place", a_purchase, outsider=403),
    Step("purchase-place", a_purchase, "keeper", "post", {}, 422, outsider=403),
    Step("purchase-receive", a_purchase, outsider=403),
    Step("purchase-receive", a_purchase, "keeper", "post", {"units": 1}, 422, outsider=403),
    Step("purchase-bring", a_purchase, "keeper", "post", None, 422, outsider=403),
    Step("purchase-finish", a_purchase, outsider=403),
    Step("purchase-finish", a_purchase, "keeper", "post", {}, 409, outsider=403),
    Step("purchase-cancel", a_purchase, outsider=403),
    Step("purchase-cancel", a_purchase, "keeper", "post", {"reason": "dear"}, 302, outsider=403),
    Step("offer", an_offer, courier=404),
    Step("offer", an_offer, who="member", courier=404),
    Step("offer-agree", an_offer, "member", "post", None, 302, courier=404),
    Step("offer-decline", an_offer, "member", "post", None, 302, courier=404),
    Step("offer-bring", an_offer, "keeper", "post", None, 422, outsider=403),
    Step("offer-hand-over", an_offer, outsider=403),
    Step("offer-hand-over", an_offer, "keeper", "post", {"units": 1}, 422, outsider=403),
    Step("offer-pay", an_offer, status=404, outsider=403),
    Step("offer-refund", an_offer, status=404, outsider=403),
    Step("lots", outsider=403),
    Step("lot", a_lot, outsider=403),
    Step("lot-labels", a_lot, outsider=403),
    Step("lot-hold", a_lot, outsider=403),
    Step("lot-hold", a_lot, method="post", data={"reason": "torn"}, status=302, outsider=403),
    Step("lot-release", a_lot, outsider=403),
    Step("lot-release", a_lot, method="post", data={"reason": "whole"}, status=409, outsider=403),
    Step("lot-recall", a_lot, outsider=403),
    Step("lot-recall", a_lot, method="post", data={"reason": "mould"}, status=302, outsider=403),
    Step("firm-goods", a_firm, courier=404),
    Step("orders", courier=200, outsider=200),
    Step("order", an_order, courier=404),
    Step("order", an_order, who="member", courier=404),
    Step("order-submit", a_draft_order, who="member", method="post", status=302, courier=404),
    Step("order-cancel", an_order, courier=404),
    Step("order-cancel", an_order, method="post", data={"reason": "twice"}, status=302, courier=404),
    Step("orders-panel", an_application, courier=404),
    Step("order-create", an_application, who="member", courier=404),
    Step("order-create", an_application, "member", "post", {"kind": "government", "mask": 5}, 302, courier=404),
    Step("order-shortfall", an_application, who="member", method="post", status=302, courier=404),
    Step("rounds", outsider=403),
    Step("round-create", outsider=403),
    Step("round", lambda: a_round("published"), outsider=403),
    Step("round-freeze", a_round, method="post", status=302, outsider=403),
    Step("round-compute", lambda: a_round("frozen"), method="post", status=302, outsider=403),
    Step("round-publish", lambda: a_round("computed"), outsider=403),
    Step("round-publish", lambda: a_round("computed"), method="post", status=302, outsider=403),
    Step("round-cancel", a_round, outsider=403),
    Step("round-cancel", a_round, method="post", data={"reason": "practice"}, status=302, outsider=403),
    Step("runs", outsider=403),
    Step("run-create", outsider=403),
    Step("run", a_run, courier=404),
    Step("run-plan", a_run, method="post", data={"courier": 0}, status=302, courier=404),
    Step("run-depart", a_run, method="post", status=302, courier=404),
    Step("run-cancel", a_run, courier=404),
    Step("run-cancel", a_run, method="post", data={"reason": "rain"}, status=302, courier=404),
    Step("run-abort", lambda: a_run("departed"), courier=404),
    Step(
        "run-abort",
        lambda: a_run("departed"),
        method="post",
        data={"reason": "a flat tyre"},
        status=302,
        courier=404,
    ),
    Step("run-close", lambda: a_run("departed"), method="post", status=422, courier=404),
    Step("courier", courier=200, outsider=200),
    Step("stop", a_stop, courier=404),
    Step("stop", a_stop, who="driver", courier=404),
    Step("stop-deliver", a_stop, "driver", status=302, courier=404),
    Step("stop-deliver", a_stop, "driver", "post", WRONG, 422, courier=404),
    Step("stop-fail", a_stop, who="driver", courier=404),
    Step("stop-fail", a_stop, "driver", "post", {"event_id": EVENT, "reason": "refused"}, 302, courier=404),
    Step("stop-renew-code", a_stop, method="post", status=302, courier=404),
    *(Step(**row) for row in dispatch_steps.ROWS),
    *(Step(**row) for row in order_steps.ROWS),
    *(Step(**row) for row in request_steps.ROWS),
]  # fmt: skip
