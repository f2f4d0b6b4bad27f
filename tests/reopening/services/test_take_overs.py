from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from core.models import User
from reopening.models import TakeOverCode
from reopening.permissions import acts_for, forget_mandates
from reopening.services import take_overs
from reopening.services.firms import AlreadyRegistered
from reopening.services.take_overs import FirmHasPeople, WrongCode
from tests.factories import PASSWORD, FirmFactory, MembershipFactory, UserFactory, policy_set
from tests.reopening.services.test_hotline import take_call


@pytest.fixture
def call(clerk):
    policy_set()
    return take_call(clerk)


def take_over(call, **others):
    arguments = {
        "credit_code": call.mandate.firm.credit_code,
        "code": call.code,
        "name": "王女士",
        "username": "wang",
        "email": "wang@example.test",
        "password": PASSWORD,
        "at": timezone.now(),
    }
    return take_overs.take_over(**arguments | others)


def test_the_code_makes_the_first_person_of_the_firm(call, clerk):
    firm = take_over(call, code=call.code.lower().replace("-", " "))

    person = User.objects.get(username="wang")
    forget_mandates(clerk)
    assert firm.memberships.get().user == person
    assert firm.memberships.get().is_signatory
    assert not acts_for(clerk, firm)


def test_the_code_works_once(call):
    take_over(call)

    with pytest.raises(WrongCode):
        take_over(call, username="second")

    assert not User.objects.filter(username="second").exists()


@pytest.mark.parametrize("wrong", [{"code": "AAAA-AAAA"}, {"credit_code": "x"}, {"code": ""}])
def test_a_wrong_code_and_a_wrong_firm_are_refused_alike(call, wrong):
    with pytest.raises(WrongCode):
        take_over(call, **wrong)

    assert not User.objects.filter(username="wang").exists()


def test_too_many_wrong_tries_put_the_code_out_of_use(call):
    for _try in range(take_overs.WRONG_TRIES):
        with pytest.raises(WrongCode):
            take_over(call, code="AAAA-AAAA")

    with pytest.raises(WrongCode):
        take_over(call)
    assert TakeOverCode.objects.get().wrong_tries == take_overs.WRONG_TRIES


def test_a_code_expires(call):
    with pytest.raises(WrongCode):
        take_over(call, at=timezone.now() + take_overs.LASTS + timedelta(seconds=1))


def test_a_new_code_puts_the_old_one_out_of_use(call, clerk):
    newer = take_overs.make_code(firm=call.mandate.firm, by=clerk, at=timezone.now())

    with pytest.raises(WrongCode):
        take_over(call)
    take_over(call, code=newer)


def test_no_code_lets_anybody_into_a_firm_that_has_people(call, clerk):
    MembershipFactory(firm=call.mandate.firm)

    with pytest.raises(WrongCode):
        take_over(call)
    with pytest.raises(FirmHasPeople):
        take_overs.make_code(firm=call.mandate.firm, by=clerk, at=timezone.now())


def test_who_does_not_act_for_the_firm_makes_no_code(outsider):
    with pytest.raises(PermissionDenied):
        take_overs.make_code(firm=FirmFactory(), by=outsider, at=timezone.now())


def test_a_weak_password_costs_no_try(call):
    with pytest.raises(ValidationError) as refused:
        take_over(call, password="12345")

    assert "password" in refused.value.error_dict
    assert TakeOverCode.objects.get().wrong_tries == 0


def test_a_user_name_that_is_taken_leaves_the_code_in_use(call):
    UserFactory(username="wang")

    with pytest.raises(AlreadyRegistered):
        take_over(call)

    take_over(call, username="wang2")


def test_only_a_hash_of_the_code_is_kept(call):
    assert call.code not in str(TakeOverCode.objects.values().get())
