import re
from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core import background
from core.audit import trail
from core.errors import TransitionNotAllowed
from core.models import Job, Notification
from reopening.models import Invitation, JoinRequest, Membership
from reopening.services import join_requests, members
from tests.factories import PASSWORD, MembershipFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def firm(applicant):
    return applicant.firms.get()


@pytest.fixture
def colleague(firm):
    return MembershipFactory(firm=firm, is_signatory=False)


@pytest.fixture
def newcomer(db):
    return UserFactory()


def invite(firm, by, email="new@example.test", is_signatory=False):
    return members.invite(firm=firm, email=email, is_signatory=is_signatory, by=by, at=timezone.now())


# --- Invitations


def test_an_invitation_brings_a_link_that_joins_once(firm, applicant, newcomer, mailoutbox):
    invite(firm, applicant, is_signatory=True)
    background.run_waiting()
    (mail,) = [each for each in mailoutbox if each.to == ["new@example.test"]]
    token = re.search(r"/invitations/([0-9a-f]{64})/", mail.body).group(1)

    found = members.invitation_of(token, timezone.now())
    members.accept(invitation=found, by=newcomer, at=timezone.now())

    assert Membership.objects.get(user=newcomer, firm=firm).is_signatory
    with pytest.raises(members.InvitationOver):
        members.invitation_of(token, timezone.now())
    with pytest.raises(members.InvitationOver):
        members.accept(invitation=found, by=UserFactory(), at=timezone.now())
    assert [event.verb for event in trail(found)] == ["invitation.invite", "invitation.accept"]


def test_the_mail_is_sent_once(firm, applicant, mailoutbox):
    row = invite(firm, applicant)
    background.run_waiting()

    row.refresh_from_db()
    members.send(invitation=row, at=timezone.now())

    assert len(mailoutbox) == 1


def test_the_secret_is_kept_nowhere(firm, applicant):
    row = invite(firm, applicant)

    kept = (
        str(Invitation.objects.values().get()) + str(list(Job.objects.values())) + str(trail(row).get().data)
    )
    assert members.token_of(row) not in kept


def test_a_new_person_sets_up_an_account(firm, applicant):
    row = invite(firm, applicant)

    joined = members.accept_as_new(
        invitation=row, username="neu", name="演示新人", password=PASSWORD, at=timezone.now()
    )

    assert (joined.user.email, joined.firm, joined.is_signatory) == ("new@example.test", firm, False)
    assert joined.user.check_password(PASSWORD)


def test_a_taken_name_or_a_weak_password_joins_nobody(firm, applicant):
    row = invite(firm, applicant)

    with pytest.raises(members.NameTaken):
        members.accept_as_new(
            invitation=row, username=applicant.username, name="x", password=PASSWORD, at=timezone.now()
        )
    with pytest.raises(ValidationError):
        members.accept_as_new(invitation=row, username="neu", name="x", password="1", at=timezone.now())
    row.refresh_from_db()
    assert row.status == "open"


def test_an_old_or_withdrawn_invitation_is_over(firm, applicant, newcomer):
    old, withdrawn = invite(firm, applicant), invite(firm, applicant)
    members.withdraw(invitation=withdrawn, by=applicant, at=timezone.now())
    late = timezone.now() + members.LIVES + timedelta(seconds=1)

    for row, at in ((old, late), (withdrawn, timezone.now())):
        with pytest.raises(members.InvitationOver):
            members.invitation_of(members.token_of(row), at)
        with pytest.raises(members.InvitationOver):
            members.accept(invitation=row, by=newcomer, at=at)


def test_a_firm_invites_only_so_many_in_an_hour(firm, applicant):
    for number in range(members.MOST_IN_AN_HOUR):
        invite(firm, applicant, f"p{number}@example.test")

    with pytest.raises(members.TooManyInvitations):
        invite(firm, applicant)


def test_only_signatories_invite_and_withdraw(firm, applicant, colleague, outsider):
    row = invite(firm, applicant)

    for stranger in (colleague.user, outsider):
        with pytest.raises(PermissionDenied):
            invite(firm, stranger)
        with pytest.raises(PermissionDenied):
            members.withdraw(invitation=row, by=stranger, at=timezone.now())


def test_a_member_does_not_join_twice(firm, applicant, colleague):
    row = invite(firm, applicant)

    with pytest.raises(members.MemberAlready):
        members.accept(invitation=row, by=colleague.user, at=timezone.now())


# --- Signing power


def test_signing_power_is_given_and_taken(firm, applicant, colleague):
    members.give_power(member=colleague, by=applicant, at=timezone.now())
    assert Membership.objects.get(pk=colleague.pk).is_signatory
    members.take_power(member=colleague, by=applicant, at=timezone.now())
    assert not Membership.objects.get(pk=colleague.pk).is_signatory

    assert [event.verb for event in trail(firm)] == ["firm.give_power", "firm.take_power"]
    assert set(Notification.objects.filter(user=colleague.user).values_list("kind", flat=True)) == {
        "member.give_power",
        "member.take_power",
    }


def test_the_last_signatory_stays(firm, applicant, colleague):
    mine = firm.memberships.get(user=applicant)

    for act in (members.take_power, members.remove):
        with pytest.raises(members.LastSignatory):
            act(member=mine, by=applicant, at=timezone.now())
    assert firm.memberships.filter(is_signatory=True).count() == 1


def test_a_colleague_is_removed_and_sees_nothing_any_more(firm, applicant, colleague):
    members.remove(member=colleague, by=applicant, at=timezone.now())

    assert not colleague.user.firms.exists()
    assert trail(firm).last().verb == "firm.remove"


def test_everybody_may_leave_and_only_signatories_remove_others(firm, applicant, colleague):
    other = MembershipFactory(firm=firm, is_signatory=False)

    with pytest.raises(PermissionDenied):
        members.remove(member=other, by=colleague.user, at=timezone.now())
    members.remove(member=colleague, by=colleague.user, at=timezone.now())

    assert firm.memberships.count() == 2


# --- Asking to join


def ask(firm, by):
    return join_requests.ask(credit_code=firm.credit_code, note="行政负责人", by=by, at=timezone.now())


def test_a_signatory_confirms_who_asks(firm, applicant, newcomer):
    row = ask(firm, newcomer)
    assert Notification.objects.get().user == applicant

    join_requests.admit(request=row, by=applicant, at=timezone.now())

    assert not Membership.objects.get(user=newcomer, firm=firm).is_signatory
    assert Notification.objects.filter(user=newcomer, kind="member.admitted").exists()


def test_the_office_of_the_street_confirms_too_and_another_does_not(firm, reviewer, other_reviewer, newcomer):
    row = ask(firm, newcomer)

    with pytest.raises(PermissionDenied):
        join_requests.admit(request=row, by=other_reviewer, at=timezone.now())
    join_requests.admit(request=row, by=reviewer, at=timezone.now())

    assert newcomer.firms.get() == firm


def test_nobody_confirms_themselves(firm, reviewer):
    row = ask(firm, reviewer)

    with pytest.raises(PermissionDenied):
        join_requests.admit(request=row, by=reviewer, at=timezone.now())


def test_a_colleague_without_signing_power_confirms_nobody(firm, colleague, newcomer):
    with pytest.raises(PermissionDenied):
        join_requests.admit(request=ask(firm, newcomer), by=colleague.user, at=timezone.now())


def test_a_refusal_tells_why_and_one_may_ask_again(firm, applicant, newcomer):
    row = ask(firm, newcomer)

    join_requests.refuse(request=row, reason="不认识", by=applicant, at=timezone.now())

    assert not newcomer.firms.exists()
    assert Notification.objects.get(user=newcomer).params["reason"] == "不认识"
    with pytest.raises(TransitionNotAllowed):
        join_requests.admit(request=row, by=applicant, at=timezone.now())
    assert ask(firm, newcomer).status == "open"


def test_one_asks_once_and_not_for_a_firm_one_acts_for(firm, applicant, newcomer):
    ask(firm, newcomer)

    for person in (newcomer, applicant):
        with pytest.raises(join_requests.AskedAlready):
            ask(firm, person)


def test_an_unknown_firm_is_told(newcomer):
    with pytest.raises(join_requests.UnknownFirm):
        join_requests.ask(credit_code="Y1330199NOBODY0000", note="x", by=newcomer, at=timezone.now())


def test_one_asks_only_so_often_in_a_day(newcomer):
    for _ in range(join_requests.MOST_IN_A_DAY):
        ask(MembershipFactory().firm, newcomer)

    with pytest.raises(join_requests.TooManyRequests):
        ask(MembershipFactory().firm, newcomer)


def test_who_has_no_account_sets_one_up_while_asking(firm):
    join_requests.ask_as_new(
        credit_code=firm.credit_code,
        note="行政",
        username="neu",
        name="演示新人",
        email="neu@example.test",
        password=PASSWORD,
        at=timezone.now(),
    )

    assert JoinRequest.objects.get().user.username == "neu"
    assert not JoinRequest.objects.get().user.firms.exists()
