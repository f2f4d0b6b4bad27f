"""Words that turn out to be faulty: the papers get those of an earlier version again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from approvals.models import Certificate
from approvals.services import reprints
from core import background
from core.models import Job, Paper
from core.papers.templates import SHIPPED
from tests.approvals.cases import recommended, signed_batch
from tests.approvals.services.test_reprints import NEW, publish, start
from tests.core.papers.papers import bytes_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def certificate(reviewer, approver, administrator):
    """Its file has the new words by now."""
    case = recommended(reviewer)
    signed_batch(approver, [case])
    background.run_waiting()
    publish(
        "certificate", {"title.approval": NEW, "title.filing": NEW, "title.commitment": NEW}, administrator
    )
    start(approver)
    background.run_waiting()
    return case.certificates.get()


def versions():
    return list(Paper.objects.filter(kind="certificate").order_by("issue").values_list("version", flat=True))


def test_the_first_words_come_back_as_the_next_issue(certificate, approver, client):
    first = Paper.objects.get(kind="certificate", issue=1)

    row = start(approver, version=SHIPPED)
    background.run_waiting()

    certificate.refresh_from_db()
    assert row.asked_of == 1
    assert versions() == [SHIPPED, "v1", SHIPPED]
    assert certificate.pdf_sha256 == first.pdf_sha256
    assert bytes_of(certificate) == bytes_of(first)
    with pytest.raises(reprints.NothingToReprint):
        start(approver, version=SHIPPED)


def test_and_the_later_words_again(certificate, approver):
    for version in (SHIPPED, "v1", SHIPPED):
        start(approver, version=version)
        background.run_waiting()

    assert versions() == [SHIPPED, "v1", SHIPPED, "v1", SHIPPED]
    assert Certificate.objects.get().pdf.name == Paper.objects.order_by("-issue")[0].pdf.name


def test_the_form_offers_it_and_counts_it(certificate, approver, client):
    client.force_login(approver)
    day = str(timezone.localdate())
    choice = {"words": f"certificate:{SHIPPED}", "division": approver.appointments.get().division_id}

    page = client.post(reverse("approvals:reprint-start"), choice | {"first_day": day, "last_day": day})

    assert "1 paper is printed with the new words" in page.text


def test_a_job_of_an_earlier_reprint_that_gets_new_attempts_takes_nothing_back(certificate, approver):
    earlier = Job.objects.get(task="approvals.tasks.reprint")
    start(approver, version=SHIPPED)
    background.run_waiting()
    Job.objects.filter(pk=earlier.pk).update(state="queued", finished_at=None, attempts=0)

    background.run_waiting()

    assert versions() == [SHIPPED, "v1", SHIPPED]


def test_two_at_once_are_refused_with_a_sentence(certificate, approver):
    start(approver, version=SHIPPED)

    with pytest.raises(reprints.ReprintGoesOn):
        start(approver, version=SHIPPED)


def test_the_check_page_and_the_api_name_every_file_that_was_handed_out(certificate, approver, client):
    first, second = Paper.objects.filter(kind="certificate").order_by("issue")

    page = client.get(certificate.check_path).text
    said = client.get(reverse("api:verify-detail", args=[certificate.token])).json()

    newest, _fold, earlier = page.partition("<details>")
    assert second.pdf_sha256[:8] in newest
    assert first.pdf_sha256[:8] not in newest
    assert first.pdf_sha256[:8] in earlier
    assert said["pdf_sha256"] == second.pdf_sha256
    assert [file["sha256"] for file in said["files"]] == [second.pdf_sha256, first.pdf_sha256]
    assert said["files"][0]["issued_at"] > said["files"][1]["issued_at"]


def test_one_that_was_never_printed_anew_has_one_file_and_costs_no_query_for_it(
    reviewer, approver, client, django_assert_max_num_queries
):
    case = recommended(reviewer)
    signed_batch(approver, [case])
    address = reverse("api:verify-detail", args=[case.certificates.get().token])
    assert client.get(address).json()["files"] == []
    background.run_waiting()
    certificate = case.certificates.get()

    with django_assert_max_num_queries(3) as asked:
        [file] = client.get(address).json()["files"]

    assert file["sha256"] == certificate.pdf_sha256
    assert not [query for query in asked.captured_queries if "core_paper" in query["sql"]]
