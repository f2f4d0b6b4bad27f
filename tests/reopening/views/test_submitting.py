from reopening.models import Application, ApplicationStatus
from tests.factories import (
    MembershipFactory,
)
from tests.reopening.cases import (  # noqa: F401 - fixtures
    draft,
    filed,
    firm,
    page_of,
    ready,
)
from tests.states import force


def test_the_answers_are_read_once_more_before_submitting(client, applicant, ready):  # noqa: F811
    client.force_login(applicant)

    page = client.get(page_of(ready, "submit")).text

    assert ready.firm.credit_code in page
    assert "1,000 pieces" in page
    assert "We promise" in page
    assert page_of(ready, "section-plan") in page


def test_submitting_gives_a_number(client, applicant, ready):  # noqa: F811
    client.force_login(applicant)

    answer = client.post(page_of(ready, "submit"), {"committed": "on"})

    ready.refresh_from_db()
    assert answer.headers["Location"] == ready.get_absolute_url()
    assert (ready.status, ready.submitted_by) == (ApplicationStatus.SUBMITTED, applicant)
    assert ready.number in client.get(page_of(ready)).text


def test_without_the_commitment_nothing_is_submitted(client, applicant, ready):  # noqa: F811
    client.force_login(applicant)

    page = client.post(page_of(ready, "submit"))

    ready.refresh_from_db()
    assert page.status_code == 422
    assert "Please read and accept the commitment before you submit." in page.text
    assert "accept it for my firm.:" not in page.text
    assert ready.status == ApplicationStatus.DRAFT


def test_what_blocks_is_said_and_nothing_is_submitted(client, applicant, draft):  # noqa: F811
    client.force_login(applicant)

    page = client.post(page_of(draft, "submit"), {"committed": "on"})

    draft.refresh_from_db()
    assert page.status_code == 422
    assert "cannot be submitted yet" in page.text
    assert "Please choose the kind of your firm." in page.text
    assert draft.status == ApplicationStatus.DRAFT


def test_who_may_not_sign_reads_who_may(client, applicant, ready):  # noqa: F811
    clerk = MembershipFactory(firm=ready.firm, is_signatory=False).user
    client.force_login(clerk)

    assert str(applicant) in client.get(page_of(ready, "submit")).text
    assert client.post(page_of(ready, "submit"), {"committed": "on"}).status_code == 403
    ready.refresh_from_db()
    assert ready.status == ApplicationStatus.DRAFT


def test_submitting_has_its_ladder(client, applicant, outsider, reviewer, filed):  # noqa: F811
    address = page_of(filed, "submit")

    assert client.post(address).status_code == 302
    client.force_login(outsider)
    assert client.post(address).status_code == 404
    client.force_login(reviewer)
    assert client.post(address).status_code == 403
    client.force_login(applicant)
    assert client.post(address, {"committed": "on"}).status_code == 409
    assert client.get(address).status_code == 409
    assert client.put(address).status_code == 405


def test_withdrawing_asks_first_and_says_what_will_happen(client, applicant, filed):  # noqa: F811
    client.force_login(applicant)

    page = client.get(page_of(filed, "withdraw")).text

    filed.refresh_from_db()
    assert "The office will not look at it any more." in page
    assert filed.status == ApplicationStatus.SUBMITTED


def test_withdrawing_lets_the_firm_start_anew(client, applicant, filed):  # noqa: F811
    client.force_login(applicant)

    client.post(page_of(filed, "withdraw"), {"note": "Wrong street"})

    filed.refresh_from_db()
    assert filed.status == ApplicationStatus.WITHDRAWN
    assert "Start the application" in client.get("/").text


def test_withdrawing_has_its_ladder(client, applicant, outsider, reviewer, filed):  # noqa: F811
    address = page_of(filed, "withdraw")

    assert client.post(address).status_code == 302
    client.force_login(outsider)
    assert client.post(address).status_code == 404
    client.force_login(reviewer)
    assert client.post(address).status_code == 403
    force(Application.objects.filter(pk=filed.pk), status=ApplicationStatus.APPROVED)
    client.force_login(applicant)
    assert client.post(address).status_code == 409
    assert client.put(address).status_code == 405
