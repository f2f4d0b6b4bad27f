"""The pages of papers and photos, and the only door to their bytes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from approvals.services import decisions, review
from core.audit import trail
from reopening.models import Condition, Deferral, Document, StoredFile
from reopening.services import applications, deferrals, documents
from reopening.services.documents import Place
from tests.factories import ApplicationFactory
from tests.reopening.papers import DEFERRABLE, a_pdf, a_photo, in_wenzhou

pytestmark = pytest.mark.django_db
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def draft(applicant):
    return in_wenzhou(applicant.firms.get())


@pytest.fixture
def document(draft, applicant):
    return add(draft, applicant, a_pdf("营业执照.pdf"))


@pytest.fixture
def photo(draft, applicant):
    return add(draft, applicant, a_photo(), Place("item", "mask"))


@pytest.fixture
def filed(draft, applicant):
    """With the letter of commitment, in the queue."""
    deferrals.defer(application=draft, paper=DEFERRABLE, accepted=True, by=applicant, at=timezone.now())
    return applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())


@pytest.fixture
def approved(filed, reviewer, approver):
    review.claim(application=filed, by=reviewer, at=timezone.now())
    review.recommend(application=filed, by=reviewer, at=timezone.now())
    decisions.approve(application=filed, by=approver, at=timezone.now())
    return filed


OTHER = Place("other")


def add(application, by, sent, place=OTHER):
    (document,) = documents.add(application=application, place=place, sent=[sent], by=by, at=timezone.now())
    return document


def page(application, name="documents", *more):
    return reverse(f"reopening:{name}", args=[application.public_id, *more])


def act(document, name):
    return page(document.application, f"document-{name}", document.public_id)


def uploaded(sent, media_type="application/octet-stream"):
    return SimpleUploadedFile(sent.name, sent.content, content_type=media_type)


def test_a_paper_is_handed_in_on_its_page(client, applicant, draft):
    client.force_login(applicant)
    url = page(draft, "document-place", "paper", DEFERRABLE)
    assert 'type="file"' in client.get(url).text

    answer = client.post(url, {"file": [uploaded(a_pdf(mark="1")), uploaded(a_photo())]})

    assert answer.headers["Location"] == page(draft)
    assert Document.objects.count() == 2
    listed = client.get(page(draft)).text
    assert "盖章承诺书.pdf" in listed
    assert "Not checked for viruses" in listed
    assert "All papers are there." in listed


def test_a_place_that_is_opened_complains_of_nothing(client, applicant, draft, document):
    client.force_login(applicant)

    for address in (
        page(draft, "document-place", "other"),
        page(draft, "document-replace", document.public_id),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "error-summary" not in answer.text


def test_what_is_wrong_with_a_file_stands_beside_the_field(client, applicant, draft):
    client.force_login(applicant)
    url = page(draft, "document-place", "other")

    answer = client.post(url, {"file": SimpleUploadedFile("a.pdf", b"MZ\x90", "application/pdf")})

    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.text
    assert "This kind of file is not taken." in answer.text
    assert client.post(url).status_code == 422
    assert not StoredFile.objects.exists()


def test_the_refusal_is_said_in_chinese_too(client, applicant, draft):
    client.force_login(applicant)

    answer = client.post(
        page(draft, "document-place", "other"),
        {"file": SimpleUploadedFile("a.pdf", b"MZ\x90", "application/pdf")},
        headers={"accept-language": "zh-hans"},
    )

    assert "不接受这种文件" in answer.text


def test_a_photo_of_supplies_leads_back_to_the_inventory(client, applicant, draft):
    client.force_login(applicant)

    answer = client.post(page(draft, "document-place", "item", "mask"), {"file": uploaded(a_photo())})

    assert answer.headers["Location"] == page(draft, "section-inventory")
    assert "IMG_0001.jpg" in client.get(answer.headers["Location"]).text


def test_a_photo_is_taken_with_the_camera_or_chosen_or_both(client, applicant, draft):
    client.force_login(applicant)
    url = page(draft, "document-place", "item", "mask")
    empty = client.get(url)
    form = empty.context["form"]
    assert (empty.status_code, form.errors) == (200, {})
    camera, chosen = str(form["camera"]), str(form["file"])
    assert 'capture="environment"' in camera
    assert "capture" not in chosen
    assert "multiple" in chosen

    nothing = client.post(url, {})
    both = client.post(url, {"camera": uploaded(a_photo()), "file": [uploaded(a_photo(size=(40, 30)))]})

    assert nothing.context["form"].errors == {"file": ["Please choose a file first."]}
    assert both.status_code == 302
    assert Document.objects.count() == 2


def test_one_file_takes_the_place_of_one(client, applicant, photo):
    client.force_login(applicant)
    new = a_photo(size=(40, 30))

    two = client.post(act(photo, "replace"), {"camera": uploaded(new), "file": uploaded(a_photo())})
    one = client.post(act(photo, "replace"), {"camera": uploaded(new)})

    assert "one file only" in two.text
    assert one.status_code == 302


def test_a_paper_is_deferred_by_its_letter_and_taken_back(client, applicant, draft):
    client.force_login(applicant)
    letter = page(draft, "letter", DEFERRABLE)
    assert draft.firm.name in client.get(letter).text

    assert client.post(letter).status_code == 422
    assert client.post(letter, {"accepted": "on"}).headers["Location"] == page(draft)

    listed = client.get(page(draft)).text
    assert "Deferred: due within 30 days of the decision." in listed
    assert f"Promised by {applicant}" in client.get(letter).text
    client.post(page(draft, "letter-take-back", DEFERRABLE))
    assert Deferral.objects.get().withdrawn_by == applicant


def test_a_file_is_replaced_and_removed(client, applicant, document):
    client.force_login(applicant)
    assert "multiple" not in client.get(act(document, "replace")).text

    client.post(act(document, "replace"), {"file": uploaded(a_pdf("neu.pdf", mark="2"))})
    client.post(act(Document.objects.current().get(), "remove"))

    listed = client.get(page(document.application)).text
    assert "2 earlier files" in listed
    assert client.post(act(document, "remove")).status_code == 409


def test_a_file_is_handed_out_so_that_no_browser_runs_it(client, applicant, document):
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


def test_a_small_picture_is_shown_and_leaves_no_trace(client, applicant, photo):
    client.force_login(applicant)
    events = trail(photo.application).count()

    answer = client.get(act(photo, "thumbnail"))

    assert answer.headers["Content-Type"] == "image/jpeg"
    assert b"".join(answer.streaming_content).startswith(b"\xff\xd8\xff")
    assert trail(photo.application).count() == events


def test_what_waits_for_the_scanner_is_neither_handed_out_nor_shown(client, applicant, photo):
    StoredFile.objects.update(scan="waiting")
    client.force_login(applicant)

    assert client.post(act(photo, "download")).status_code == 409
    assert client.get(act(photo, "thumbnail")).status_code == 404
    assert "Being checked for viruses" in client.get(page(photo.application, "section-inventory")).text


def test_nothing_lies_under_a_public_address(client, applicant, document):
    client.force_login(applicant)

    for folder in ("/media/", "/", "/static/"):
        assert client.get(f"{folder}{document.file.content.name}").status_code == 404


def test_officials_read_the_documents_of_a_filed_case_and_their_looks_are_kept(
    client, draft, document, applicant, reviewer, dispatcher, other_reviewer, outsider
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


def test_a_deferred_paper_is_handed_in_after_the_approval_and_confirmed(
    client, applicant, approved, reviewer
):
    client.force_login(applicant)
    status = client.get(approved.get_absolute_url()).text
    assert "盖章承诺书原件" in status or "Signed original of the commitment" in status
    url = page(approved, "document-place", "paper", DEFERRABLE)
    assert url in status

    assert client.post(url, {"file": uploaded(a_pdf())}).headers["Location"] == approved.get_absolute_url()
    assert "the office has still to confirm it" in client.get(approved.get_absolute_url()).text
    client.force_login(reviewer)
    case = reverse("approvals:case", args=[approved.public_id])
    confirm = reverse("approvals:confirm-paper", args=[approved.public_id, DEFERRABLE])
    assert confirm in client.get(case).text
    assert client.post(confirm).headers["Location"] == case

    assert Condition.objects.get(kind="paper_due").status == "fulfilled"
    assert confirm not in client.get(case).text


def test_an_overdue_paper_presses_on_the_firms_pages(client, applicant, approved):
    Condition.objects.filter(kind="paper_due").update(due_on="2020-02-01")
    client.force_login(applicant)

    assert "Overdue since 2020-02-01" in client.get(approved.get_absolute_url()).text
    assert "Overdue since 2020-02-01" in client.get("/").text


def test_a_place_that_the_policy_does_not_know_is_not_found(client, applicant, draft):
    client.force_login(applicant)

    for more in (("paper", "licence"), ("item", "sword"), ("secret",), ("site", "mask")):
        assert client.get(page(draft, "document-place", *more)).status_code == 404
    assert client.get(page(draft, "letter", "licence")).status_code == 422


def test_the_section_costs_a_fixed_number_of_queries(client, applicant, draft, django_assert_max_num_queries):
    for mark in range(5):
        add(draft, applicant, a_pdf(f"{mark}.pdf", mark=str(mark)))
    client.force_login(applicant)

    with django_assert_max_num_queries(22):
        client.get(page(draft))


GETS = [("documents", ()), ("document-place", ("other",)), ("letter", (DEFERRABLE,))]
POSTS = ["download", "replace", "remove"]


@pytest.mark.parametrize(("name", "more"), GETS)
def test_every_page_has_its_ladder(client, applicant, outsider, reviewer, filed, name, more):
    url = page(filed, name, *more)

    assert client.get(url).status_code == 302
    client.force_login(outsider)
    assert client.get(url).status_code == 404
    client.force_login(reviewer)
    assert client.get(url).status_code == (200 if name == "letter" else 403)
    client.force_login(applicant)
    assert client.get(url).status_code == (200 if name == "letter" else 409)
    assert client.delete(url).status_code == 405
    if name == "letter":
        client.force_login(reviewer)
        assert client.post(url, {"accepted": "on"}).status_code == 403


@pytest.mark.parametrize("name", POSTS)
def test_every_act_on_a_file_has_its_ladder(client, applicant, outsider, reviewer, document, draft, name):
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


def test_another_firms_document_is_not_reached_through_ones_own_case(client, applicant, outsider, document):
    own = ApplicationFactory(firm=outsider.firms.get())
    client.force_login(outsider)

    for name in (*POSTS, "thumbnail"):
        url = reverse(f"reopening:document-{name}", args=[own.public_id, document.public_id])
        assert client.post(url).status_code in {404, 405}
        assert client.get(url).status_code in {404, 405}
