import io

import openpyxl
import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.utils import timezone

from core.audit import trail
from core.background import run
from core.models import Job, Notification
from reopening.models import Firm
from reopening.table_files.workbooks import refused_rows
from supplies.models import Order, OrderFile, OrderStatus
from supplies.order_lists import LAYOUT
from supplies.services import order_files, orders
from tests.factories import MembershipFactory, UserFactory, credit_code, other_street
from tests.supplies import makers

pytestmark = pytest.mark.django_db
now = timezone.now
HEADER = "信用代码,物资,数量,现有数量,紧急原因\n"


def line(firm: Firm, quantity: object, item: str = "口罩", in_hand: object = "", urgent: str = "") -> str:
    return f"{firm.credit_code},{item},{quantity},{in_hand},{urgent}\n"


def read(text: str, by=None) -> OrderFile:
    """Uploaded and read, as the worker does."""
    content = (HEADER + text).encode()
    by = by or makers.keeper()
    file = order_files.upload(
        division=makers.district(), file_name="昨天.csv", content=content, by=by, at=now()
    )
    work(file)
    return OrderFile.objects.get(pk=file.pk)


def work(file: OrderFile) -> None:
    job = Job.objects.get(pk=OrderFile.objects.get(pk=file.pk).job_id)
    run(job.pk)


def taken(file: OrderFile) -> OrderFile:
    order_files.take_in(file=file, by=makers.keeper(), at=now())
    work(file)
    return OrderFile.objects.get(pk=file.pk)


def test_a_list_is_shown_first_and_then_becomes_orders_that_take_part_in_the_round():
    makers.item()
    makers.item("goggles", name="护目镜", name_en="Goggles", pack_units=10)
    makers.received(1_000)
    one, two = makers.case(heads=40, masks=30), makers.case(heads=40)
    text = line(one.firm, 109) + line(two.firm, 200, in_hand=7, urgent="断货") + line(two.firm, 4, "goggles")

    file = read(text)

    assert (file.stage, file.counts) == (
        "waiting",
        {"read": 3, "firms": 2, "orders": 2, "known": 0, "refused": 0},
    )
    assert not Order.objects.exists()

    file = taken(file)

    assert (file.stage, file.counts["orders"], file.content) == ("stored", 2, None)
    first, second = Order.objects.order_by("firm")
    assert (first.status, first.submitted_by, first.number[:2]) == ("submitted", makers.keeper(), "S-")
    assert (first.lines.get().quantity, first.lines.get().reported) == (109, 30)
    assert dict(second.lines.values_list("item__code", "reported")) == {"mask": 7, "goggles": 0}
    assert second.urgent_reason == "断货"
    event = list(trail(first))[-1]
    assert (event.verb, event.data["digest"]) == ("order.bring_in", file.digest)
    assert Notification.objects.filter(kind="supplies.order_brought_in").count() == 2
    assert makers.published_round().items.get(item__code="mask").lines.count() == 2


def test_bad_rows_are_refused_with_a_reason_each_and_go_back_as_a_file():
    makers.item()
    good, big, busy = (makers.case(heads=40) for _number in range(3))
    makers.order(10, application=busy)
    stranger = MembershipFactory().firm
    text = (
        line(good.firm, 100) + line(big.firm, 281) + line(busy.firm, 10) + line(stranger, 10)
        + f"{credit_code(77)},口罩,5,,\n" + line(good.firm, 100) + "不是代码,口罩,3,,\n"
    )  # fmt: skip

    file = read(text)

    errors = [error for row in file.refused for error in row["errors"]]
    codes = {error["row"]: error["code"] for error in errors}
    assert len(errors) == len(codes)  # each cell to correct is named once
    assert codes == {
        2: "with_other_rows",
        3: "above_cap",
        4: "order_open",
        5: "no_application",
        6: "no_application",
        7: "order_repeated",
        8: "credit_code_length",
    }
    assert file.counts["orders"] == 0
    book = openpyxl.load_workbook(io.BytesIO(refused_rows(order_files.refused_rows(file), LAYOUT.columns)))
    assert book.worksheets[0].max_row == 1 + 7
    assert "280" in str(book.worksheets[0].cell(3, len(LAYOUT.columns) + 1).value)


def test_the_same_list_twice_makes_each_order_once():
    makers.item()
    case = makers.case(heads=40)
    file = taken(read(line(case.firm, 100)))

    again = order_files.upload(
        division=makers.district(), file_name="again.csv", content=(HEADER + line(case.firm, 100)).encode(),
        by=makers.keeper(), at=now(),
    )  # fmt: skip

    assert again == file
    with pytest.raises(order_files.NotChecked):
        order_files.take_in(file=again, by=makers.keeper(), at=now())
    assert Order.objects.count() == 1


def test_a_worker_that_dies_halfway_goes_on_where_it_was(monkeypatch):
    makers.item()
    cases = [makers.case(heads=40) for _number in range(3)]
    file = read("".join(line(case.firm, 50) for case in cases))
    monkeypatch.setattr(order_files, "CHUNK", 1)
    file = order_files.take_in(file=file, by=makers.keeper(), at=now())
    intake = order_files.OrderIntake(file, {makers.item().code: makers.item()}, makers.keeper(), now())
    content = bytes(OrderFile.objects.get(pk=file.pk).content)
    with order_files.OrderList(content, order_files.spellings({"mask": makers.item()})) as table:
        rows, _astray = order_files.grouped(table.judged())
        intake.take_in(next(order_files.chunks(rows)))  # the first chunk was committed; then it was killed

    work(file)

    file.refresh_from_db()
    assert (file.counts["orders"], file.counts["known"]) == (2, 1)
    assert Order.objects.filter(status=OrderStatus.SUBMITTED).count() == 3


def test_a_firm_that_orders_by_itself_in_between_keeps_its_own_order():
    makers.item()
    case = makers.case(heads=40)
    file = read(line(case.firm, 100))
    makers.order(30, application=case)

    file = taken(file)

    assert file.counts["orders"] == 0
    assert file.refused[0]["errors"][0]["code"] == "order_open"
    assert Order.objects.get().lines.get().quantity == 30


def test_only_a_dispatcher_of_the_place_brings_lists_and_only_its_own_firms_come_in():
    makers.item()
    elsewhere = makers.case(division=other_street(), heads=40)
    with pytest.raises(PermissionDenied):
        read(line(elsewhere.firm, 10), by=UserFactory())

    file = read(line(elsewhere.firm, 10))

    assert file.refused[0]["errors"][0]["code"] == "no_application"
    assert not OrderFile.objects.visible_to(UserFactory()).exists()


def test_the_firm_may_change_or_cancel_what_the_district_brought():
    makers.item()
    case = makers.case(heads=40)
    taken(read(line(case.firm, 100)))
    order = Order.objects.get()

    orders.cancel(order=order, reason="we have enough", by=makers.member(order), at=now())

    assert order.status == OrderStatus.CANCELLED


def test_the_list_can_be_brought_and_followed_on_its_pages():
    makers.item()
    case = makers.case(heads=40)
    client = Client()
    client.force_login(makers.keeper())
    upload = io.BytesIO((HEADER + line(case.firm, 100) + line(case.firm, 281)).encode())
    upload.name = "orders.csv"

    answer = client.post("/supplies/orders/lists/", {"division": makers.district().pk, "file": upload})
    file = OrderFile.objects.get()
    assert answer.status_code == 302
    work(file)
    page = client.get(file.get_absolute_url())

    assert 'id="file-result"' in page.content.decode()
    assert client.get(f"{file.get_absolute_url()}rows/").content[:2] == b"PK"
    assert client.get("/supplies/orders/lists/empty/").content[:2] == b"PK"
    assert client.get("/supplies/orders/lists/").status_code == 200
    assert client.post(f"{file.get_absolute_url()}take-in/").status_code == 302
    assert client.post(f"{file.get_absolute_url()}take-in/").status_code == 409
