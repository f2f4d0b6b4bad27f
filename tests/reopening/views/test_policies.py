"""Policy sets in the browser: edited, previewed, published, read and compared; the ladder of every address."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import background
from core.home import tasks_for
from reopening.models import PolicySet
from reopening.services import policy_drafts
from tests.factories import ready_application, submitted_application
from tests.reopening.forms.test_policy_parts import Browser
from tests.reopening.policies import NOTICE, draft_of, masks, previewed, published, refiling, today

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(administrator):
    row = draft_of(administrator)
    return policy_drafts.edit(
        policy_set=row, changes={}, values={"supplies": masks(row)}, by=administrator, at=timezone.now()
    )


@pytest.fixture
def desk(client: Client, administrator) -> Client:
    client.force_login(administrator)
    return client


def posted(client: Client, address: str) -> dict:
    """The page's form as a browser would post it unchanged."""
    html = client.get(address).content.decode()
    data = Browser(html[html.index('id="part"') :]).data()
    return {name: values if len(values) > 1 else values[0] for name, values in data.lists()}


def test_a_number_is_changed_previewed_and_published(desk, draft, applicant):
    case = ready_application(applicant.firms.get())
    address = f"{draft.get_absolute_url()}parts/lead_time/"
    answer = desk.post(address, posted(desk, address) | {"lead_time.days": "9"})
    assert answer.url == draft.get_absolute_url()

    desk.post(f"{draft.get_absolute_url()}preview/")
    background.run_waiting()
    page = desk.get(f"{draft.get_absolute_url()}preview/").content.decode()
    assert case.firm.name in page
    assert "You cannot open on" in page
    page = desk.get(f"{draft.get_absolute_url()}publish/").content.decode()
    assert "Newly blocked: 1 case" in page
    assert "Of these, 1 case is taken over." in page
    answer = desk.post(f"{draft.get_absolute_url()}publish/", NOTICE)
    assert answer.url == draft.get_absolute_url()
    draft.refresh_from_db()
    assert (draft.status, draft.rules.lead_time.days) == ("published", 9)


def test_the_page_says_which_sets_end_and_which_are_replaced(desk, draft, administrator):
    before = draft.made_from
    preview, publish = f"{draft.get_absolute_url()}preview/", f"{draft.get_absolute_url()}publish/"
    previewed(draft, administrator)
    page = desk.get(publish).content.decode()
    assert f"“{before.title_in_language}” ends on the day before." in page
    assert "replaced altogether" not in page

    policy_drafts.edit(
        policy_set=draft, changes={"valid_from": before.valid_from}, by=administrator, at=timezone.now()
    )
    desk.post(preview)
    background.run_waiting()
    page = desk.get(publish).content.decode()
    assert f"“{before.title_in_language}” (from" in page
    assert "is replaced altogether: it holds on no day any more." in page
    assert "day before" not in page
    desk.post(publish, NOTICE)
    for address in (before.get_absolute_url(), reverse("reopening:policy-place", args=[draft.division_id])):
        assert "replaced altogether" in desk.get(address).content.decode()


def test_a_mistake_stands_beside_its_field_and_nothing_typed_is_lost(desk, draft):
    address = f"{draft.get_absolute_url()}parts/lead_time/"

    answer = desk.post(address, posted(desk, address) | {"lead_time.days": "nine"}, follow=True)

    page = answer.content.decode()
    assert 'value="nine"' in page
    assert "Write a whole number." in page
    assert "1 mistake is left" in page
    assert "Only a whole draft" in desk.get(draft.get_absolute_url()).content.decode()
    assert desk.get(f"{draft.get_absolute_url()}publish/").status_code == 422
    assert desk.post(f"{draft.get_absolute_url()}preview/").status_code == 422


def test_rows_are_added_and_removed_without_javascript(desk, draft):
    address = f"{draft.get_absolute_url()}parts/phases/"

    answer = desk.post(address, posted(desk, address) | {"act": "add:phases"})
    assert answer.url == f"{address}#at-phases"
    draft.refresh_from_db()
    assert draft.body["phases"][2:] == [{}]
    desk.post(address, posted(desk, address) | {"act": "remove:phases.2"})
    draft.refresh_from_db()
    assert len(draft.body["phases"]) == 2


def test_two_at_one_part_lose_neithers_work(desk, draft):
    address = f"{draft.get_absolute_url()}parts/lead_time/"
    mine = posted(desk, address) | {"lead_time.days": "5"}
    desk.post(address, posted(desk, address) | {"lead_time.days": "4"})

    answer = desk.post(address, mine)

    page = answer.content.decode()
    assert answer.status_code == 412
    assert "Lead time › Days: <strong>4</strong>" in page
    assert 'value="5"' in page
    again = Browser(page[page.index('id="part"') :]).data()
    desk.post(address, {name: values[0] for name, values in again.lists()})
    draft.refresh_from_db()
    assert draft.body["lead_time"]["days"] == 5


def test_the_head_is_guarded_by_its_revision(desk, draft):
    address = f"{draft.get_absolute_url()}head/"
    values = {
        "title": "新标题",
        "title_en": "New title",
        "slug": draft.slug,
        "division": "3301",
        "valid_from": today().isoformat(),
        "valid_until": "",
        "revision": draft.revision,
    }

    assert desk.post(address, values).status_code == 302
    stale = desk.post(address, values | {"title": "别的"})
    assert stale.status_code == 422
    assert "新标题" in stale.content.decode()
    assert "别的" in stale.content.decode()
    wrong = desk.post(address, values | {"valid_until": "2019-01-01", "revision": draft.revision + 1})
    assert "The last day must not come before the first." in wrong.content.decode()


def test_a_file_goes_out_and_comes_in_again(desk, draft):
    text = desk.get(f"{draft.get_absolute_url()}file.toml").content

    answer = desk.post("/policies/from-file/", {"file": SimpleUploadedFile("set.toml", text)})
    row = PolicySet.objects.latest("pk")
    assert answer.url == row.get_absolute_url()
    assert row.body == draft.body
    bad = text.replace(b"days = 3", b'days = "three"', 1)
    answer = desk.post(f"{draft.get_absolute_url()}upload/", {"file": SimpleUploadedFile("set.toml", bad)})
    assert answer.status_code == 422
    assert "body.lead_time.days" in answer.content.decode()


def test_a_draft_begins_from_a_set_in_force(desk, draft):
    made_from = draft.made_from

    page = desk.get(made_from.get_absolute_url()).content.decode()
    assert "New draft from it" in page
    answer = desk.post(
        f"{made_from.get_absolute_url()}draft/",
        {"slug": "hangzhou-spring", "division": "3301", "valid_from": today().isoformat()},
    )
    assert answer.url == PolicySet.objects.get(slug="hangzhou-spring").get_absolute_url()
    refused = desk.post(f"{made_from.get_absolute_url()}draft/", {"slug": "", "division": "3303"})
    assert refused.status_code == 422


def test_a_stale_preview_is_marked_and_not_published_on(desk, draft, administrator):
    previewed(draft, administrator)
    policy_drafts.edit(policy_set=draft, changes={"title": "x"}, by=administrator, at=timezone.now())

    page = desk.get(f"{draft.get_absolute_url()}preview/").content.decode()

    assert "This preview is out of date" in page
    assert "Publish…" not in page
    assert desk.post(f"{draft.get_absolute_url()}publish/", NOTICE).status_code == 422


def test_effects_are_filtered_by_kind_and_their_page_asks_the_same_whatever_their_number(
    desk, draft, administrator, django_assert_max_num_queries
):
    for _ in range(6):
        ready_application()
    previewed(draft, administrator)
    address = f"{draft.get_absolute_url()}preview/"

    with django_assert_max_num_queries(13):
        page = desk.get(f"{address}?kind=newly_blocked").content.decode()
    assert page.count("Newly blocked</span>") == 6 + 1
    assert "No open case changes in this way." in desk.get(f"{address}?kind=phase").content.decode()


def test_the_firm_and_the_office_read_what_a_recheck_changed(
    client, administrator, applicant, reviewer, draft
):
    case = submitted_application(applicant.firms.get())
    policy_drafts.edit(
        policy_set=draft,
        changes={},
        values={"refiling": refiling("recheck", 2)},
        by=administrator,
        at=timezone.now(),
    )
    published(draft, administrator)

    for user, address in ((applicant, case.get_absolute_url()), (reviewer, f"/queue/{case.public_id}/")):
        client.force_login(user)
        page = client.get(address).content.decode()
        assert "Judged again under new rules" in page
        assert f"From {today() + timedelta(days=2)}" in page


def test_officials_read_sets_history_and_comparison_of_their_place(client, reviewer, draft, administrator):
    row = published(draft, administrator)
    client.force_login(reviewer)

    assert row.title_in_language in client.get("/policies/").content.decode()
    history = client.get("/policies/places/3301/").content.decode()
    assert NOTICE["notice_number"] in history
    assert str(administrator) in history
    page = client.get(f"{row.get_absolute_url()}compare/?with={row.made_from.public_id}").content.decode()
    assert "Supplies › Masks › Reserve in days" in page
    assert client.get(f"{row.get_absolute_url()}parts/screening/").status_code == 200
    assert "New draft from it" not in client.get(row.get_absolute_url()).content.decode()


def test_a_published_set_says_whether_it_holds_today(desk, draft, administrator):
    row = published(draft, administrator)
    PolicySet.objects.filter(pk=row.made_from_id).update(valid_until=today() - timedelta(days=9))
    said = {
        "尚未生效": (today() + timedelta(days=1), None),
        "现行有效": (today(), today()),
        "不再有效": (today() - timedelta(days=8), today() - timedelta(days=1)),
    }
    for words, (first, last) in said.items():
        PolicySet.objects.filter(pk=row.pk).update(valid_from=first, valid_until=last)
        for page in ("/policies/", "/policies/places/3301/"):
            html = desk.get(page, headers={"accept-language": "zh-hans"}).content.decode()
            shown = re.search(
                rf"{row.get_absolute_url()}.*?class=\"state state-\w+\">.*?</svg>([^<]+)", html, re.DOTALL
            )
            assert shown is not None
            assert shown.group(1) == words, page


def test_the_list_and_the_history_ask_the_same_whatever_their_length(
    desk, administrator, draft, django_assert_max_num_queries
):
    for number in range(1, 5):
        published(draft_of(administrator, in_days=number, slug=f"set-{number}"), administrator)

    with django_assert_max_num_queries(12):
        desk.get("/policies/")
    with django_assert_max_num_queries(10):
        desk.get("/policies/places/3301/")


def test_drafts_wait_on_the_administrators_home(administrator, draft):
    [task] = [each for each in tasks_for(administrator, timezone.now()) if "draft" in str(each.title)]

    assert (task.title, task.url) == ("1 draft policy set waits", "/policies/")


# --- The ladder -----------------------------------------------------------------
