"""Papers over the API: listed by case, read and fetched by who may see the record, made by nobody."""

import pytest
from django.utils import timezone

from approvals.models import DecisionLetter
from core.papers.kinds import kinds
from core.services import papers
from tests.approvals.cases import certified
from tests.core.papers.papers import bytes_of, made

pytestmark = pytest.mark.django_db
LIST = "/api/v1/papers/"


@pytest.fixture
def case(reviewer, approver, applicant):
    """With three papers: of the case, of its letter, of its certificate."""
    certificate = certified(reviewer, approver, applicant.firms.get())
    subjects = {
        "receipt": certificate.application,
        "decision": DecisionLetter.objects.get(),
        "poster": certificate,
    }
    for key, subject in subjects.items():
        papers.make(kind=kinds()[key], subject=subject, by=applicant, at=timezone.now())
    return certificate.application


def test_all_papers_of_a_case_are_listed_to_who_may_see_it(case, applicant, auditor, outsider, api):
    for person in (applicant, auditor):
        api.force_authenticate(person)
        answer = api.get(LIST, {"application": case.public_id})
        assert [each["kind"] for each in answer.json()["results"]] == ["poster", "decision", "receipt"]
    api.force_authenticate(outsider)
    assert api.get(LIST, {"application": case.public_id}).status_code == 404


def test_one_is_read_and_fetched_once_it_is_drawn(case, applicant, outsider, api):
    api.force_authenticate(applicant)
    [poster, *_rest] = api.get(LIST, {"application": case.public_id}).json()["results"]
    address = f"{LIST}{poster['id']}/"
    assert poster["title"] == {"zh": "复工信息公示", "en": "Open for work: public notice"}
    assert api.get(f"{address}pdf/").status_code == 404

    drawn = made("poster", case.certificates.get(), applicant)

    assert api.get(address).json()["pdf_sha256"] == drawn.pdf_sha256
    assert b"".join(api.get(f"{address}pdf/").streaming_content) == bytes_of(drawn)
    api.force_authenticate(outsider)
    assert api.get(address).status_code == 404
    assert api.get(f"{address}pdf/").status_code == 404


def test_a_list_needs_a_case_and_nothing_is_made(case, applicant, api):
    api.force_authenticate(applicant)

    assert api.get(LIST).status_code == 400
    assert api.get(LIST, {"application": "x"}).status_code == 400
    assert api.post(LIST, {}, headers={"Idempotency-Key": "one"}).status_code == 405


def test_a_list_asks_as_many_questions_of_few_papers_as_of_many(
    case, applicant, api, django_assert_max_num_queries
):
    api.force_authenticate(applicant)
    with django_assert_max_num_queries(6):
        api.get(LIST, {"application": case.public_id})
