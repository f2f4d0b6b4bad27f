"""A courier in a yard without a network: hands goods over, takes a photo, drives on; the desk has it exactly once."""

from base64 import b64decode
from io import BytesIO

import pytest
import zxingcpp
from django.core.management import call_command
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from core.models import User
from supplies.models import DispatchEvent, ProofOfDelivery, ProofPicture, Run, Stop
from supplies.services import deliveries, proof
from tests import factories
from tests.factories import MembershipFactory
from tests.reopening.papers import a_photo

pytestmark = [pytest.mark.slow, pytest.mark.browser]
PASSWORD = "a-word-for-one-test"
PHOTO = {"name": "door.png", "mimeType": "image/png"}


@pytest.fixture
def stops(transactional_db, settings, tmp_path):
    """The demo's run on the road; its stops that wait."""
    settings.DEMO = True
    (tmp_path / "password").write_text(PASSWORD)
    call_command("load_demo", "--password-file", tmp_path / "password")
    courier = User.objects.get(username="courier")
    run = Run.objects.filter(courier=courier, status="departed").order_by("pk")[0]
    found = list(run.stops.filter(status="waiting").order_by("sequence"))
    assert len(found) >= 2
    return found


def at_the_desk(person):
    courier = person(width=390)
    courier.sign_in("courier", PASSWORD)
    page = courier.visit("/supplies/courier/")
    page.wait_for_selector("html[data-kept]")
    return courier, page


def test_a_hand_over_without_a_network_arrives_once_with_one_photo(stops, person):
    stop, code = stops[0], deliveries.code_of(stops[0])
    courier, page = at_the_desk(person)

    # In the yard: the pages open from the phone.
    courier.go_offline()
    courier.visit("/supplies/courier/")
    page.locator(f"a[href='{stop.get_absolute_url()}']").first.click()
    page.get_by_label("The firm's code").fill(code)
    page.get_by_label("Received by").fill("演示·收货人")
    page.get_by_text("Photo and signature").click()
    page.locator("input[name=photo]").set_input_files(PHOTO | {"buffer": a_photo("door.png").content})
    page.get_by_role("button", name="Handed over").click()
    expect(page.get_by_text("It is kept on this phone").first).to_be_visible()
    expect(page.locator("[data-unsent-count]")).to_have_text("1")
    assert not DispatchEvent.objects.filter(stop=stop).exists()

    # Back on the road: it is sent by itself, and once.
    courier.go_online()
    expect(page.locator(".state", has_text="Delivered").first).to_be_visible()
    courier.visit("/supplies/courier/")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    assert DispatchEvent.objects.filter(stop=stop).count() == 1
    assert ProofOfDelivery.objects.get(stop=stop).method == "code"
    assert [row.kind for row in ProofPicture.objects.filter(proof__stop=stop)] == ["photo"]
    assert list(proof.faults()) == []


def test_several_stops_without_a_network_arrive_once_each(stops, person):
    several = stops[:3]
    codes = {stop.pk: deliveries.code_of(stop) for stop in several}
    courier, page = at_the_desk(person)
    courier.go_offline()
    for stop in several[:-1]:
        courier.visit("/supplies/courier/")
        page.locator(f"a[href='{stop.get_absolute_url()}']").first.click()
        page.get_by_label("The firm's code").fill(codes[stop.pk])
        page.get_by_label("Received by").fill("演示·收货人")
        page.get_by_role("button", name="Handed over").click()
        expect(page.get_by_text("It is kept on this phone").first).to_be_visible()
    courier.visit("/supplies/courier/")
    page.locator(f"a[href='{several[-1].get_absolute_url()}']").first.click()
    page.get_by_text("Could not deliver").click()
    page.locator("input[name=reason]").first.check()
    page.get_by_role("button", name="Not delivered").click()
    expect(page.get_by_text("It is kept on this phone").last).to_be_visible()
    expect(page.locator("[data-unsent-count]")).to_have_text(str(len(several)))
    courier.visit("/supplies/courier/")
    expect(page.get_by_text("Not sent yet").filter(visible=True)).to_have_count(len(several))

    courier.go_online()

    expect(page.locator("[data-unsent]")).to_be_hidden()
    events = DispatchEvent.objects.filter(stop__in=several)
    assert sorted(events.values_list("stop", flat=True)) == sorted(stop.pk for stop in several)
    found = {stop.pk: stop.status for stop in Stop.objects.filter(pk__in=codes)}
    assert found == {stop.pk: "delivered" for stop in several[:-1]} | {several[-1].pk: "failed"}
    assert list(proof.faults()) == []


def test_the_firms_picture_opens_the_stop_with_its_code(stops, person):
    stop = stops[0]
    firm = person(width=390)
    firm.sign_in(MembershipFactory(firm=stop.firm).user.username, factories.PASSWORD)
    order = stop.items.order_by("pk")[0].award_lot.order_line.order
    shown = firm.visit(order.get_absolute_url()).locator("img.hand-over-qr").get_attribute("src")
    [code] = zxingcpp.read_barcodes(Image.open(BytesIO(b64decode(shown.partition(",")[2]))).convert("L"))
    path = code.text[code.text.index("/supplies/") :]
    courier, page = at_the_desk(person)
    field = page.get_by_label("The firm's code")

    # Scanned anew, and while the page of the stop is open already
    courier.visit(path)
    expect(field).to_have_value(deliveries.code_of(stop))
    courier.visit(stop.get_absolute_url())
    expect(field).to_have_value("")
    courier.visit(path)
    expect(field).to_have_value(deliveries.code_of(stop))
    page.get_by_label("Received by").fill("演示·收货人")
    page.get_by_role("button", name="Handed over").click()
    page.wait_for_url("**/supplies/courier/")

    assert ProofOfDelivery.objects.get(stop=stop).method == "code"
    firm.visit(order.get_absolute_url())
    expect(firm.page.locator("img.hand-over-qr")).to_have_count(0)


def test_without_the_code_a_signature_and_a_photo_prove_it(stops, person):
    stop = stops[0]
    _courier, page = at_the_desk(person)
    page.goto(page.url.replace("/supplies/courier/", stop.get_absolute_url()))
    page.get_by_label("Received by").fill("演示·收货人")
    page.get_by_role("button", name="Handed over").click()
    expect(page.get_by_text("a signature and a photo are needed").first).to_be_visible()

    page.locator("input[name=photo]").set_input_files(PHOTO | {"buffer": a_photo("door.png").content})
    page.locator("canvas.signature").scroll_into_view_if_needed()
    box = page.locator("canvas.signature").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + 120, box["y"] + 60, steps=5)
    page.mouse.up()
    page.get_by_role("button", name="Handed over").click()

    page.wait_for_url("**/supplies/courier/")
    assert ProofOfDelivery.objects.get(stop=stop).method == "signature"
    assert {row.kind for row in ProofPicture.objects.filter(proof__stop=stop)} == {"photo", "signature"}


def test_a_wrong_code_said_without_a_network_is_told_afterwards(stops, person):
    stop = stops[0]
    courier, page = at_the_desk(person)
    page.goto(page.url.replace("/supplies/courier/", stop.get_absolute_url()))
    page.wait_for_selector("html[data-kept]")
    courier.go_offline()
    page.get_by_label("The firm's code").fill("000001")
    page.get_by_label("Received by").fill("演示·收货人")
    page.get_by_role("button", name="Handed over").click()
    expect(page.get_by_text("It is kept on this phone").first).to_be_visible()
    courier.go_online()

    expect(page.get_by_text("The desk did not take one of them").first).to_be_visible()
    courier.complaints.clear()  # the browser also complains of the 422
    assert Stop.objects.get(pk=stop.pk).status == "waiting"
    assert timezone.now() >= DispatchEvent.objects.get(stop=stop).recorded_at
