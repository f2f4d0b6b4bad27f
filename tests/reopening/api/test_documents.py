"""Papers and photos through the API: the same services, the same refusals."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from core.audit import trail
from reopening.models import Document, InventoryLine
from reopening.services import applications, deferrals
from reopening.services.documents import Sent
from tests.reopening.documents import approved, filed  # noqa: F401
from tests.reopening.papers import DEFERRABLE, a_pdf, in_wenzhou

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(applicant):
    return in_wenzhou(applicant.firms.get())


@pytest.fixture
def as_applicant(api, applicant):
    api.force_authenticate(applicant)
    return api


def url(application, tail=""):
    return f"/api/v1/applications/{application.public_id}/{tail}"


def post(api, path, sent, once="1", **more):
    file = SimpleUploadedFile(sent.name, sent.content)
    return api.post(path, more | {"file": file}, format="multipart", HTTP_IDEMPOTENCY_KEY=once)


def test_a_paper_is_handed_in_once_and_listed_with_its_hash(as_applicant, draft):
    for _again in range(2):
        answer = post(as_applicant, url(draft, "documents/"), a_pdf(), use="paper", key=DEFERRABLE)
        assert answer.status_code == 201

    listed = as_applicant.get(url(draft, "documents/"))
    (row,) = listed.json()["documents"]
    assert row["sha256"] == Document.objects.get().file.digest
    assert (row["kind"], row["scan"], row["pages"]) == ("pdf", "not_scanned", 1)
    assert listed.headers["ETag"] == '"1"'


def test_a_refused_file_is_a_problem_with_its_sentence(as_applicant, draft):
    answer = post(as_applicant, url(draft, "documents/"), Sent("a.pdf", b"MZ\x90"), use="other")

    assert answer.status_code == 422
    assert answer.json()["errors"][0]["code"] == "kind"
    large = post(
        as_applicant, url(draft, "documents/"), Sent("a.pdf", b"%PDF-" + bytes(16 * 2**20)), "2", use="other"
    )
    assert large.status_code == 413


def test_a_document_is_replaced_downloaded_and_removed(as_applicant, draft):
    first = post(as_applicant, url(draft, "documents/"), a_pdf(mark="1"), "1", use="other").json()
    old = first["documents"][0]["id"]

    answer = post(as_applicant, url(draft, f"documents/{old}/replace/"), a_pdf(mark="2"), "2")
    new = next(row["id"] for row in answer.json()["documents"] if not row["withdrawn_at"])
    file = as_applicant.post(url(draft, f"documents/{new}/download/"))

    assert file.content == a_pdf(mark="2").content
    assert trail(draft).last().verb == "document.download"
    assert as_applicant.delete(url(draft, f"documents/{new}/")).status_code == 200
    assert as_applicant.delete(url(draft, f"documents/{new}/")).status_code == 409


def test_a_paper_is_deferred_handed_in_and_confirmed(as_applicant, approved, api, reviewer, applicant):  # noqa: F811
    answer = post(as_applicant, url(approved, "documents/"), a_pdf(), use="paper", key="nothing")
    assert answer.status_code == 422  # no such paper is due
    file = SimpleUploadedFile("a.pdf", a_pdf().content)
    body = {"use": "paper", "key": DEFERRABLE, "file": file}
    assert (
        as_applicant.post(
            url(approved, "documents/"), body, format="multipart", HTTP_IDEMPOTENCY_KEY="9"
        ).status_code
        == 201
    )
    confirm = url(approved, f"papers/{DEFERRABLE}/confirm/")
    assert as_applicant.post(confirm, HTTP_IDEMPOTENCY_KEY="x").status_code == 403

    api.force_authenticate(reviewer)
    assert api.post(confirm, HTTP_IDEMPOTENCY_KEY="y").status_code == 200
    assert approved.conditions.get(kind="paper_due").status == "fulfilled"


def test_the_letter_is_accepted_and_taken_back(as_applicant, draft):
    path = url(draft, f"papers/{DEFERRABLE}/deferral/")

    assert as_applicant.put(path, {"accepted": False}).status_code == 422
    assert as_applicant.put(path, {"accepted": True}).json()["deferrals"][0]["paper"] == DEFERRABLE
    assert as_applicant.delete(path).json()["deferrals"] == []


def test_outsiders_find_nothing_and_officials_change_nothing(api, draft, applicant, outsider, reviewer):
    api.force_authenticate(outsider)
    assert api.get(url(draft, "documents/")).status_code == 404
    deferrals.defer(application=draft, paper=DEFERRABLE, accepted=True, by=applicant, at=timezone.now())
    applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())
    api.force_authenticate(reviewer)
    assert api.get(url(draft, "documents/")).status_code == 200
    assert post(api, url(draft, "documents/"), a_pdf(), use="other").status_code == 403


def test_supplies_are_counted_in_packs_and_explained(as_applicant, draft):
    counts = {"counts": {"mask": {"packs": 2, "inner_packs": 1, "loose": 30}}}

    assert as_applicant.put(url(draft, "inventory/"), counts, format="json").status_code == 200

    assert InventoryLine.objects.get(application=draft, item_code="mask").quantity == 140
    masks = as_applicant.get(url(draft, "inventory/")).json()["items"][0]
    assert masks["count"] == {"packs": 2, "inner_packs": 4, "loose": 0}
    assert masks["runs_out_on"]
    unknown = {"counts": {"sword": {"packs": 1}}}
    assert as_applicant.put(url(draft, "inventory/"), unknown, format="json").status_code == 400
