"""Codes in pictures lead where they should: a label to its lot, the hand-over code to the courier's page."""

import io
import re
from base64 import b64decode

import pytest
import zxingcpp
from django.conf import settings
from django.urls import reverse
from django.utils.timezone import now
from PIL import Image

from reopening.models import HaltKind
from reopening.services import halts
from supplies.models import Lot
from supplies.services import deliveries
from tests.supplies import makers

pytestmark = pytest.mark.django_db


def codes_in(page: str) -> set[str]:
    pictures = re.findall(r"data:image/png;base64,([^\"]+)", page)
    return {
        code.text
        for picture in pictures
        for code in zxingcpp.read_barcodes(Image.open(io.BytesIO(b64decode(picture))).convert("L"))
    }


def test_a_label_opens_its_lot_and_numbers_the_boxes(client):
    makers.received(1_000, lot_no="YJ-0217-A")
    lot = Lot.objects.get()
    client.force_login(makers.keeper())

    page = client.get(reverse("supplies:lot-labels", args=[lot.public_id]), {"count": 3}).content.decode()

    assert codes_in(page) == {settings.SITE_URL + lot.get_absolute_url()}
    assert [f"{number} / 3" in page for number in (1, 2, 3)] == [True] * 3
    assert page.count("YJ-0217-A") >= 3


def test_the_firms_code_opens_the_couriers_page_of_its_stop(client):
    makers.received(1_000)
    order = makers.order()
    makers.published_round()
    stop = makers.departed_run().stops.get()
    client.force_login(makers.member(order))

    page = client.get(order.get_absolute_url()).content.decode()

    code = deliveries.code_of(stop)
    assert codes_in(page) == {f"{settings.SITE_URL}{stop.get_absolute_url()}#{code}"}


def test_while_the_firm_stands_still_its_delivery_is_held_and_nobody_asks_for_the_code(client):
    makers.received(300)
    order = makers.order()
    makers.published_round()
    makers.departed_run()
    client.force_login(makers.member(order))
    assert "Read this code to the courier" in client.get(order.get_absolute_url()).text
    halts.begin_many([order.application], HaltKind.STOP, halts.Why(), by=makers.keeper(), at=now())

    pages = [client.get(address).text for address in ("/", order.get_absolute_url())]

    assert "A delivery is held" in pages[0]
    assert "nothing is handed over" in pages[1]
    assert not any("hand-over code" in page or "Read this code" in page for page in pages)
