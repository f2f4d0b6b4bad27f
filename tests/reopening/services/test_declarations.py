from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import trail
from core.dates import shanghai_day
from core.fields import blind_index
from reopening.models import DeclaredBy, StaffMember
from reopening.queries import findings_for
from reopening.roster_files.judging import Person, RosterRow, Said
from reopening.screening import Answers
from reopening.services import applications, declarations, links, staff
from reopening.services.declarations import ConsentNeeded, HandedIn, JoiningClosed
from reopening.services.intake import Intake
from reopening.services.staff import ReasonNeeded
from tests.factories import resident_id
from tests.reopening.makers import CONSENT, declared, linked


def keys(draft, at=None):
    return {finding.key: finding for finding in findings_for(draft, at or timezone.now())}


def fresh(member):
    return StaffMember.objects.select_related("application__policy_set", "application__firm").get(
        pk=member.pk
    )


def stranger(**changed):
    return {
        "name": "王小明",
        "resident_id": resident_id(900),
        "mobile": "13800000001",
        "consent": CONSENT,
        "at": timezone.now(),
    } | changed


def test_a_declaration_replaces_what_the_firm_typed_and_keeps_who_when_and_what_was_before(applicant):
    draft, _link = linked(applicant)
    member, at = draft.staff.first(), timezone.now()

    declared(member, at, contact=True, last_contact_on=shanghai_day(at))

    member = fresh(member)
    assert (member.declared_by, member.declared_at, member.class_code) == (DeclaredBy.PERSON, at, "C")
    assert (member.consent_version, member.consent_at) == (CONSENT, at)
    event = trail(member).last()
    assert (event.verb, event.actor) == ("declaration.declare", None)
    assert event.data == {
        "class_before": "D",
        "declared_before": "form",
        "class_after": "C",
        "consent": CONSENT,
    }


def test_nobody_declares_without_the_consent_of_today(applicant):
    draft, _link = linked(applicant)
    member = draft.staff.first()

    with pytest.raises(ConsentNeeded):
        declarations.declare(
            member=member, answers=Answers(shanghai_day(timezone.now())), consent="old", at=timezone.now()
        )
    with pytest.raises(ConsentNeeded):
        declarations.agree(member=member, version="", at=timezone.now())

    assert fresh(member).declared_by == DeclaredBy.FORM


def test_the_time_of_a_consent_is_the_first_one(applicant):
    draft, _link = linked(applicant)
    member, at = draft.staff.first(), timezone.now()
    declarations.agree(member=member, version=CONSENT, at=at)

    declared(member, at + timedelta(minutes=2))

    assert fresh(member).consent_at == at


def test_withdrawing_deletes_the_answers_and_leaves_the_person_missing(applicant):
    draft, _link = linked(applicant)
    member = declared(draft.staff.first(), symptoms=True)

    declarations.withdraw(member=member, at=timezone.now())

    member = fresh(member)
    assert (member.answers, member.class_code, member.place, member.consent_version) == ({}, "", "", "")
    assert (member.declared_by, member.declared_at) == (DeclaredBy.WITHDRAWN, None)
    assert keys(draft)["roster_short"].params["count"] == 1
    assert trail(member).last().data["class_before"] == "E"


def test_the_firm_cannot_answer_for_somebody_who_withdrew(applicant):
    draft, _link = linked(applicant)
    member = declarations.withdraw(member=declared(draft.staff.first()), at=timezone.now())
    said = Answers(shanghai_day(timezone.now()), symptoms=True)

    staff.edit(
        member=fresh(member),
        person={"post": "门卫", "place": "北京"},
        answers=said,
        by=applicant,
        at=timezone.now(),
    )

    member = fresh(member)
    assert (member.post, member.place, member.answers) == ("门卫", "", {})


def test_the_firm_corrects_a_declaration_only_with_a_reason_and_it_is_shown(applicant):
    draft, _link = linked(applicant)
    member, at = draft.staff.first(), timezone.now() - timedelta(hours=1)
    declared(member, at)
    said = Answers(shanghai_day(at), here="杭州市", symptoms=True)

    with pytest.raises(ReasonNeeded):
        staff.edit(member=fresh(member), person={}, answers=said, by=applicant, at=timezone.now())
    staff.edit(
        member=fresh(member), person={}, answers=said, by=applicant, at=timezone.now(), reason="电话补报"
    )

    member = fresh(member)
    assert (member.declared_by, member.declared_at, member.class_code) == (DeclaredBy.CORRECTED, at, "E")


def test_other_words_of_the_firm_leave_a_declaration_as_it_is(applicant):
    draft, _link = linked(applicant)
    member = declared(draft.staff.first(), timezone.now() - timedelta(days=1))
    before = fresh(member)
    same = Answers(shanghai_day(timezone.now()), here="杭州市")

    staff.edit(member=fresh(member), person={"post": "门卫"}, answers=same, by=applicant, at=timezone.now())

    after = fresh(member)
    assert after.post == "门卫"
    assert (after.declared_by, after.answers) == (DeclaredBy.PERSON, before.answers)


def row_for(member, **said):
    answers = Answers(shanghai_day(timezone.now()), **said)
    person = Person("新名字", member.resident_id, "13900000000", Said(answers, "保安", True, "北京"))
    return RosterRow(2, person, [], {})


def test_a_roster_file_never_writes_over_a_declaration_nor_brings_back_what_was_withdrawn(applicant):
    draft, _link = linked(applicant)
    own, gone, firms = draft.staff.order_by("pk")
    declared(own, contact=True, last_contact_on=shanghai_day(timezone.now()))
    declarations.withdraw(member=declared(gone), at=timezone.now())
    intake = Intake(draft, draft.policy_set.rules.screening, timezone.now())

    with intake:
        intake.write([row_for(each, symptoms=True) for each in (own, gone, firms)])
    intake.finish()

    own, gone, firms = draft.staff.order_by("pk")
    assert [each.name for each in (own, gone, firms)] == ["新名字"] * 3
    assert [each.class_code for each in (own, gone, firms)] == ["C", "", "E"]
    assert (own.declared_by, own.place) == (DeclaredBy.PERSON, "杭州市")
    assert (gone.declared_by, gone.answers, gone.place) == (DeclaredBy.WITHDRAWN, {}, "")
    assert firms.declared_by == DeclaredBy.FILE
    assert firms.declared_at is not None


def test_once_the_firm_has_submitted_nothing_changes(applicant):
    draft, _link = linked(applicant)
    member = declared(draft.staff.first())
    applications.submit(application=draft, committed=True, by=applicant, at=timezone.now())

    for act in (
        lambda: declared(fresh(member), symptoms=True),
        lambda: declarations.withdraw(member=fresh(member), at=timezone.now()),
        lambda: declarations.agree(member=fresh(member), version=CONSENT, at=timezone.now()),
    ):
        with pytest.raises(HandedIn):
            act()

    assert fresh(member).class_code == "D"


def test_the_database_refuses_answers_of_nobody_and_declarations_without_consent(applicant):
    draft, _link = linked(applicant)
    rows = draft.staff.filter(pk=draft.staff.first().pk)

    for wrong in ({"declared_by": "nobody"}, {"declared_by": "person"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            rows.update(**wrong)


# --- Without a code ------------------------------------------------------------


def test_somebody_new_is_put_on_the_roster_to_be_confirmed(applicant):
    draft, link = linked(applicant)
    link = links.allow_joining(application=draft, allowed=True, by=applicant, at=timezone.now())

    member = declarations.join(link=link, **stranger())

    assert (member.to_confirm, member.declared_by, member.class_code) == (True, DeclaredBy.NOBODY, "")
    assert member.consent_version == CONSENT
    assert keys(draft)["people_to_confirm"].level == "warn"
    declarations.confirm(member=declared(fresh(member)), by=applicant, at=timezone.now())
    assert not fresh(member).to_confirm


def test_the_same_number_and_name_are_the_same_person(applicant):
    draft, link = linked(applicant)
    link = links.allow_joining(application=draft, allowed=True, by=applicant, at=timezone.now())
    known = draft.staff.first()

    member = declarations.join(link=link, **stranger(name=f" {known.name} ", resident_id=known.resident_id))

    assert member.pk == known.pk
    assert not member.to_confirm


def test_a_known_number_under_another_name_stands_beside_and_takes_the_place_when_confirmed(applicant):
    draft, link = linked(applicant)
    link = links.allow_joining(application=draft, allowed=True, by=applicant, at=timezone.now())
    known = draft.staff.first()
    other = stranger(name="王大明", resident_id=known.resident_id)

    member = declarations.join(link=link, **other)
    again = declarations.join(link=link, **other)

    assert (again.pk, member.to_confirm) == (member.pk, True)
    assert declarations.is_beside(fresh(member))
    assert fresh(known).name == known.name
    declarations.confirm(member=fresh(member), by=applicant, at=timezone.now())
    assert fresh(member).resident_id_hash == blind_index(known.resident_id)
    assert not draft.staff.filter(pk=known.pk).exists()


def test_nobody_adds_themselves_where_the_firm_does_not_allow_it_or_too_many_wait(applicant, monkeypatch):
    draft, link = linked(applicant)

    with pytest.raises(JoiningClosed):
        declarations.join(link=link, **stranger())
    link = links.allow_joining(application=draft, allowed=True, by=applicant, at=timezone.now())
    monkeypatch.setattr(declarations, "MOST_TO_CONFIRM", 1)
    declarations.join(link=link, **stranger())
    with pytest.raises(JoiningClosed):
        declarations.join(link=link, **stranger(resident_id=resident_id(901)))

    assert draft.staff.filter(to_confirm=True).count() == 1
