import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.audit import trail
from core.models import Notification
from reopening.models import Firm, Membership, PolicySet, Signature
from reopening.queries import findings_for
from reopening.services import applications, firms, signatures
from reopening.services.sections import edit
from reopening.signing import declined, needed_for, standing
from tests.factories import MembershipFactory, ready_application

pytestmark = pytest.mark.django_db
RULE = {"count": 2, "from_heads": 2, "ours": True, "why": {"zh": "两人", "en": "two"}}


def with_two(application):
    """The application, under a policy that asks for two signatures."""
    row = application.policy_set
    PolicySet.objects.filter(pk=row.pk).update(body=row.body | {"signatures": [RULE]})
    return type(application).objects.select_related("firm", "policy_set").get(pk=application.pk)


@pytest.fixture
def second(applicant):
    return MembershipFactory(firm=applicant.firms.get(), is_signatory=True).user


@pytest.fixture
def case(applicant, second):
    return with_two(ready_application(applicant.firms.get()))


def sign(case, by):
    return signatures.sign(application=case, committed=True, by=by, at=timezone.now())


def test_one_signature_is_enough_where_the_policy_says_nothing(applicant):
    case = ready_application(applicant.firms.get())

    assert needed_for(case) == 1
    applications.submit(application=case, committed=True, by=applicant, at=timezone.now())
    assert case.status == "submitted"
    assert not Signature.objects.exists()


def test_the_first_signature_waits_for_the_second_and_that_submits(case, applicant, second):
    sign(case, applicant)

    assert case.status == "draft"
    assert [each.signed_by for each in standing(case)] == [applicant]
    told = Notification.objects.get()
    assert (told.user, told.kind) == (second, "application.signed")

    at = timezone.now()
    signatures.sign(application=case, committed=True, by=second, at=at)

    assert (case.status, case.submitted_at, case.submitted_by) == ("submitted", at, second)
    assert [each.verb.split(".")[1] for each in trail(case)] == ["sign", "sign", "submit"]


def test_nobody_signs_twice(case, applicant):
    sign(case, applicant)

    with pytest.raises(signatures.SignedAlready):
        sign(case, applicant)


def test_submitting_alone_is_refused(case, applicant):
    sign(case, applicant)

    with pytest.raises(applications.MoreSignaturesNeeded):
        applications.submit(application=case, committed=True, by=applicant, at=timezone.now())


def test_an_edit_voids_the_signature_which_stays_on_record(case, applicant, second):
    sign(case, applicant)
    edit(application=case, changes={"area_m2": 300}, by=second, at=timezone.now())

    assert standing(case) == []
    sign(case, second)
    assert case.status == "draft"
    assert Signature.objects.count() == 2


def test_an_edit_of_the_firms_own_data_voids_it_too(case, applicant, second):
    sign(case, applicant)
    firms.edit(firm=case.firm, changes={"contact_name": "演示新人"}, by=second, at=timezone.now())

    sign(case, second)

    assert case.status == "draft"


def test_who_lost_signing_power_has_not_signed(case, applicant, second):
    sign(case, applicant)
    Membership.objects.filter(user=applicant).update(is_signatory=False)

    assert standing(case) == []


def test_declining_voids_what_was_signed_and_tells_the_reason(case, applicant, second):
    sign(case, applicant)

    signatures.decline(application=case, note="人数不对", by=second, at=timezone.now())

    assert standing(case) == []
    assert declined(case).note == "人数不对"
    assert Notification.objects.filter(user=applicant, kind="application.declined").exists()
    sign(case, applicant)
    assert [each.signed_by for each in standing(case)] == [applicant]


def test_declining_needs_a_reason(case, second):
    with pytest.raises(signatures.ReasonMissing):
        signatures.decline(application=case, note=" ", by=second, at=timezone.now())


def test_only_signatories_sign_and_decline(case):
    helper = MembershipFactory(firm=case.firm, is_signatory=False).user

    with pytest.raises(PermissionDenied):
        sign(case, helper)
    with pytest.raises(PermissionDenied):
        signatures.decline(application=case, note="x", by=helper, at=timezone.now())


def test_the_commitment_is_accepted_with_each_signature(case, applicant):
    with pytest.raises(applications.NotCommitted):
        signatures.sign(application=case, committed=False, by=applicant, at=timezone.now())


def test_what_blocks_a_submission_blocks_a_signature(case, applicant):
    edit(application=case, changes={"opens_on": None}, by=applicant, at=timezone.now())

    with pytest.raises(applications.NotReady):
        sign(case, applicant)


def test_a_firm_with_one_signatory_is_told_while_typing(applicant):
    case = with_two(ready_application(applicant.firms.get()))

    (found,) = [each for each in findings_for(case, timezone.now()) if each.rule == "signatures"]

    assert (found.level, found.key) == ("block", "signatories_missing")
    assert "2 people with signing power" in found.message
    assert found.source == {"zh": "两人", "en": "two"}


def test_after_a_return_both_sign_again(case, applicant, second, reviewer):
    sign(case, applicant)
    sign(case, second)
    applications.claim(application=case, by=reviewer, at=timezone.now())
    applications.return_for_correction(
        application=case, reasons=["supplies_doubtful"], by=reviewer, at=timezone.now()
    )

    assert standing(case) == []


@pytest.mark.parametrize("act", ["update", "delete"])
def test_a_signature_is_never_changed(case, applicant, act):
    sign(case, applicant)
    rows = Signature.objects.all()

    with pytest.raises(IntegrityError), transaction.atomic():
        rows.update(note="") if act == "update" else rows._raw_delete(rows.db)


def test_firms_below_the_limit_need_one(applicant):
    case = with_two(ready_application(applicant.firms.get(), staff=1))
    Firm.objects.filter(pk=case.firm_id).update(staff_total=1)

    assert needed_for(case) == 1
