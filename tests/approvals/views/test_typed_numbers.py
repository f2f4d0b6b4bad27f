"""A number typed where it does not belong: applications and certificates have numbers of one form."""

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from approvals.models import Certificate
from core.numbers import number_in
from reopening.models import Application
from tests.factories import submitted_application

pytestmark = pytest.mark.django_db
QUEUE, LIST, REGISTER, SCAN, HOTLINE = (
    *("/queue/", "/certificates/", "/register/"),
    *(reverse("approvals:scan"), "/hotline/"),
)


@pytest.fixture
def numbers(certificate):
    """Of a decided case, and of its certificate, which has another serial."""
    case = certificate.application
    number = "330106-20200217-0777-" + check("330106-20200217-0777")
    Application.objects.filter(pk=case.pk).update(number=number)
    return number, certificate.number


def check(stem):
    return next(each for each in "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ" if number_in(f"{stem}-{each}"))


def test_the_queue_names_the_certificate_or_the_decided_case_and_leads_there(
    signed_in, numbers, certificate, reviewer, other_reviewer
):
    of_case, of_certificate = numbers
    desk = signed_in(reviewer)

    case = desk.get(QUEUE, {"search": of_case.lower()})
    paper = desk.get(QUEUE, {"search": f" {of_certificate} "})

    assert f"{of_case} is the number of an application: {certificate.firm_name}, Approved." in case.text
    assert f"/queue/{certificate.application.public_id}/" in case.text
    assert f"{of_certificate} is the number of a certificate: {certificate.firm_name}." in paper.text
    assert certificate.get_absolute_url() in paper.text
    assert "is the number of" not in desk.get(QUEUE, {"search": "0777"}).text
    assert "is the number of" not in signed_in(other_reviewer).get(QUEUE, {"search": of_case}).text


def test_a_number_of_both_is_shown_as_both(signed_in, numbers, certificate, reviewer):
    waiting = submitted_application()
    Application.objects.filter(pk=waiting.pk).update(number=certificate.number)
    desk = signed_in(reviewer)

    page = desk.get(QUEUE, {"search": certificate.number})

    assert [row["row"].case.public_id for row in page.context["rows"]] == [waiting.public_id]
    assert [each.url for each in page.context["also_named"]] == [certificate.get_absolute_url()]
    (other,) = desk.get(LIST, {"search": certificate.number}).context["also_named"]
    assert other.url == f"/queue/{waiting.public_id}/"


def test_the_list_of_certificates_names_the_case(signed_in, numbers, certificate, reviewer, applicant):
    assert (
        f"/queue/{certificate.application.public_id}/"
        in signed_in(reviewer).get(LIST, {"search": numbers[0]}).text
    )
    own = signed_in(applicant).get(LIST, {"search": numbers[0]}).context["also_named"]
    assert [each.url for each in own] == [certificate.application.get_absolute_url()]


def test_the_register_says_which_numbers_it_has(client, numbers, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(is_in_register=True)

    assert "The register has the numbers of certificates" in client.get(REGISTER, {"search": numbers[0]}).text
    assert "The register has the numbers" not in client.get(REGISTER, {"search": "杭州"}).text


def test_the_guard_is_told_that_a_number_is_none_of_the_paper(client, numbers):
    for number in numbers:
        page = client.get(SCAN, {"address": number})

        assert page.status_code == 422
        assert "by itself proves nothing" in page.text.split("<template")[0]
        assert f"{REGISTER}?search={number}" in page.text


def test_the_command_takes_a_number_for_no_code(numbers):
    for number in numbers:
        with pytest.raises(CommandError, match=r"A NUMBER .* of a certificate or of an application") as told:
            call_command("verify_certificate", number)
        assert told.value.returncode == 2


def test_the_hotline_finds_the_firm_of_an_application_and_says_so_of_a_certificate(client, numbers, clerk):
    client.force_login(clerk)

    found = client.get(HOTLINE, {"q": numbers[0].lower()})
    other = client.get(HOTLINE, {"q": numbers[1]})

    assert len(found.context["found"]) == 1
    assert "Found by the number of an application." in found.text
    assert other.context["found"] == []
    assert "It may be the number of a certificate" in other.text
    assert "Enter the firm by hand" not in other.text
