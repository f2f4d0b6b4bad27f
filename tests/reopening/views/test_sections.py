from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from core.dates import shanghai_day
from reopening.models import Application, InventoryLine, PlanSection
from reopening.services.sections import edit
from tests.factories import ApplicationFactory, ready_application, submitted_application

SECTIONS = ["firm", "schedule", "inventory", "plan"]


def page_of(application, key):
    return reverse(f"reopening:section-{key}", args=[application.public_id])


def preview_of(application, key):
    return reverse(f"reopening:preview-{key}", args=[application.public_id])


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get(), heads_on_site=10)


@pytest.fixture
def values(draft):
    """What a person types, by section."""
    return {
        "firm": {
            "site_kind": "factory",
            "division": draft.division_id,
            "site_address": "演示路2号",
            "area_m2": 300,
            "firm_class": "daily_life",
            "class_evidence": "食品生产",
            "has_isolation_area": "true",
            "revision": 0,
        },
        "schedule": {
            "opens_on": (shanghai_day(timezone.now()) + timedelta(days=4)).isoformat(),
            "heads_on_site": 12,
            "revision": 0,
        },
        "inventory": {"mask": 700, "thermometer": "", "revision": 0},
        "plan": {"leadership": "厂长负总责，电话二十四小时畅通。", "revision": 0},
    }


@pytest.mark.parametrize("key", SECTIONS)
def test_a_section_is_saved_and_leads_back_to_the_list(client, applicant, draft, values, key):
    client.force_login(applicant)

    answer = client.post(page_of(draft, key), values[key])

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert answer.headers["Location"] == draft.get_absolute_url()
    assert draft.revision == 2


def test_what_was_typed_is_what_is_stored(client, applicant, draft, values):
    client.force_login(applicant)

    for key in SECTIONS:
        client.post(page_of(draft, key), values[key])

    draft.refresh_from_db()
    assert (draft.site_kind, draft.firm_class, draft.area_m2) == ("factory", "daily_life", 300)
    assert draft.has_isolation_area is True
    assert draft.heads_on_site == 12
    assert list(InventoryLine.objects.values_list("item_code", "quantity")) == [("mask", 700)]
    assert PlanSection.objects.get().text.startswith("厂长")


@pytest.mark.parametrize("key", SECTIONS)
def test_a_section_may_be_saved_incomplete(client, applicant, draft, values, key):
    client.force_login(applicant)
    bare = {name: values[key][name] for name in ("revision", "division") if name in values[key]}

    assert client.post(page_of(draft, key), bare).status_code == 302


def test_a_wrong_value_is_said_beside_its_field_and_the_rest_is_kept(client, applicant, draft, values):
    client.force_login(applicant)

    page = client.post(page_of(draft, "schedule"), values["schedule"] | {"heads_on_site": "many"})

    draft.refresh_from_db()
    assert page.status_code == 422
    assert 'id="id_heads_on_site_error"' in page.text
    assert values["schedule"]["opens_on"] in page.text
    assert draft.opens_on is None


def test_a_section_that_moved_on_is_not_overwritten_unseen(client, applicant, draft, values):
    edit(application=draft, changes={"heads_on_site": 77}, by=applicant, at=timezone.now())
    client.force_login(applicant)

    page = client.post(page_of(draft, "schedule"), values["schedule"])

    draft.refresh_from_db()
    assert page.status_code == 422
    assert "Somebody saved this part after you opened it." in page.text
    assert "Saved by somebody else meanwhile" in page.text
    assert "77" in page.text
    assert 'value="12"' in page.text
    assert draft.heads_on_site == 77


def test_saving_once_more_after_reading_the_other_version_is_a_decision(client, applicant, draft, values):
    edit(application=draft, changes={"heads_on_site": 77}, by=applicant, at=timezone.now())
    client.force_login(applicant)
    page = client.post(page_of(draft, "schedule"), values["schedule"])
    seen = page.context["form"]["revision"].value()

    answer = client.post(page_of(draft, "schedule"), values["schedule"] | {"revision": seen})

    draft.refresh_from_db()
    assert answer.status_code == 302
    assert draft.heads_on_site == 12


@pytest.mark.parametrize("key", SECTIONS)
def test_a_section_saves_itself_while_the_person_goes_on(client, applicant, draft, values, key):
    client.force_login(applicant)
    typed = values[key] | {"page": "mine"}
    note = client.post(page_of(draft, key), typed, headers={"HX-Request": "true"})
    again = client.post(page_of(draft, key), typed, headers={"HX-Request": "true"})

    assert note.status_code == again.status_code == 200
    assert "Saved at" in note.text
    assert "Saved at" in again.text
    assert "<html" not in note.text
    draft.refresh_from_db()
    assert draft.revision == 2  # what is saved already is not saved once more
    assert client.post(page_of(draft, key), typed).status_code == 302


def test_a_wrong_value_is_kept_back_by_itself_and_named(client, applicant, draft, values):
    client.force_login(applicant)
    typed = values["schedule"] | {"opens_on": "2020-13"}

    note = client.post(page_of(draft, "schedule"), typed, headers={"HX-Request": "true"})

    draft.refresh_from_db()
    assert "except for: Planned opening day" in note.text
    assert (draft.heads_on_site, draft.opens_on) == (12, None)


def test_what_somebody_else_saved_stops_the_saving_by_itself(client, applicant, draft, values):
    edit(application=draft, changes={"heads_on_site": 77}, by=applicant, at=timezone.now())
    client.force_login(applicant)

    note = client.post(page_of(draft, "schedule"), values["schedule"], headers={"HX-Request": "true"})

    draft.refresh_from_db()
    assert "Not saved: Somebody saved this part" in note.text
    assert draft.heads_on_site == 77


def test_the_list_says_who_saved_what_when(client, applicant, draft, values):
    client.force_login(applicant)
    client.post(page_of(draft, "plan"), values["plan"])

    page = client.get(draft.get_absolute_url()).text

    assert page.count(f", {applicant}</span>") == 1


@pytest.mark.parametrize("key", SECTIONS)
def test_the_findings_while_typing_are_those_of_a_full_reload(client, applicant, draft, values, key):
    client.force_login(applicant)
    typed = client.post(preview_of(draft, key), values[key]).text
    client.post(page_of(draft, key), values[key])

    saved = client.get(page_of(draft, key)).text

    assert "<html" not in typed
    assert typed.strip() in saved


def test_typing_changes_nothing(client, applicant, draft, values):
    client.force_login(applicant)
    before = Application.objects.values().get()

    for key in SECTIONS:
        client.post(preview_of(draft, key), values[key])

    assert Application.objects.values().get() == before
    assert not InventoryLine.objects.exists()
    assert not PlanSection.objects.exists()


def test_half_typed_values_are_judged_without_the_wrong_ones(client, applicant, draft, values):
    client.force_login(applicant)

    page = client.post(preview_of(draft, "schedule"), values["schedule"] | {"opens_on": "2020-13"})

    assert page.status_code == 200
    assert "Please choose your opening day." in page.text


def test_days_of_cover_are_drawn_beside_the_inventory(client, applicant, draft, values):
    client.force_login(applicant)

    page = client.post(preview_of(draft, "inventory"), values["inventory"]).text

    assert "70.0 days; the reserve is" in page


def test_a_small_firm_writes_the_short_plan(client, applicant, draft):
    client.force_login(applicant)

    assert client.get(page_of(draft, "plan")).text.count("<textarea") == 4


def test_the_sections_of_a_ready_case_have_nothing_to_mend(client, applicant):
    ready = ready_application(applicant.firms.get())
    client.force_login(applicant)

    for key in SECTIONS:
        assert "finding-block" not in client.get(page_of(ready, key)).text


@pytest.mark.parametrize("key", SECTIONS)
def test_every_section_has_its_ladder(client, applicant, outsider, reviewer, key):
    filed = submitted_application(applicant.firms.get())
    for address in (page_of(filed, key), preview_of(filed, key)):
        client.logout()
        assert client.post(address).status_code == 302
        client.force_login(outsider)
        assert client.post(address).status_code == 404
        client.force_login(reviewer)
        assert client.post(address).status_code == 403
        client.force_login(applicant)
        assert client.post(address, {"revision": 1}).status_code == 409
        assert client.delete(address).status_code == 405
