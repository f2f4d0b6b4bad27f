from datetime import timedelta

import pytest
from django.urls import reverse

from approvals.models import Certificate, StateNow
from approvals.services import certificates as service
from tests.approvals.cases import certified

pytestmark = pytest.mark.django_db


def address(name, certificate):
    return reverse(f"approvals:{name}", args=[certificate.public_id])


def test_the_firm_downloads_its_file_as_an_attachment_no_cache_keeps(signed_in, certificate, applicant):
    browser = signed_in(applicant)
    assert browser.get(address("certificate-pdf", certificate)).status_code == 404
    service.store_pdf(certificate=certificate)

    response = browser.get(address("certificate-pdf", certificate))

    assert b"".join(response.streaming_content).startswith(b"%PDF")
    assert response["Content-Disposition"] == f'attachment; filename="{certificate.number}.pdf"'
    assert response["Cache-Control"] == "no-store"
    assert response["X-Content-Type-Options"] == "nosniff"


def test_the_page_shows_the_words_the_code_and_the_state(signed_in, certificate, applicant):
    page = signed_in(applicant).get(address("certificate", certificate)).content.decode()

    assert certificate.firm_name in page
    assert 'class="qr" src="data:image/png;base64,' in page
    assert "style=" not in page
    assert "Not yet valid" in page


def test_revoking_needs_a_reason_and_shows_at_once(client, signed_in, certificate, approver):
    browser = signed_in(approver)

    refused = browser.post(address("certificate-revoke", certificate), {"reason": ""})
    browser.post(address("certificate-revoke", certificate), {"reason": "防控措施不落实。"})

    assert refused.status_code == 422
    client.logout()
    assert "Revoked" in client.get(certificate.check_path).content.decode()


def test_a_file_that_could_not_be_drawn_says_so_and_offers_another_try(
    signed_in, certificate, approver, applicant
):
    Certificate.objects.filter(pk=certificate.pk).update(pdf_problem="OSError: no room")

    office = signed_in(approver).get(address("certificate", certificate)).content.decode()
    assert "Draw it again" in office
    assert "OSError: no room" in office
    firm = signed_in(applicant).get(address("certificate", certificate)).content.decode()
    assert "could not be drawn yet" in firm
    assert "no room" not in firm


def test_the_list_finds_by_name_number_and_state(signed_in, certificate, approver, reviewer):
    other = certified(reviewer, approver)
    browser, url = signed_in(approver), reverse("approvals:certificates")

    for query in (f"search={certificate.firm_name}", f"search={certificate.number}"):
        page = browser.get(f"{url}?{query}").content.decode()
        assert certificate.number in page
        assert other.number not in page
    assert certificate.number not in browser.get(f"{url}?status=revoked").content.decode()


def test_the_list_says_and_finds_what_the_check_page_says(signed_in, certificate, approver):
    url, browser = reverse("approvals:certificates"), signed_in(approver)

    assert "Not yet valid</span>" in browser.get(url).text
    assert certificate.number in browser.get(url, {"status": "not_yet_valid"}).text
    assert certificate.number not in browser.get(url, {"status": "valid"}).text


@pytest.mark.parametrize("days", [-1, 0, 180, 181])
def test_each_certificate_is_found_in_one_state_of_a_day(certificate, days):
    day = certificate.valid_from + timedelta(days=days)

    found = [state for state in StateNow.values if Certificate.objects.in_state(state, day).exists()]

    assert found == [certificate.state_on(day)]


def test_the_panel_says_when_there_is_none_yet(signed_in, waiting, applicant):
    url = reverse("approvals:certificates-panel", args=[waiting.public_id])

    fragment = signed_in(applicant).get(url, headers={"HX-Request": "true"}).content.decode()

    assert "once the application is approved" in fragment
    assert "<html" not in fragment
    assert fragment.strip().splitlines()[-1].strip() in signed_in(applicant).get(url).content.decode()
