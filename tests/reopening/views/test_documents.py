"""The pages of papers and photos, and the only door to their bytes."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from reopening.models import Condition, Deferral, Document, StoredFile
from tests.reopening.documents import (  # noqa: F401 - fixtures
    GETS,
    act,
    add,
    approved,
    document,
    draft,
    filed,
    page,
    photo,
    uploaded,
)
from tests.reopening.papers import DEFERRABLE, a_pdf, a_photo

pytestmark = pytest.mark.django_db


def test_a_paper_is_handed_in_on_its_page(client, applicant, draft):  # noqa: F811
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


def test_a_place_that_is_opened_complains_of_nothing(client, applicant, draft, document):  # noqa: F811
    client.force_login(applicant)

    for address in (
        page(draft, "document-place", "other"),
        page(draft, "document-replace", document.public_id),
    ):
        answer = client.get(address)
        assert answer.status_code == 200
        assert "error-summary" not in answer.text


def test_what_is_wrong_with_a_file_stands_beside_the_field(client, applicant, draft):  # noqa: F811
    client.force_login(applicant)
    url = page(draft, "document-place", "other")

    answer = client.post(url, {"file": SimpleUploadedFile("a.pdf", b"MZ\x90", "application/pdf")})

    assert answer.status_code == 422
    assert 'id="id_file_error"' in answer.text
    assert "This kind of file is not taken." in answer.text
    assert client.post(url).status_code == 422
    assert not StoredFile.objects.exists()


def test_the_refusal_is_said_in_chinese_too(client, applicant, draft):  # noqa: F811
    client.force_login(applicant)

    answer = client.post(
        page(draft, "document-place", "other"),
        {"file": SimpleUploadedFile("a.pdf", b"MZ\x90", "application/pdf")},
        headers={"accept-language": "zh-hans"},
    )

    assert "不接受这种文件" in answer.text


def test_a_photo_of_supplies_leads_back_to_the_inventory(client, applicant, draft):  # noqa: F811
    client.force_login(applicant)

    answer = client.post(page(draft, "document-place", "item", "mask"), {"file": uploaded(a_photo())})

    assert answer.headers["Location"] == page(draft, "section-inventory")
    assert "IMG_0001.jpg" in client.get(answer.headers["Location"]).text


def test_a_photo_is_taken_with_the_camera_or_chosen_or_both(client, applicant, draft):  # noqa: F811
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


def test_one_file_takes_the_place_of_one(client, applicant, photo):  # noqa: F811
    client.force_login(applicant)
    new = a_photo(size=(40, 30))

    two = client.post(act(photo, "replace"), {"camera": uploaded(new), "file": uploaded(a_photo())})
    one = client.post(act(photo, "replace"), {"camera": uploaded(new)})

    assert "one file only" in two.text
    assert one.status_code == 302


def test_a_paper_is_deferred_by_its_letter_and_taken_back(client, applicant, draft):  # noqa: F811
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


def test_a_deferred_paper_is_handed_in_after_the_approval_and_confirmed(
    client,
    applicant,
    approved,  # noqa: F811
    reviewer,
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


def test_an_overdue_paper_presses_on_the_firms_pages(client, applicant, approved):  # noqa: F811
    Condition.objects.filter(kind="paper_due").update(due_on="2020-02-01")
    client.force_login(applicant)

    assert "Overdue since 2020-02-01" in client.get(approved.get_absolute_url()).text
    assert "Overdue since 2020-02-01" in client.get("/").text


def test_a_place_that_the_policy_does_not_know_is_not_found(client, applicant, draft):  # noqa: F811
    client.force_login(applicant)

    for more in (("paper", "licence"), ("item", "sword"), ("secret",), ("site", "mask")):
        assert client.get(page(draft, "document-place", *more)).status_code == 404
    assert client.get(page(draft, "letter", "licence")).status_code == 422


def test_the_section_costs_a_fixed_number_of_queries(client, applicant, draft, django_assert_max_num_queries):  # noqa: F811
    for mark in range(5):
        add(draft, applicant, a_pdf(f"{mark}.pdf", mark=str(mark)))
    client.force_login(applicant)

    with django_assert_max_num_queries(22):
        client.get(page(draft))


@pytest.mark.parametrize(("name", "more"), GETS)
def test_every_page_has_its_ladder(client, applicant, outsider, reviewer, filed, name, more):  # noqa: F811
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
