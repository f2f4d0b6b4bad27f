"""The steps of the ladder at errands and lodging: arguments of `ladder_steps.Step`."""

from typing import Any

from tests.supplies import makers


def a_case() -> list[Any]:
    return [makers.case().public_id]


def an_errand() -> list[Any]:
    return [makers.errand(accepted=False).public_id]


def an_accepted_errand() -> list[Any]:
    return [makers.errand().public_id]


def a_lodging() -> list[Any]:
    return [makers.lodging().public_id]


ERRAND = {"what": "two boxes", "fetch_from": "the trader", "bring_to": "us"}
STAY = {"people": 600, "from_on": "2020-02-20", "until_on": "2020-03-05"}
PLACE = {"place": "Hotel", "address": "1 Road", "lodged": 600}
FAILED = {"reason": "not_found", "answer": "nobody knows the trader"}
NOBODY: dict[str, Any] = {}


def row(name: str, make: Any, who: str = "keeper", data: Any = None, status: int = 200) -> dict[str, Any]:
    method = "get" if data is None else "post"
    return {
        "name": name, "make": make, "who": who, "method": method, "data": data, "status": status, "courier": 404,
    }  # fmt: skip


ROWS: list[dict[str, Any]] = [
    {"name": "errands", "courier": 200, "outsider": 200},
    {"name": "lodgings", "courier": 200, "outsider": 200},
    row("errand-ask", a_case, "member"),
    row("errand-ask", a_case, "member", ERRAND, 302),
    row("errand-ask", a_case, "member", {"what": "two boxes"}, 422),
    row("errand", an_errand),
    row("errand", an_errand, "member"),
    row("errand-accept", an_errand),
    row("errand-accept", an_errand, data=NOBODY, status=302),
    row("errand-accept", an_accepted_errand, data=NOBODY, status=409),
    row("errand-accept", an_errand, "member", NOBODY, 403),
    row("errand-decline", an_errand),
    row("errand-decline", an_errand, data={"answer": "too far"}, status=302),
    row("errand-decline", an_errand, data={"answer": ""}, status=422),
    row("errand-assign", an_accepted_errand),
    row("errand-assign", an_accepted_errand, data={"person": "", "run": ""}, status=422),
    row("errand-finish", an_accepted_errand),
    row("errand-finish", an_accepted_errand, data=NOBODY, status=302),
    row("errand-finish", an_errand, data=NOBODY, status=409),
    row("errand-finish", an_accepted_errand, "member", NOBODY, 403),
    row("errand-fail", an_accepted_errand),
    row("errand-fail", an_accepted_errand, data=FAILED, status=302),
    row("errand-cancel", an_errand, "member"),
    row("errand-cancel", an_errand, "member", {"reason": "fetched it ourselves"}, 302),
    row("lodging-ask", a_case, "member"),
    row("lodging-ask", a_case, "member", STAY, 302),
    row("lodging-ask", a_case, "member", STAY | {"until_on": "2020-02-20"}, 422),
    row("lodging", a_lodging),
    row("lodging", a_lodging, "member"),
    row("lodging-provide", a_lodging),
    row("lodging-provide", a_lodging, data=PLACE, status=302),
    row("lodging-provide", a_lodging, data=PLACE | {"lodged": 601}, status=422),
    row("lodging-provide", a_lodging, "member", PLACE, 403),
    row("lodging-decline", a_lodging),
    row("lodging-decline", a_lodging, data={"answer": "no rooms are free"}, status=302),
    row("lodging-cancel", a_lodging, "member"),
    row("lodging-cancel", a_lodging, "member", {"reason": "they come later"}, 302),
]
