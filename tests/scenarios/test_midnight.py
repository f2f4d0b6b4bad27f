"""A person's days are Shanghai's: they change at 16:00 UTC, by whichever way the answers come in."""

from datetime import UTC, date, datetime, timedelta

import pytest

from core import background
from core.dates import shanghai_day, start_of
from reopening.declared import undeclared
from reopening.forms.rosters import PersonForm
from reopening.models import DeclaredBy, PolicySet, RosterUpload, StaffMember
from reopening.policy.health import Measure, RiskFact, ScreeningRule
from reopening.queries import case_facts
from reopening.screening import Answers, screen
from reopening.services import declarations, imports, rosters, screenings, staff
from tests.factories import ApplicationFactory, StaffMemberFactory, policy_set, resident_id
from tests.reopening.makers import linked
from tests.reopening.roster_files.rosters import HEADER, row, table

pytestmark = pytest.mark.django_db

CONTACT_ON = date(2020, 2, 1)
CLEAR_ON = date(2020, 2, 15)  # 14 days later
LAST_SECOND = datetime(2020, 2, 14, 15, 59, 59, tzinfo=UTC)  # of the 14th in Shanghai
MIDNIGHT = datetime(2020, 2, 14, 16, 0, tzinfo=UTC)
BOTH_SIDES = pytest.mark.parametrize(("at", "class_key"), [(LAST_SECOND, "C"), (MIDNIGHT, "D")])
PERSON = {
    "name": "样例一",
    "resident_id": resident_id(7),
    "mobile": "",
    "post": "",
    "place": "",
    "on_site": True,
}


def met_somebody(at: datetime) -> Answers:
    return Answers(declared_on=shanghai_day(at), contact=True, last_contact_on=CONTACT_ON)


@pytest.fixture
def draft(applicant):
    return ApplicationFactory(firm=applicant.firms.get())


@BOTH_SIDES
def test_a_person_typed_in_is_clear_from_midnight(applicant, draft, at, class_key):
    member = staff.add(application=draft, person=PERSON, answers=met_somebody(at), by=applicant, at=at)

    assert (member.class_code, member.clear_on) == (class_key, CLEAR_ON if class_key == "C" else None)


@BOTH_SIDES
def test_a_person_who_declares_is_clear_from_midnight(applicant, at, class_key):
    draft, _link = linked(applicant)
    member = draft.staff.first()

    declarations.declare(member=member, answers=met_somebody(at), consent="2020-02", at=at)

    assert member.class_code == class_key


@BOTH_SIDES
def test_a_roster_taken_over_is_screened_anew_from_midnight(draft, at, class_key):
    answers = met_somebody(LAST_SECOND).as_json()
    member = StaffMemberFactory(application=draft, answers=answers, class_code="B")

    assert list(screenings.screen_anew(draft, at)) == [1]

    assert StaffMember.objects.get(pk=member.pk).class_code == class_key


def uploaded(draft, by, at: datetime) -> RosterUpload:
    """A file of one person, handed in at this instant and looked at."""
    content = table([HEADER, row(1, contact="是", last_contact_on=CONTACT_ON.isoformat())]).encode()
    upload = rosters.upload(application=draft, file_name="名册.csv", content=content, by=by, at=at)
    RosterUpload.objects.update(uploaded_at=at)  # the database's clock otherwise
    background.run_waiting()
    return RosterUpload.objects.get(pk=upload.pk)


@BOTH_SIDES
def test_a_file_means_the_day_on_which_it_was_handed_in(applicant, draft, at, class_key):
    assert uploaded(draft, applicant, at).by_class == {class_key: 1}


def test_a_file_accepted_after_midnight_says_what_it_showed_before(applicant, draft):
    """Between the look and the word a day has begun; the people declared on the day before."""
    upload = uploaded(draft, applicant, LAST_SECOND)

    rosters.accept(upload=upload, by=applicant, at=MIDNIGHT)
    imports.import_upload(upload=upload, job=upload.job, at=MIDNIGHT)

    member = draft.staff.get()
    assert upload.by_class == {"C": 1}
    assert (member.class_code, member.clear_on) == ("C", CLEAR_ON)
    assert member.answers["declared_on"] == "2020-02-14"


@pytest.mark.parametrize(("at", "is_future"), [(LAST_SECOND, True), (MIDNIGHT, False)])
def test_a_day_has_not_come_until_midnight(applicant, draft, at, is_future):
    typed = {
        "name": "样例一",
        "resident_id": resident_id(7),
        "contact": "on",
        "last_contact_on": "2020-02-15",
    }
    form = PersonForm(typed, today=shanghai_day(at))
    content = table([HEADER, row(1, contact="是", last_contact_on="2020-02-15")]).encode()
    upload = rosters.upload(application=draft, file_name="名册.csv", content=content, by=applicant, at=at)
    RosterUpload.objects.update(uploaded_at=at)
    background.run_waiting()

    assert form.is_valid() != is_future
    errors = RosterUpload.objects.get(pk=upload.pk).errors
    assert [each["code"] for each in errors] == (["date_future"] if is_future else [])


@pytest.mark.parametrize(
    ("fact", "said"),
    [
        (RiskFact.CONTACT, {"contact": True, "last_contact_on": CONTACT_ON}),
        (RiskFact.MET_ARRIVALS, {"met_arrivals": True, "last_met_on": CONTACT_ON}),
        (RiskFact.BEEN_TO_KEY_AREA, {"been_to_key_area": True, "left_key_area_on": CONTACT_ON}),
        (RiskFact.ARRIVED, {"arrived_on": CONTACT_ON}),
        (RiskFact.ISOLATION, {"isolation_until": CLEAR_ON - timedelta(days=1)}),
    ],
)
def test_every_fact_with_a_day_holds_through_the_last_second_and_not_after(fact, said):
    rules = policy_set().rules.screening
    only = ScreeningRule(fact=fact, to="C", measure=Measure.HOME_OBSERVATION, days=14)
    one = rules.model_copy(update={"rules": (only,)})

    before, after = (
        screen(Answers(declared_on=shanghai_day(at), **said), on=shanghai_day(at), table=one)
        for at in (LAST_SECOND, MIDNIGHT)
    )

    assert (before.class_key, before.clear_on) == ("C", CLEAR_ON)
    assert (after.class_key, after.clear_on) == ("D", None)


@pytest.mark.parametrize(("at", "held"), [(LAST_SECOND, 1), (MIDNIGHT, 0)])
def test_without_an_opening_day_who_is_held_today_is_counted_by_shanghai(draft, at, held):
    assert draft.opens_on is None
    StaffMemberFactory(
        application=draft, class_code="C", clear_on=CLEAR_ON, cause={"rule": "contact"}, on_site=True
    )

    assert case_facts(draft, at).facts.held_on_site == ({"C": 1} if held else {})


@pytest.mark.parametrize(("at", "missing"), [(LAST_SECOND, 0), (MIDNIGHT, 1)])
def test_a_declaration_grows_too_old_at_midnight(draft, at, missing):
    """Of the 11th, with three days allowed: good through the 14th."""
    gate = {"kind": "declarations", "level": "warn", "max_age_days": 3, "ours": True}
    why = {"zh": "测试", "en": "test"}
    rules = policy_set().body
    gates = [each for each in rules["gates"] if each["kind"] != "declarations"]
    PolicySet.objects.update(body=rules | {"gates": [*gates, gate | {"why": why}]})
    draft.refresh_from_db()
    declared_at = start_of(date(2020, 2, 11))
    StaffMemberFactory(
        application=draft,
        declared_by=DeclaredBy.PERSON,
        declared_at=declared_at,
        consent_at=declared_at,
        consent_version="2020-02",
    )

    assert undeclared(draft, at).count() == missing
