"""A batch whose day has passed, or that was opened with a wrong quota, keeps no case from being decided."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from approvals.batch_timeline import batch_timeline
from approvals.models import Batch, BatchStatus
from approvals.queries.batches import candidates, usage
from approvals.services import batches, filling, quotas
from approvals.services.batch_drafts import Terms, change, discard, terms_of
from core.audit import trail
from core.dates import shanghai_day
from core.errors import TransitionNotAllowed
from core.models import Division
from tests.approvals.cases import draft_batch, recommended, signed_batch
from tests.factories import street

pytestmark = pytest.mark.django_db


@pytest.fixture
def cases(reviewer):
    return [recommended(reviewer) for _ in range(3)]


@pytest.fixture
def batch(cases, approver):
    made = draft_batch(approver, firms=3, phase=cases[0].phase)
    filling.fill(batch=made, by=approver, at=timezone.now())
    return made


def in_days(number):
    return shanghai_day(timezone.now()) + timedelta(days=number)


def act(service, batch, by, **arguments):
    return service(batch=Batch.objects.get(pk=batch.pk), by=by, at=timezone.now(), **arguments)


def test_a_discarded_batch_frees_its_cases_for_another_one(batch, cases, approver):
    other = draft_batch(approver, phase=cases[0].phase)
    assert not candidates(other).exists()

    act(discard, batch, approver)

    batch.refresh_from_db()
    assert batch.status == BatchStatus.DISCARDED
    assert filling.fill(batch=other, by=approver, at=timezone.now()).added == 3
    assert trail(batch).last().data == {"freed": 3}


def test_nothing_more_happens_to_a_discarded_batch(batch, approver):
    act(discard, batch, approver)

    for service in (discard, filling.fill, batches.sign, batches.propose):
        with pytest.raises(TransitionNotAllowed):
            act(service, batch, approver)


def test_a_day_that_has_passed_is_put_off_and_the_batch_signed(batch, approver):
    Batch.objects.filter(pk=batch.pk).update(opens_on=in_days(-1))
    with pytest.raises(batches.OpeningDayPast):
        act(batches.sign, batch, approver)

    act(change, batch, approver, terms=Terms(in_days(2), 3, 1000))

    assert act(batches.sign, batch, approver).status == BatchStatus.SIGNING
    assert batch.members.count() == 3


@pytest.mark.parametrize(
    ("terms", "refusal"),
    [
        (lambda: Terms(in_days(-1), 3, 1000), batches.OpeningDayPast),
        (lambda: Terms(in_days(2), 2, 1000), filling.OverQuota),
        (lambda: Terms(in_days(2), 3, 8), filling.OverQuota),
    ],
)
def test_terms_that_do_not_hold_the_members_are_refused_and_change_nothing(batch, approver, terms, refusal):
    before = terms_of(batch)

    with pytest.raises(refusal):
        act(change, batch, approver, terms=terms())

    assert terms_of(Batch.objects.get(pk=batch.pk)) == before


def test_the_quota_of_the_new_day_counts_the_members(batch, approver):
    place = Division.objects.get(pk=street().pk)
    for day, firms in ((6, 2), (7, 3)):
        wish = quotas.QuotaWish(place, in_days(day), in_days(day), firms, None)
        quotas.set_quotas(wish=wish, by=approver, at=timezone.now())

    with pytest.raises(filling.DayFull, match=r"Firms: 3 \(quota: 2\)\. People: \d+ \(quota: none\)"):
        act(change, batch, approver, terms=Terms(in_days(6), 3, 1000))
    act(change, batch, approver, terms=Terms(in_days(7), 3, 1000))

    assert Batch.objects.get(pk=batch.pk).opens_on == in_days(7)


def test_others_change_and_discard_nothing(batch, other_reviewer, auditor, approver, cases):
    signed = signed_batch(approver, [cases[0]]) if act(discard, batch, approver) else None

    for user in (other_reviewer, auditor):
        draft = draft_batch(approver, phase=cases[1].phase)
        with pytest.raises(PermissionDenied):
            act(discard, draft, user)
        with pytest.raises(PermissionDenied):
            act(change, draft, user, terms=terms_of(draft))
    with pytest.raises(TransitionNotAllowed):
        act(change, signed, approver, terms=terms_of(signed))


def test_the_batch_says_how_it_came_about(batch, cases, approver):
    act(filling.remove, batch, approver, applications=cases[:1])
    act(filling.add, batch, approver, applications=cases[:1])
    act(change, batch, approver, terms=Terms(in_days(9), 4, 900))
    act(discard, batch, approver)

    told = [(str(event.title), event.note) for event in reversed(batch_timeline(batch))]

    assert told == [
        ("Opened", ""),
        ("Filled by due time", "3 cases"),
        ("Cases taken out by hand", "1 case"),
        ("Cases added by hand", "1 case"),
        ("Day or quota changed", f"Now: from {in_days(9)}, at most 4 firms, 900 people."),
        ("Discarded", "3 cases"),
    ]
    assert usage(batch).firms == 0
