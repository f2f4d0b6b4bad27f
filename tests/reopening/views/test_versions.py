import pytest
from django.urls import reverse
from django.utils import timezone

from reopening.models import Application
from reopening.services import applications
from tests.approvals.cases import amended, amendment, opened
from tests.factories import InventoryLine, policy_set, ready_application, submitted_application

pytestmark = pytest.mark.django_db


def page(application, name, *more):
    return reverse(f"reopening:{name}", args=[application.public_id, *more])


@pytest.fixture
def firm(applicant):
    return applicant.firms.get()


@pytest.fixture
def certificate(firm, reviewer, approver):
    return opened(reviewer, approver, firm)


@pytest.fixture
def approved(certificate):
    return Application.objects.get(pk=certificate.application_id)


@pytest.fixture
def withdrawn(firm, applicant):
    application = submitted_application(firm)
    return applications.withdraw(application=application, by=applicant, at=timezone.now())


# --- Ladders


POSTS = [("copy", ()), ("confirm", ("roster",))]


@pytest.mark.parametrize(("name", "more"), POSTS)
def test_verbs_are_posted(client, applicant, withdrawn, name, more):
    client.force_login(applicant)

    assert client.get(page(withdrawn, name, *more)).status_code == 405


@pytest.mark.parametrize(("name", "more"), [*POSTS, ("amend", ())])
def test_strangers_find_nothing_and_officials_may_not(client, outsider, reviewer, withdrawn, name, more):
    address = page(withdrawn, name, *more)

    assert client.post(address).url.startswith("/accounts/login/")
    client.force_login(outsider)
    assert client.post(address).status_code == 404
    client.force_login(reviewer)
    assert client.post(address).status_code == 403


def test_the_differences_are_for_the_firm_and_once_submitted_for_the_office(
    client, applicant, outsider, reviewer, certificate
):
    draft = amendment(certificate)
    address = page(draft, "changes")

    assert client.get(address).url.startswith("/accounts/login/")
    for person, status in ((outsider, 404), (reviewer, 404), (applicant, 200)):
        client.force_login(person)
        assert client.get(address).status_code == status
    by = draft.firm.memberships.get().user
    applications.submit(application=draft, committed=True, by=by, at=timezone.now())
    client.force_login(reviewer)
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 405


def test_what_is_not_approved_is_not_amended(client, applicant, withdrawn):
    client.force_login(applicant)

    for act in (client.get, client.post):
        assert act(page(withdrawn, "amend")).status_code in {302, 409}
    assert Application.objects.count() == 1


def test_an_open_application_is_not_copied(client, applicant, firm):
    draft = ready_application(firm)
    client.force_login(applicant)

    client.post(page(draft, "copy"))

    assert Application.objects.count() == 1


def test_a_section_that_does_not_exist_is_not_confirmed(client, applicant, firm):
    client.force_login(applicant)

    assert client.post(page(ready_application(firm), "confirm", "weather")).status_code == 403


# --- Copy


def test_the_start_page_offers_the_last_one_and_an_empty_one(client, applicant, firm, withdrawn):
    policy_set()
    client.force_login(applicant)

    html = client.get(reverse("reopening:start", args=[firm.public_id])).content.decode()

    assert page(withdrawn, "copy") in html
    assert "Start empty" in html
    assert withdrawn.number in html


def test_a_firm_that_never_filed_is_offered_the_plain_start(client, applicant, firm):
    policy_set()
    client.force_login(applicant)

    html = client.get(reverse("reopening:start", args=[firm.public_id])).content.decode()

    assert "Start from the last one" not in html


def test_a_copy_says_what_to_check_and_what_was_not_taken_over(client, applicant, withdrawn):
    InventoryLine.objects.create(application=withdrawn, item_code="of_yesterday", quantity=1)
    client.force_login(applicant)

    html = client.post(page(withdrawn, "copy"), follow=True).content.decode()

    assert "Copied from your last application" in html
    assert html.count("Copied, please check.") == 3  # site, roster, plan
    assert "Please count them again" in html
    assert "The opening day: please choose a new one." in html
    assert "Goods that the policy in force today does not ask about." in html


def test_the_copied_roster_is_confirmed_with_one_button(client, applicant, withdrawn):
    client.force_login(applicant)
    client.post(page(withdrawn, "copy"))
    new = Application.objects.latest("pk")
    assert "The roster is right" in client.get(page(new, "roster")).content.decode()

    client.post(page(new, "confirm", "roster"))

    assert "The roster is right" not in client.get(page(new, "roster")).content.decode()


# --- Amend


def test_an_approved_case_offers_to_change_it(client, applicant, approved):
    client.force_login(applicant)

    assert page(approved, "amend") in client.get(approved.get_absolute_url()).content.decode()


def test_starting_a_new_version_leads_to_it(client, applicant, approved):
    client.force_login(applicant)

    answer = client.post(page(approved, "amend"), {"kind": "add_staff", "note": "12 人返岗"})

    new = Application.objects.get(amends=approved)
    assert answer.url == new.get_absolute_url()
    html = client.get(answer.url).content.decode()
    assert "Version 2: Add staff" in html
    assert "As approved. Change it only where something changes." in html


def test_something_else_without_a_sentence_is_told_beside_the_field(client, applicant, approved):
    client.force_login(applicant)

    answer = client.post(page(approved, "amend"), {"kind": "other", "note": ""})

    assert answer.status_code == 422
    assert answer.context["form"].errors["note"] == ["Please say in a sentence what changes."]


def test_no_kind_is_told_beside_the_field(client, applicant, approved):
    client.force_login(applicant)

    assert client.post(page(approved, "amend"), {}).context["form"].has_error("kind")


def test_submitting_the_same_again_is_refused_in_words(client, applicant, approved):
    client.force_login(applicant)
    client.post(page(approved, "amend"), {"kind": "add_staff"})
    new = Application.objects.get(amends=approved)

    answer = client.post(page(new, "submit"), {"committed": "on"})

    assert answer.status_code == 422
    assert "Nothing differs from the version that was approved" in answer.content.decode()


def test_the_differences_name_what_was_and_what_is(client, applicant, certificate):
    draft = amendment(certificate, staff=2, site_address="演示路2号")
    client.force_login(applicant)

    html = client.get(page(draft, "changes")).content.decode()

    assert "<del>演示路1号</del>" in html
    assert "<ins>演示路2号</ins>" in html
    assert "<ins>2 people (D 2)</ins>" in html
    assert "Prevention plan: as approved before" in html


def test_the_status_page_lists_the_versions_side_by_side(client, applicant, certificate, approved, reviewer):
    new = amended(certificate, reviewer)
    client.force_login(applicant)

    for version in (approved, new):
        html = client.get(version.get_absolute_url()).content.decode()
        assert "Version 1" in html
        assert "Version 2" in html
    assert page(new, "changes") in html


def test_the_official_reads_what_changed_and_what_stays(client, certificate, reviewer):
    new = amended(certificate, reviewer)
    client.force_login(reviewer)

    html = client.get(reverse("approvals:case", args=[new.public_id])).content.decode()

    assert "Version 2: Add staff" in html
    assert "1 person (D 1)" in html
    assert "Supplies: as approved before" in html


def test_a_draft_amendment_is_nothing_to_officials(client, certificate, approved, reviewer):
    amendment(certificate)
    client.force_login(reviewer)

    html = client.get(reverse("approvals:case", args=[approved.public_id])).content.decode()

    assert "Version 2" not in html


def test_home_goes_on_with_an_amendment_and_forgets_one_that_came_to_nothing(client, applicant, certificate):
    draft = amendment(certificate)
    client.force_login(applicant)
    assert "Go on with your amendment" in client.get("/").content.decode()

    applications.withdraw(application=draft, by=applicant, at=timezone.now())

    assert "You may open" in client.get("/").content.decode()


@pytest.mark.parametrize("people", [1, 30])
def test_the_page_of_differences_takes_the_same_queries_for_any_number_of_people(
    client, applicant, certificate, people, django_assert_max_num_queries
):
    draft = amendment(certificate, staff=people)
    client.force_login(applicant)

    with django_assert_max_num_queries(22):
        client.get(page(draft, "changes"))
