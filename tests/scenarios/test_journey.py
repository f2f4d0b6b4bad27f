"""The whole chain through `/api/v1/` alone, by the programs of a firm and of officials."""

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from rest_framework.test import APIClient

from core import background
from core.models import AccessToken, Role, User
from core.services import anchors, divisions, tokens
from reopening.services import policies
from supplies.models import PlaceKind
from supplies.services import items, proof
from tests.factories import PASSWORD, credit_code, street
from tests.personas import official
from tests.reopening.roster_files.rosters import HEADER, row, workbook
from tests.supplies.makers import place, supplier

pytestmark = pytest.mark.django_db

STAFF = 60
PLAN = dict.fromkeys(
    ("leadership", "duties", "staff_control", "supplies", "disinfection", "emergency"),
    "入口测温，体温异常者不得进入并立即报告街道；每日两次消毒，专人登记；物资专人保管，错峰就餐，责任到人。",
)


class Program:
    """A program that acts for one person, by a token."""

    def __init__(self, user: User | None) -> None:
        self.client = APIClient(HTTP_ACCEPT_LANGUAGE="en")
        if user is not None:
            token = tokens.issue(user=user, label="test", by=None, at=timezone.now())
            self.client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")

    def get(self, path: str) -> Any:
        return self.said(self.client.get(f"/api/v1/{path}"), 200)

    def post(self, path: str, body: Any = None, *, expect: int = 200, shape: str = "json") -> Any:
        key = {"idempotency-key": str(uuid.uuid4())}
        answer = self.client.post(f"/api/v1/{path}", body or {}, format=shape, headers=key)
        return self.said(answer, expect)

    def save(self, verb: str, path: str, body: Any) -> Any:
        return self.said(getattr(self.client, verb)(f"/api/v1/{path}", body), 200)

    @staticmethod
    def said(answer: Any, expected: int) -> Any:
        assert answer.status_code == expected, answer.content.decode()
        return answer.json()


@pytest.fixture
def staff_of() -> Callable[[Role], Program]:
    divisions.load(divisions.DEMO_FILE)
    district = street().parent
    policies.load(policies.shipped())
    items.load()
    return lambda role: Program(official(role, district))


def test_from_sign_up_to_the_fulfilled_condition(staff_of):
    reviewer, approver = staff_of(Role.REVIEWER), staff_of(Role.APPROVER)
    dispatcher, courier = staff_of(Role.DISPATCHER), staff_of(Role.COURIER)
    firm, case = file_application()
    return_and_correct(firm, reviewer, case)
    order = firm.post("orders/", {"application": case["id"]}, expect=201)
    certificate = sign(approver, case)
    check = "verify/" + certificate["check_url"].rstrip("/").rpartition("/")[2] + "/"
    verified = Program(None).get(check)
    assert (verified["state"], verified["headcount_limit"]) == ("not_yet_valid", STAFF)

    deliver(dispatcher, courier, firm, order)

    [condition] = firm.get(f"applications/{case['id']}/")["conditions"]
    assert (condition["kind"], condition["status"]) == ("supplies_delivered", "fulfilled")
    approver.post(f"certificates/{certificate['id']}/revoke/", {"reason": "现场核查发现防控措施未落实。"})
    assert Program(None).get(check)["state"] == "revoked"
    anchors.seal()
    assert list(anchors.faults()) == []
    assert list(proof.faults()) == []
    assert not AccessToken.objects.filter(digest="").exists()


def file_application() -> tuple[Program, dict[str, Any]]:
    made = Program(None).post("firms/", sign_up(credit_code(1)), expect=201)
    firm = Program(User.objects.get(username="new.firm"))
    case = firm.post("applications/", {"firm": made["id"]}, expect=201)
    path = f"applications/{case['id']}/"
    opens_on = timezone.localdate() + timedelta(days=7)
    answers = {
        "site_kind": "factory",
        "area_m2": 800,
        "firm_class": "daily_life",
        "class_evidence": "粮油食品生产",
        "has_isolation_area": True,
        "opens_on": opens_on.isoformat(),
        "heads_on_site": STAFF,
    }
    firm.save("patch", path, answers)
    rows = [HEADER, *(row(number) for number in range(1, STAFF + 1))]
    upload = {"file": SimpleUploadedFile("名册.xlsx", workbook(rows))}
    job = firm.post(f"{path}roster/", upload, expect=202, shape="multipart")
    background.run_waiting()
    assert firm.get(f"jobs/{job['id']}/")["result"]["rows_accepted"] == STAFF
    stock = {"mask": 120, "thermometer": 2, "disinfectant": 60_000, "alcohol": 3_000}
    firm.save("put", f"{path}inventory/", {"quantities": stock})
    firm.save("put", f"{path}plan/", {"texts": PLAN})
    blocks = [each for each in firm.get(f"{path}findings/") if each["level"] == "block"]
    assert [each["rule"] for each in blocks] == ["commitment"], "only the signature is missing"
    firm.post(f"{path}submit/", {"committed": True})
    return firm, firm.get(path)


def sign_up(code: str) -> dict[str, Any]:
    return {
        "credit_code": code,
        "name": "北山演示食品有限公司",
        "legal_representative": "演示法人",
        "division": street().pk,
        "address": "北山演示路1号",
        "industry_code": "C14",
        "contact_name": "演示联系人",
        "contact_phone": "13800000000",
        "staff_total": STAFF,
        "username": "new.firm",
        "email": "new.firm@example.test",
        "password": PASSWORD,
    }


def return_and_correct(firm: Program, reviewer: Program, case: dict[str, Any]) -> None:
    [line] = reviewer.get("queue/?division=330106")["results"]
    assert line["allowed_actions"] == ["claim", "hand_over"]
    path = f"applications/{case['id']}/"
    reviewer.post(f"{path}claim/")
    policy = reviewer.get("policy-sets/effective/?division=330106")
    reason = policy["body"]["return_reasons"][0]["code"]
    reviewer.post(f"{path}return_for_correction/", {"reasons": [reason], "note": "请补充联系人。"})
    assert firm.get(path)["status"] == "returned"
    firm.save("put", f"{path}plan/", {"texts": {"emergency": PLAN["emergency"] + "联系人：演示联系人。"}})
    firm.post(f"{path}submit/", {"committed": True})
    [line] = reviewer.get("queue/?division=330106")["results"]
    assert line["is_resubmitted"] is True
    reviewer.post(f"{path}claim/")
    reviewer.post(f"{path}recommend/")


def sign(approver: Program, case: dict[str, Any]) -> dict[str, Any]:
    plan = {"division": "330106", "phase": case["phase"], "opens_on": case["opens_on"]}
    batch = approver.post("batches/", plan | {"quota_firms": 10, "quota_heads": 500}, expect=201)
    path = f"batches/{batch['id']}/"
    approver.post(f"{path}fill/")
    assert [check["is_ready"] for check in approver.get(f"{path}preflight/")] == [True]
    approver.post(f"{path}sign/", expect=202)
    background.run_waiting()
    [result] = approver.get(f"{path}results/")["results"]
    assert (result["result"], result["refusal"]) == ("approved", None)
    approver.post(f"{path}publish/")
    certificate = approver.get(f"certificates/{result['certificate']}/")
    assert len(certificate["pdf_sha256"]) == 64
    return certificate


def deliver(dispatcher: Program, courier: Program, firm: Program, order: dict[str, Any]) -> None:
    depot = place(PlaceKind.DEPOT)
    for name in ("区应急管理局", "区发展和改革局"):
        receipt = {
            "depot": str(depot.public_id),
            "supplier": str(supplier(name).public_id),
            "item": "mask",
            "lot_no": name,
            "units": 200,
            "expires_on": "2099-01-01",
            "document": "0217-01",
        }
        dispatcher.post("receipts/", receipt, expect=201)
    day = timezone.localdate().isoformat()
    round_ = dispatcher.post("rounds/", {"division": "330106", "day": day}, expect=201)
    for verb in ("freeze", "compute", "publish"):
        job = dispatcher.post(f"rounds/{round_['id']}/{verb}/", expect=202)
        background.run_waiting()
        assert dispatcher.get(f"jobs/{job['id']}/")["state"] == "done"
    driver = User.objects.get(appointments__role=Role.COURIER)
    run = dispatcher.post(
        "runs/", {"depot": str(depot.public_id), "day": day, "courier": driver.username}, expect=201
    )
    dispatcher.post(f"runs/{run['id']}/plan/")
    courier.post(f"runs/{run['id']}/depart/")
    [stop] = courier.get(f"runs/{run['id']}/stops/")
    [delivery] = firm.get(f"orders/{order['id']}/deliveries/")
    event = {
        "event_id": str(uuid.uuid4()),
        "stop": stop["id"],
        "kind": "deliver",
        "occurred_at": timezone.now().isoformat(),
        "code": delivery["hand_over_code"],
        "receiver": "演示联系人",
    }
    [answer] = courier.post(f"runs/{run['id']}/events/", {"events": [event]})
    assert answer["accepted"] is True
    courier.post(f"runs/{run['id']}/close/")
