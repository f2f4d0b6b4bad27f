"""The steps of the ladder at orders that were sent: changed, bought instead, shared out at once."""

from typing import Any

from django.utils import timezone

from core.background import run
from supplies.services import order_files
from tests.supplies import makers


def an_order() -> list[Any]:
    return [makers.order().public_id]


def an_order_with_stock() -> list[Any]:
    makers.received()
    return an_order()


def a_list() -> list[Any]:
    """Read, and not taken in yet."""
    makers.item()
    content = f"信用代码,物资,数量\n{makers.case().firm.credit_code},口罩,10\n".encode()
    file = order_files.upload(
        division=makers.district(),
        file_name="list.csv",
        content=content,
        by=makers.keeper(),
        at=timezone.now(),
    )
    run(str(file.job_id))
    return [file.public_id]


CHANGED = {"mask": 100, "reason": "counted again"}
WHY = {"reason": "no mask left"}
ROWS: list[dict[str, Any]] = [
    {"name": "order-change", "make": an_order},
    {"name": "order-change", "make": an_order, "who": "member"},
    {"name": "order-change", "make": an_order, "method": "post", "data": CHANGED, "status": 302},
    {"name": "order-change", "make": an_order, "method": "post", "data": {"mask": 5}, "status": 422},
    {"name": "order-buy-rest", "make": an_order, "who": "member"},
    {
        "name": "order-buy-rest",
        "make": an_order,
        "who": "member",
        "method": "post",
        "data": {"items": ["mask"]},
        "status": 302,
    },
    {"name": "order-expedite", "make": an_order},
    {"name": "order-expedite", "make": an_order, "method": "post", "data": WHY, "status": 422},
    {"name": "order-expedite", "make": an_order_with_stock, "method": "post", "data": WHY, "status": 302},
]
for row in ROWS:
    row["courier"] = 404
ROWS += [
    {"name": "order-files", "outsider": 403},
    {"name": "order-files", "method": "post", "data": {}, "status": 422, "outsider": 403},
    {"name": "order-file-template", "outsider": 403},
    {"name": "order-file", "make": a_list, "outsider": 403},
    {"name": "order-file-rows", "make": a_list, "outsider": 403},
    {"name": "order-file-take-in", "make": a_list, "method": "post", "status": 302, "outsider": 403},
]
