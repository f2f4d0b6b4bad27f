import pytest
from django.urls import reverse
from django.utils import timezone

from core.audit import trail
from reopening.models import Document, StoredFile
from reopening.services import applications, deferrals
from tests.factories import ApplicationFactory
from tests.reopening.documents import (  # noqa: F401 - fixtures
    POSTS,
    act,
    document,
    draft,
    page,
    photo,
    uploaded,
)
from tests.reopening.papers import DEFERRABLE, a_pdf

pytestmark = pytest.mark.django_db


def test_a_file_is_replaced_and_removed(client, applicant, document):  # noqa: F811
    client.force_login(applicant)
    assert "multiple" not in client.get(act(document, "replace")).text

    client.post(act(document, "replace"), {"file": uploaded(a_pdf("neu.pdf", mark="2"))})
    client.post(act(Document.objects.current().get(), "remove"))

    listed = client.get(page(document.application)).text
    assert "2 earlier files" in listed
    assert client.post(act(document, "remove")).status_code == 409


def test_a_file_is_handed_out_so_that_no_browser_runs_it(client, applicant, document):  # noqa: F811
    client.force_login(applicant)

    answer = client.post(act(document, "download"))

    assert b"".join(answer.streaming_content) == a_pdf().content
    assert answer.headers["Content-Type"] == "application/pdf"
    assert answer.headers["Content-Disposition"] == (
        "attachment; filename*=utf-8''%E8%90%A5%E4%B8%9A%E6%89%A7%E7%85%A7.pdf"
    )
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["Cache-Control"] == "no-store, private"
    assert trail(document.application).last().verb == "document.download"


def test_a_small_picture_is_shown_and_leaves_no_trace(client, applicant, photo):  # noqa: F811
    client.force_login(applicant)
    events = trail(photo.application).count()

    answer = client.get(act(photo, "thumbnail"))

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    assert trail(photo.application).count() == events


def test_what_waits_for_the_scanner_is_neither_handed_out_nor_shown(client, applicant, photo):  # noqa: F811
    StoredFile.objects.update(scan="waiting")
    client.force_login(applicant)

    assert client.post(act(photo, "download")).status_code == 409
    assert client.get(act(photo, "thumbnail")).status_code == 404
    assert "Being checked for viruses" in client.get(page(photo.application, "section-inventory")).text


def test_nothing_lies_under_a_public_address(client, applicant, document):  # noqa: F811
    client.force_login(applicant)

    for folder in ("/media/", "/", "/static/"):
        assert client.get(f"{folder}{document.file.content.name}").status_code == 404


def test_officials_read_the_documents_of_a_filed_case_and_their_looks_are_kept(
    client,
    draft,  # noqa: F811
    document,  # noqa: F811
    applicant,
    reviewer,
    dispatcher,
    other_reviewer,
    outsider,
):
    for user, status in ((reviewer, 404), (other_reviewer, 404)):
        client.force_login(user)
        assert client.post(act(document, "download")).status_code == status
    deferrals.defer(application=draft, paper=DEFERRABLE, accepted=True, by=applicant, at=timezone.now())
    applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())

    for user, status in ((reviewer, 200), (other_reviewer, 404), (outsider, 404), (dispatcher, 404)):
        client.force_login(user)
        assert client.post(act(document, "download")).status_code == status
    event = trail(draft).last()
    assert (event.verb, event.actor) == ("document.download", reviewer)
    client.force_login(reviewer)
    case = client.get(reverse("approvals:case", args=[draft.public_id])).text
    assert "营业执照.pdf" in case
    assert "A document was downloaded" in case
    assert client.get(page(draft, "letter", DEFERRABLE)).status_code == 200


@pytest.mark.parametrize("name", POSTS)
def test_every_act_on_a_file_has_its_ladder(client, applicant, outsider, reviewer, document, draft, name):  # noqa: F811
    url = act(document, name)

    assert client.post(url).status_code == 302
    client.force_login(outsider)
    assert client.post(url).status_code == 404
    client.force_login(applicant)
    assert client.delete(url).status_code == 405
    if name != "replace":
        assert client.get(url).status_code == 405
    deferrals.defer(application=draft, paper=DEFERRABLE, accepted=True, by=applicant, at=timezone.now())
    applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())
    if name != "download":
        assert client.post(url).status_code == 409
        client.force_login(reviewer)
        assert client.post(url).status_code == 403


def test_another_firms_document_is_not_reached_through_ones_own_case(client, applicant, outsider, document):  # noqa: F811
    own = ApplicationFactory(firm=outsider.firms.get())
    client.force_login(outsider)

    for name in (*POSTS, "thumbnail"):
        url = reverse(f"reopening:document-{name}", args=[own.public_id, document.public_id])
        assert client.post(url).status_code in {404, 405}
        assert client.get(url).status_code in {404, 405}
