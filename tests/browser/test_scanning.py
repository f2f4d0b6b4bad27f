"""A guard at the gate scans certificates: with the camera, from a photo, without a network."""

import io
import re
from dataclasses import replace

import numpy as np
import pypdfium2
import pytest
from django.utils import timezone
from PIL import Image
from playwright.sync_api import expect

from approvals import code_keys, signed_codes
from approvals.services import certificates, revocations
from approvals.wording import scanned_address
from reopening.services.conditions import fulfil
from tests.approvals.cases import certified

pytestmark = [pytest.mark.slow, pytest.mark.browser]

FRAME = (960, 720)  # pixels of the camera


@pytest.fixture
def certificate(desk, settings, reviewer, approver):
    settings.SITE_URL = desk.url
    return certified(reviewer, approver)


def photo_of(certificate) -> Image.Image:
    """The lower half of the printed paper, as a phone sees it."""
    page = pypdfium2.PdfDocument(certificates.draw(certificate))[0].render(scale=2.2).to_pil().convert("L")
    lower = page.crop((0, page.height // 2, page.width, page.height))
    return lower.resize((FRAME[0], FRAME[0] * lower.height // lower.width)).crop((0, 0, *FRAME))


def film_of(picture: Image.Image) -> bytes:
    """What Chromium's false camera shows: one still, in Y4M."""
    grey = np.asarray(picture, dtype=np.uint8)
    colour = np.full((grey.shape[0] // 2, grey.shape[1] // 2), 128, dtype=np.uint8)
    frame = b"FRAME\n" + grey.tobytes() + colour.tobytes() * 2
    return f"YUV4MPEG2 W{FRAME[0]} H{FRAME[1]} F10:1 Ip A1:1 C420jpeg\n".encode() + frame * 3


def test_a_certificate_before_the_camera_is_read_and_its_state_asked(launch, desk, certificate, tmp_path):
    film = tmp_path / "gate.y4m"
    film.write_bytes(film_of(photo_of(certificate)))
    browser = launch(
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        f"--use-file-for-fake-video-capture={film}",
    )
    page = browser.new_page(viewport={"width": 390, "height": 844}, locale="en")
    page.goto(f"{desk.url}/scan/")

    page.get_by_role("button", name="Scan with the camera").click()

    answer = page.locator("[data-answer]")
    expect(answer).to_have_attribute("data-state", "not_yet_valid", timeout=30_000)
    expect(answer).to_contain_text(certificate.firm_name)
    expect(answer).to_contain_text(certificate.number)
    expect(answer).to_contain_text("The signature of the code is genuine.")
    expect(page.locator("[data-view]")).to_be_hidden()
    browser.close()


@pytest.fixture
def guard(person):
    """Their phone has kept the page, as after a first visit."""
    guard = person(width=390)
    guard.visit("/scan/")
    expect(guard.page.locator("html")).to_have_attribute("data-kept", "")
    return guard


def answered(guard, text):
    guard.page.get_by_label("Or the check address").fill(text)
    guard.page.get_by_role("button", name="Check", exact=True).click()
    return guard.page.locator("[data-answer]")


def test_a_photo_of_the_code_is_read_too(guard, certificate):
    kept = io.BytesIO()
    photo_of(certificate).save(kept, "JPEG", quality=80)
    blank = io.BytesIO()
    Image.new("L", FRAME, 200).save(blank, "JPEG")
    chosen = guard.page.locator("[data-photo] input")

    chosen.set_input_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": blank.getvalue()})
    expect(guard.page.locator("[data-answer]")).to_have_attribute("data-state", "unread")
    chosen.set_input_files({"name": "p.jpg", "mimeType": "image/jpeg", "buffer": kept.getvalue()})

    expect(guard.page.locator("[data-answer]")).to_contain_text(certificate.number)


def test_a_revocation_is_seen_with_a_network_and_said_to_be_unknown_without(guard, certificate, approver):
    scanned = scanned_address(certificate.wording)
    expect(answered(guard, scanned)).to_have_attribute("data-state", "not_yet_valid")

    revocations.revoke(certificate=certificate, reason="防控不落实。", by=approver, at=timezone.now())
    guard.page.reload()
    expect(answered(guard, scanned)).to_have_attribute("data-state", "revoked")


def test_without_a_network_the_page_opens_and_tells_true_from_forged(guard, certificate):
    scanned = scanned_address(certificate.wording)
    code = scanned.partition("#")[2]
    stranger = signed_codes.private_key(signed_codes.to_base64(b"s" * 32))
    facts = signed_codes.facts_in(signed_codes.from_base64(code)[: -signed_codes.SIGNATURE])
    guard.go_offline()
    guard.page.reload()

    expect(guard.page.get_by_text("No network.")).to_be_visible()
    answer = answered(guard, scanned)
    expect(answer).to_have_attribute("data-state", re.compile("genuine|not_yet_valid"))
    expect(answer).to_contain_text(certificate.number)
    expect(answer).to_contain_text("Whether it still stands could not be asked")
    at = len(scanned) - 30
    changed = scanned[:at] + ("A" if scanned[at] != "A" else "B") + scanned[at + 1 :]
    expect(answered(guard, changed)).to_have_attribute("data-state", "forged")
    # Keys kept here may be older than the paper's: without a network an unknown key is no proof of forgery.
    unknown = scanned.replace(code, signed_codes.sign(facts, stranger))
    expect(answered(guard, unknown)).to_have_attribute("data-state", "later")
    guard.go_online()
    # With one the desk's own answer counts, as for a paper without a code; unless the code says something else.
    answer = answered(guard, unknown)
    expect(answer).to_have_attribute("data-state", "not_yet_valid")
    expect(answer).to_contain_text("no longer publishes the key")
    more = replace(facts, headcount_limit=facts.headcount_limit + 1_000)
    other = scanned.replace(code, signed_codes.sign(more, stranger))
    expect(answered(guard, other)).to_have_attribute("data-state", "forged")


def test_a_condition_is_shown_as_it_stands_now(guard, certificate, reviewer, approver):
    short = certified(reviewer, approver, masks=0)
    scanned = scanned_address(short.wording)
    due_on = short.application.conditions.get().due_on
    expect(answered(guard, scanned)).to_contain_text(f"(By {due_on})")

    fulfil(application=short.application, kind="supplies_delivered", by=reviewer, at=timezone.now())

    expect(answered(guard, scanned)).to_contain_text("(Met on ")


@pytest.fixture
def new_key(desk, settings, monkeypatch):
    """Call it, and the desk signs with a new key; the old one stays published."""

    def rotate():
        new = signed_codes.to_base64(b"the key of this year, in tests..")
        settings.CERTIFICATE_KEYS = [new, *settings.CERTIFICATE_KEYS]
        monkeypatch.setenv("CERTIFICATE_KEYS", ",".join(settings.CERTIFICATE_KEYS))
        desk.kill("web")
        desk.start("web")
        desk.wait_until_ready("/healthz")
        code_keys.forget()

    yield rotate
    code_keys.forget()


def test_a_paper_of_a_new_key_is_genuine_to_a_phone_that_has_kept_the_old_ones(
    guard, certificate, new_key, reviewer, approver
):
    expect(answered(guard, scanned_address(certificate.wording))).to_contain_text(certificate.number)
    new_key()
    second = certified(reviewer, approver)

    answer = answered(guard, scanned_address(second.wording))

    expect(answer).to_contain_text(second.number)
    expect(answer).to_have_attribute("data-state", "not_yet_valid")
    expect(answer).to_contain_text("The signature of the code is genuine.")
    guard.go_offline()
    expect(answered(guard, scanned_address(second.wording))).to_contain_text("Whether it still stands")


def test_an_address_of_another_house_is_named_and_not_opened(guard):
    answer = answered(guard, "https://elsewhere.example/verify/" + "A" * 32 + "/")

    expect(answer).to_have_attribute("data-state", "foreign")
    expect(answer.get_by_role("link")).to_have_count(0)
    assert guard.page.url.endswith("/scan/")
