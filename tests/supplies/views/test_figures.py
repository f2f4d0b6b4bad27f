"""The figures a dispatcher plans by."""

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from supplies.exports import LISTINGS
from supplies.models import DailyQuota
from tests.supplies import makers

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(client):
    """300 masks free, firms at work that use 40 a day in all, 10 a day coming in."""
    makers.received(300)
    order = makers.order(280)
    makers.published_round()
    makers.received(100)
    hoarder = makers.case(heads=5)
    makers.order(35, application=hoarder)
    makers.Application.objects.filter(pk=order.application_id).update(status="approved")
    DailyQuota.objects.create(place=makers.supplier(), item=makers.item(), units=10)
    client.force_login(makers.keeper())
    return client.get(reverse("supplies:figures"))


def test_stock_is_forecast_from_quota_and_use(page):
    chosen = page.context["chosen"]

    free = chosen.stock.available
    assert chosen.ends == [free + (10 - 40) * day for day in range(1, 8)]
    assert chosen.short_tomorrow == max(0, 30 - free)
    assert chosen.short_in_a_week == max(0, 210 - free) > 0
    assert b"chart-peak" in page.content


def test_unmet_need_is_summed_by_street(page):
    (street,) = page.context["streets"]

    assert (street.firms, street.units) == (1, 35)


def test_need_request_and_delivery_stand_side_by_side(page):
    (row,) = page.context["needs"]

    assert (row.need, row.line.requested, row.awarded, row.is_hoarding) == (280, 280, 300, False)
    (listing,) = [each for each in LISTINGS if each.name == "firm-needs"]
    cells = list(listing.read(makers.keeper(), {"item": "mask"}))
    assert [str(cell) for cell in cells[0][-6:]] == ["7.5", "280", "280", "300", "0", ""]


def test_nobody_else_sees_them(client, outsider):
    client.force_login(outsider)

    assert client.get(reverse("supplies:figures")).status_code == 403


def test_days_are_left_by_district(page):
    (row,) = page.context["districts"]

    assert row.stock.available == page.context["chosen"].stock.available
    assert row.stock.days_left == page.context["chosen"].stock.days_left
    assert row.stock.need == 35


def test_quotas_and_what_came_of_them_stand_on_the_page(page):
    (line,) = page.context["sources"]

    assert (line.quota, line.today, line.beyond) == (10, 400, 390)
    assert b"Quotas used today" in page.content


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("forecast", ("mask", 8)),
        ("unmet-by-street", ("330106002", 35)),
        ("quota-use", ("区应急管理局", 400)),
    ],
)
def test_each_figure_goes_out_as_a_file(page, name, expected):
    (listing,) = [each for each in LISTINGS if each.name == name]

    rows = list(listing.read(makers.keeper(), {"item": "mask"}))

    assert len(rows[0]) == len(listing.columns)
    assert expected[0] in [str(cell) for cell in rows[0]]
    if name == "forecast":
        assert list(rows[0][-7:]) == page.context["chosen"].ends
    else:
        assert expected[1] in [cell for row in rows for cell in row]


def test_who_keeps_no_stock_takes_no_figures_out(outsider):
    for name in ("forecast", "unmet-by-street", "quota-use"):
        (listing,) = [each for each in LISTINGS if each.name == name]
        with pytest.raises(PermissionDenied):
            list(listing.read(outsider, {}))
