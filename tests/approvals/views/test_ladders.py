"""Every URL: works, wrong method, anonymous redirected, outsider 404, wrong role 403, wrong state 409."""

import pytest
from django.urls import get_resolver, reverse

from approvals.models import Batch
from tests.approvals.cases import certified, draft_batch, recommended, signed_batch

pytestmark = pytest.mark.django_db

PUBLIC = {
    "verify",
    "scan",
    "scan-worker",
    "certificate-keys",
    "register",
    "register-json",  # test_register_feeds.py
    "register-csv",
    "publications",
    "publication",
    "publication-pdf",
    "publication-csv",
}
CASE_POSTS = ["claim", "take-up", "release", "recommend", "take-back", "read-names"]
CASE_FORMS = ["hand-over", "hand-back", "return-for-correction", "reject"]
QUEUE_PAGES = ["queue", "queue-facets", "queue-news", "queue-compare", "view-save"]
LEADS_PAGES = ["workload", "workload-unclaimed"]
BATCH_POSTS = ["batch-fill", "batch-add", "batch-remove", "batch-resume", "batch-publish"]


def address(name, row):
    return reverse(f"approvals:{name}", args=[row.public_id])


def all_names():
    resolver = get_resolver("approvals.urls")
    return {pattern.name for pattern in resolver.url_patterns}


def test_every_address_stands_in_a_ladder():
    known = {"queue-next", "view-delete", "workload-officer", *QUEUE_PAGES, *LEADS_PAGES}
    known |= {"case", "certificates-panel", "batches", "batch-create", "batch", "batch-sign"}
    known |= {"batch-change", "batch-discard"}  # test_batches.py
    known |= {"certificates", "certificate", "certificate-pdf", "certificate-revoke", "certificate-redraw"}
    known |= {"batch-roll-back", "roll-back", "roll-back-countersign", "roll-back-drop", "roll-back-resume"}
    known |= {"quotas", "quota-clear"}  # test_quotas.py
    known |= {"plans", "plan", "plan-simulate", "plan-compare", "plan-open-batches"}  # test_plans.py
    known |= {"batch-propose", "batch-countersign", "batch-send-back"}  # test_two_signatures.py
    known |= {"certificate-propose-revocation", "certificate-decline-revocation", "certificate-reinstate"}
    known |= {"stops", "stop", "seal", "reopen", "unseal"}  # test_stops.py
    known |= {
        name for name in all_names() if name.startswith(("step", "visit", "question"))
    }  # test_steps.py, test_visits.py
    known |= {"letter", "texts", "text-retire", "batch-letter"}  # test_letters.py
    known |= {"ask", "note-write"}  # tests/approvals/views/test_advice.py
    known |= {"appeals", "appeal", "appeal-file", "appeal-uphold", "appeal-overturn"}  # test_appeals.py
    known |= {"decisions-panel", "appeal-enclose", "appeal-paper"}  # test_appeal_papers.py
    known |= {"suspensions", "suspend", "suspension", "suspension-countersign"}  # test_suspensions.py
    known |= {"suspension-decline", "suspension-restore", "suspension-resume"}
    known |= {"checks", "check", "check-confirm", "check-find-untrue"}  # test_checks.py
    known |= {"conditions", "extend-condition"}  # tests/approvals/views/test_conditions.py
    known |= {"confirm-paper", "turn-down-paper"}  # tests/approvals/views/test_papers.py
    known |= {
        "reprints",
        "reprint-start",
        "reprint",
        "batch-files",
        "batch-print",
    }  # tests/approvals/services/test_reprints.py

    assert all_names() == known | PUBLIC | set(CASE_POSTS) | set(CASE_FORMS) | set(BATCH_POSTS)


@pytest.mark.parametrize("name", [*QUEUE_PAGES, "batches", "batch-create", "certificates"])
def test_lists_open_for_officials_and_send_strangers_to_sign_in(name, client, reviewer):
    url = reverse(f"approvals:{name}")

    assert client.get(url).status_code == 302
    client.force_login(reviewer)
    assert client.get(url).status_code == 200


@pytest.mark.parametrize("name", [*QUEUE_PAGES, *LEADS_PAGES, "batch-create"])
def test_a_firm_has_no_desk(name, signed_in, applicant):
    assert signed_in(applicant).get(reverse(f"approvals:{name}")).status_code == 403


def test_a_case_opens_for_its_officials_only(client, waiting, applicant, reviewer, other_reviewer):
    url = address("case", waiting)

    assert client.get(url).status_code == 302
    for user, status in [(reviewer, 200), (other_reviewer, 404), (applicant, 403)]:
        client.force_login(user)
        assert client.get(url).status_code == status
    assert client.post(url).status_code == 405


@pytest.mark.parametrize("name", CASE_POSTS)
def test_verbs_are_posts(name, signed_in, waiting, reviewer, client):
    url = address(name, waiting)

    assert client.post(url).status_code == 302
    assert signed_in(reviewer).get(url).status_code == 405


@pytest.mark.parametrize("name", [*CASE_POSTS, *CASE_FORMS])
def test_verbs_on_a_case_elsewhere_find_nothing(name, signed_in, waiting, other_reviewer):
    assert signed_in(other_reviewer).post(address(name, waiting)).status_code == 404


@pytest.mark.parametrize(
    "name", ["claim", "take-up", "release", "recommend", "hand-over", "return-for-correction", "reject"]
)
def test_an_auditor_reads_and_does_nothing(name, signed_in, waiting, auditor):
    browser = signed_in(auditor)

    assert browser.get(address("case", waiting)).status_code == 200
    assert browser.post(address(name, waiting)).status_code in {403, 409}


@pytest.mark.parametrize("name", ["claim", "take-back"])
def test_a_verb_out_of_its_state_is_a_conflict(name, signed_in, in_review, reviewer):
    assert signed_in(reviewer).post(address(name, in_review)).status_code == 409


@pytest.mark.parametrize("name", ["hand-back", "return-for-correction", "reject"])
def test_a_form_out_of_its_state_is_a_conflict(name, signed_in, waiting, reviewer, approver):
    user = approver if name == "reject" else reviewer
    waiting.claimed_by, waiting.claimed_at = reviewer, waiting.submitted_at
    waiting.held_before = approver
    waiting.save()

    assert signed_in(user).get(address(name, waiting)).status_code == 409


def test_a_case_that_is_ready_is_not_handed_over(signed_in, reviewer):
    assert signed_in(reviewer).get(address("hand-over", recommended(reviewer))).status_code == 409


@pytest.mark.parametrize("name", ["hand-over", "return-for-correction"])
def test_forms_open_for_the_officer(name, signed_in, in_review, reviewer):
    assert signed_in(reviewer).get(address(name, in_review)).status_code == 200


def test_only_an_approver_sees_the_rejection_form(signed_in, in_review, reviewer, approver):
    assert signed_in(reviewer).get(address("reject", in_review)).status_code == 403
    assert signed_in(approver).get(address("reject", in_review)).status_code == 200


@pytest.fixture
def batch(reviewer, approver) -> Batch:
    return draft_batch(approver, phase=recommended(reviewer).phase)


def test_a_batch_opens_in_its_division_only(client, batch, approver, other_reviewer, applicant):
    assert client.get(address("batch", batch)).status_code == 302
    for user, status in [(approver, 200), (other_reviewer, 404), (applicant, 404)]:
        client.force_login(user)
        assert client.get(address("batch", batch)).status_code == status


@pytest.mark.parametrize("name", BATCH_POSTS)
def test_acts_on_a_batch_are_posts_and_found_in_its_division_only(
    name, signed_in, batch, approver, other_reviewer
):
    assert signed_in(approver).get(address(name, batch)).status_code == 405
    assert signed_in(other_reviewer).post(address(name, batch)).status_code == 404


@pytest.mark.parametrize("name", ["batch-resume", "batch-publish"])
def test_acts_out_of_the_batchs_state_are_conflicts(name, signed_in, batch, approver):
    assert signed_in(approver).post(address(name, batch)).status_code == 409


def test_a_reviewer_does_not_sign(signed_in, batch, auditor):
    assert signed_in(auditor).get(address("batch-sign", batch)).status_code == 403
    assert signed_in(auditor).post(address("batch-sign", batch)).status_code == 403


def test_a_signed_batch_is_not_signed_again(signed_in, reviewer, approver):
    signed = signed_batch(approver, [recommended(reviewer)])

    assert signed_in(approver).get(address("batch-sign", signed)).status_code == 409
    assert signed_in(approver).post(address("batch-fill", signed)).status_code == 409


@pytest.mark.parametrize(
    "name", ["certificate", "certificate-pdf", "certificate-revoke", "certificate-redraw"]
)
def test_a_certificate_is_found_by_those_who_may_see_it(name, client, certificate, other_reviewer):
    post = name == "certificate-redraw"
    url = address(name, certificate)

    assert (client.post(url) if post else client.get(url)).status_code == 302
    client.force_login(other_reviewer)
    assert (client.post(url) if post else client.get(url)).status_code == 404


def test_a_certificate_belongs_to_its_firm_and_its_office(signed_in, certificate, applicant, auditor):
    for user in (applicant, auditor):
        assert signed_in(user).get(address("certificate", certificate)).status_code == 200
        assert signed_in(user).get(address("certificates-panel", certificate.application)).status_code == 200
        assert signed_in(user).get(address("certificate-revoke", certificate)).status_code == 403
        assert signed_in(user).post(address("certificate-redraw", certificate)).status_code == 403


def test_another_firm_does_not_find_it(signed_in, certificate, outsider):
    assert signed_in(outsider).get(address("certificate", certificate)).status_code == 404
    assert signed_in(outsider).get(address("certificate-pdf", certificate)).status_code == 404


@pytest.mark.parametrize("name", ["register", "publications"])
def test_public_lists_need_no_account(name, client):
    assert client.get(reverse(f"approvals:{name}")).status_code == 200
    assert client.post(reverse(f"approvals:{name}")).status_code == 405


def test_a_second_certificate_of_another_firm_stays_apart(
    signed_in, certificate, reviewer, approver, applicant
):
    other = certified(reviewer, approver)

    body = signed_in(applicant).get(reverse("approvals:certificates")).content.decode()

    assert certificate.number in body
    assert other.number not in body
