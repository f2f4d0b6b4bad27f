"""Pages that name people, and papers, under a mandate: each opens only after the look is noted."""

import pytest
from django.urls import reverse
from django.utils import timezone

from core import background
from core.audit import trail
from reopening.identities import mask_name
from reopening.models import DocumentUse, PostHolder
from reopening.services import applications, documents, links, mandates, rosters, signatures, slips
from reopening.services.documents import Place
from tests.factories import FirmFactory, StaffMemberFactory, policy_set, ready_application
from tests.reopening.papers import a_pdf, a_photo
from tests.reopening.roster_files.rosters import HEADER, row, table
from tests.reopening.services.test_hotline import take_call
from tests.reopening.services.test_signatures import with_two

WHY = {"reason": "来电要求补充人员"}


@pytest.fixture(autouse=True)
def policy(db, empty_cache):
    return policy_set()


@pytest.fixture
def case(clerk):
    """A draft with people, a link, a post that is held, and a paper; the clerk has a mandate for it."""
    application = ready_application(FirmFactory(staff_total=3))
    call = take_call(clerk, application.firm)
    at = timezone.now()
    links.open_link(application=application, by=clerk, at=at)
    slips.make(application=application, by=clerk, at=at)
    background.run_waiting()
    person = application.staff.first()
    post = application.policy_set.rules.posts[0].key
    PostHolder.objects.create(
        application=application, post_key=post, resident_id_hash=person.resident_id_hash
    )
    for use, sent in ((DocumentUse.OTHER, a_pdf()), (DocumentUse.OTHER, a_photo())):
        documents.add(application=application, place=Place(use), sent=[sent], by=clerk, at=at)
    application.refresh_from_db()
    application.call = call
    return application


def guarded_pages(application):
    person = application.staff.first().public_id
    key = application.public_id
    return {
        "roster": reverse("reopening:roster", args=[key]),
        "remove": reverse("reopening:roster-remove", args=[key, person]),
        "declarations": reverse("reopening:declarations", args=[key]),
        "slips": reverse("reopening:declarations-slips", args=[key]),
        "codes": reverse("reopening:declarations-file", args=[key]),
        "person": reverse("reopening:declaration", args=[key, person]),
        "posts": reverse("reopening:section-posts", args=[key]),
        "documents": reverse("reopening:documents", args=[key]),
        "place": reverse("reopening:document-place", args=[key, "other"]),
        "changes": reverse("reopening:changes", args=[key]),
    }


NAMES = (
    *("roster", "remove", "declarations", "slips", "codes", "person"),
    *("posts", "documents", "place", "changes"),
)


def look_at(client, application):
    return client.post(reverse("reopening:roster-look", args=[application.public_id]), WHY)


@pytest.mark.parametrize("name", NAMES)
def test_a_page_with_people_or_papers_opens_only_after_the_look_is_noted(client, clerk, case, name):
    client.force_login(clerk)
    address = guarded_pages(case)[name]

    first = client.get(address)
    assert first.status_code == 302
    look = first.headers["Location"]
    assert look.startswith(reverse("reopening:roster-look", args=[case.public_id]))
    assert not trail(case).filter(verb="roster.look").exists()

    answer = client.post(look, WHY)

    assert client.get(answer.headers["Location"]).status_code == 200
    assert client.get(address).status_code == 200
    [seen] = trail(case).filter(verb="roster.look")
    assert (seen.note, seen.data["mandate"]) == (WHY["reason"], case.call.mandate.number)


@pytest.mark.parametrize("name", NAMES)
def test_members_are_asked_for_no_reason(client, applicant, name):
    application = ready_application(applicant.firms.get())
    at = timezone.now()
    links.open_link(application=application, by=applicant, at=at)
    slips.make(application=application, by=applicant, at=at)
    background.run_waiting()
    client.force_login(applicant)

    assert client.get(guarded_pages(application)[name]).status_code == 200


def test_a_fragment_sends_the_whole_page_to_where_the_look_is_noted(client, clerk, case):
    client.force_login(clerk)

    answer = client.get(guarded_pages(case)["declarations"], headers={"HX-Request": "true"})

    assert answer.headers["HX-Redirect"].startswith(reverse("reopening:roster-look", args=[case.public_id]))
    assert answer.content == b""


def test_nobody_is_suggested_for_a_post_before_the_look(client, clerk, case):
    client.force_login(clerk)
    address = reverse("reopening:posts-people", args=[case.public_id])
    name = case.staff.first().name

    before = client.post(address, {"add_safety": name}, headers={"HX-Request": "true"})
    look_at(client, case)
    after = client.post(address, {"add_safety": name}, headers={"HX-Request": "true"})

    label = f"{mask_name(name)} · "
    assert label not in before.text
    assert label in after.text
    assert name not in after.text


def test_the_posts_name_nobody_whole_and_people_are_found_all_the_same(client, clerk, case):
    li, other = (StaffMemberFactory(application=case, name=name) for name in ("李小明", "李红"))
    client.force_login(clerk)
    look_at(client, case)
    page, post = guarded_pages(case)["posts"], case.policy_set.rules.posts[0].key

    found = client.post(reverse("reopening:posts-people", args=[case.public_id]), {f"add_{post}": "李"}).text
    assert f"李** · …{li.resident_id[-4:]}" in found
    assert f"李* · …{other.resident_id[-4:]}" in found
    assert "小明" not in found
    saved = {"revision": case.revision, f"add_{post}": f"李** · …{li.resident_id[-4:]}"}
    assert client.post(page, saved).status_code == 302
    assert case.post_holders.filter(resident_id_hash=li.resident_id_hash).exists()
    shown = client.get(page).text
    assert "李**" in shown
    assert {name for name in case.staff.values_list("name", flat=True) if name in shown} == set()


@pytest.mark.parametrize(("typed", "status"), [("李小明", 302), ("小明", 422), ("李小", 422)])
def test_under_a_mandate_no_name_is_guessed_piece_by_piece(client, clerk, case, typed, status):
    StaffMemberFactory(application=case, name="李小明")
    client.force_login(clerk)
    look_at(client, case)
    post = case.policy_set.rules.posts[0].key

    answer = client.post(guarded_pages(case)["posts"], {"revision": case.revision, f"add_{post}": typed})

    assert answer.status_code == status


def test_a_look_under_one_mandate_opens_nothing_under_the_next(client, clerk, case):
    client.force_login(clerk)
    look_at(client, case)
    mandates.end(mandate=case.call.mandate, by=clerk, at=timezone.now())
    take_call(clerk, case.firm)

    assert client.get(guarded_pages(case)["roster"]).status_code == 302


def test_a_roster_file_shows_its_people_only_after_the_look(client, clerk, case):
    client.force_login(clerk)
    upload = rosters.upload(
        application=case,
        file_name="r.csv",
        content=table([HEADER, row(40)]).encode(),
        by=clerk,
        at=timezone.now(),
    )
    address = reverse("reopening:roster-upload", args=[case.public_id, upload.public_id])

    assert client.get(address).status_code == 302
    look_at(client, case)
    assert client.get(address).status_code == 200


def test_a_paper_that_is_fetched_carries_the_number_of_the_mandate(client, clerk, case):
    client.force_login(clerk)
    paper = case.documents.get(file__kind="pdf")

    answer = client.post(reverse("reopening:document-download", args=[case.public_id, paper.public_id]))

    assert b"".join(answer.streaming_content).startswith(b"%PDF")
    [seen] = trail(case).filter(verb="document.download")
    assert seen.data["mandate"] == case.call.mandate.number


def test_a_picture_of_a_paper_is_shown_only_after_the_look(client, clerk, case):
    client.force_login(clerk)
    photo = case.documents.get(file__kind="jpeg")
    address = reverse("reopening:document-thumbnail", args=[case.public_id, photo.public_id])

    assert client.get(address).status_code == 404
    look_at(client, case)
    assert client.get(address).status_code == 200


def test_papers_are_closed_when_the_mandate_is_over(client, clerk, case):
    paper = case.documents.get(file__kind="pdf")
    mandates.end(mandate=case.call.mandate, by=clerk, at=timezone.now())
    client.force_login(clerk)

    answer = client.post(reverse("reopening:document-download", args=[case.public_id, paper.public_id]))

    assert answer.status_code == 404


def test_programs_read_no_people_under_a_mandate(api, clerk, case):
    api.force_authenticate(clerk)
    stem = f"/api/v1/applications/{case.public_id}/"

    for part in ("roster/", "posts/", "declarations/codes/"):
        assert api.get(stem + part).status_code == 403
    assert api.get(stem).status_code == 200


def test_where_several_must_sign_a_mandate_signs_nothing_and_says_so(client, clerk, api):
    application = with_two(ready_application(FirmFactory(staff_total=3)))
    call = take_call(clerk, application.firm)
    client.force_login(clerk)
    address = reverse("reopening:submit", args=[application.public_id])
    sentence = "nobody can sign for them under a mandate"

    page = client.get(address)
    assert sentence in page.text
    assert 'name="committed"' not in page.text
    answer = client.post(address, {"committed": "on"})
    assert (answer.status_code, sentence in answer.text) == (422, True)
    api.force_authenticate(clerk)
    for verb in ("submit", "sign"):
        answer = api.post(
            f"/api/v1/applications/{application.public_id}/{verb}/",
            {"committed": True},
            headers={"Idempotency-Key": verb},
        )
        assert answer.status_code == 422
        assert answer.json()["type"] == "urn:reopening-desk:only_the_firm_signs"
        assert sentence in answer.json()["detail"]
    application.refresh_from_db()
    assert application.status == "draft"
    assert call.mandate.number not in str(trail(application).values_list("data", flat=True))
    with pytest.raises(applications.OnlyTheFirmSigns):
        signatures.sign(application=application, committed=True, by=clerk, at=timezone.now())


def test_whoever_files_for_a_firm_neither_sees_its_people_nor_is_led_there(client, clerk, case):
    client.force_login(clerk)
    people = reverse("reopening:members", args=[case.firm.public_id])

    data = client.get(reverse("reopening:firm", args=[case.firm.public_id]))

    assert data.status_code == 200
    assert people not in data.content.decode()
    assert client.get(people).status_code == 403
