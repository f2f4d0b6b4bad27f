"""The life of an application: every verb of its transition table, one function each."""

import hashlib
import json
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.background import enqueue
from core.dates import shanghai_day
from core.errors import DomainError
from core.models import Division, User
from core.numbers import check_character, next_number
from reopening.commitments import open_on_promise
from reopening.models import Application, Firm
from reopening.permissions import acts_for, is_reviewer, mandate_for
from reopening.placing import begun_anew, place
from reopening.policy.body import Mode
from reopening.queries import CaseFacts, case_facts
from reopening.relations import read_relations
from reopening.services import officers
from reopening.services.policies import policy_for
from reopening.services.staff import count_elsewhere
from reopening.services.versions import refuse_amendment
from reopening.signing import needed_for, standing
from reopening.transitions import APPLICATION


class NoFilingNeeded(DomainError):
    code = "no_filing_needed"
    message = _("No filing is needed here. You may open as soon as you are ready.")


class AlreadyOpen(DomainError):
    code = "already_open"
    message = _("This firm already has an open application.")


class NotReady(DomainError):
    """The policy's blocking findings stand in the way; each is in `errors`."""

    code = "not_ready"
    message = _("The application cannot be submitted yet. Please correct the points marked as blocking.")


class NotCommitted(DomainError):
    code = "not_committed"
    message = _("Please read and accept the commitment before you submit.")


class MoreSignaturesNeeded(DomainError):
    code = "more_signatures_needed"
    message = _("More people with signing power must sign before this can be submitted.")


class OnlyTheFirmSigns(DomainError):
    code = "only_the_firm_signs"
    message = _(
        "At this place several people of the firm must sign, and nobody can sign for them under a mandate. "
        "Please let the firm take its account over with a one-time code, and sign by itself."
    )


class NotAReviewer(DomainError):
    code = "not_a_reviewer"
    message = _("This person does not review cases of this place.")


class HasIt(DomainError):
    code = "has_it"
    message = _("This person has the case already.")


@transaction.atomic
def start(*, firm: Firm, by: User, at: datetime) -> Application:
    """
    Open a draft for `firm`, under the policy in force at its place today.

    :raises PermissionDenied: if `by` does not act for the firm
    :raises NoPolicy: if no policy set is in force there
    :raises NoFilingNeeded: if the policy asks for none
    :raises AlreadyOpen: if one is open
    """
    return open_draft(firm=firm, division=firm.division, by=by, at=at, site_address=firm.address)


def open_draft(*, firm: Firm, division: Division, by: User, at: datetime, **fields: Any) -> Application:
    """A new draft, whatever it starts from; raises as `start`."""
    if not acts_for(by, firm):
        raise PermissionDenied
    policy_set = policy_for(division, at)
    if policy_set.rules.mode == Mode.NONE:
        raise NoFilingNeeded
    try:
        with transaction.atomic():
            application = Application.objects.create(
                firm=firm, division=division, policy_set=policy_set, **fields
            )
    except IntegrityError as error:
        raise AlreadyOpen from error
    mandate = mandate_for(by, firm.pk)
    audit.record(
        application,
        "application.start",
        by=by,
        at=at,
        to_status=application.status,
        data={"policy": str(policy_set), "version": application.version}
        | ({"mandate": mandate.number} if mandate else {}),
    )
    return application


def submit(*, application: Application, committed: bool, by: User, at: datetime) -> Application:
    """
    Hand the application in, with the commitment accepted: number, snapshot, phase and due time are fixed.

    :raises NotCommitted: if the commitment was not accepted
    :raises NotReady: if a finding of the policy blocks
    :raises MoreSignaturesNeeded: if the policy asks for several; see `signatures.sign`
    :raises OnlyTheFirmSigns: if it does, and `by` acts under a mandate
    :raises NothingChanged: if it amends a version and says the same
    :raises TransitionNotAllowed: if the version it amends no longer stands, or it is with the officials already
    """
    if not committed:
        raise NotCommitted
    data: dict[str, Any] = {}  # filled in the block, written when it ends
    with APPLICATION.transition(application, "submit", by=by, at=at, data=data):
        application.committed_at, application.committed_by = at, by
        read_relations(application)
        refuse_mandate(application, by)
        elsewhere = count_elsewhere(application)
        facts = case_facts(application, at)
        refuse_blocks(facts)
        refuse_amendment(application, facts)
        refuse_unsigned(application)
        freeze(application, facts, by=by, at=at)
        officers.keep(application)
        open_on_promise(application, at)
        data |= {"digest": application.snapshot_digest, "submission": application.submissions}
        officers.tell(application)
        if elsewhere.is_shared:  # also with one that is being submitted at this instant
            enqueue("reopening.tasks.tell_earlier_filers", by=by, application_id=application.pk)
    return application


def refuse_blocks(facts: CaseFacts) -> None:
    """:raises NotReady: naming each blocking finding"""
    blocks = [finding for finding in facts.findings if finding.level == "block"]
    if blocks:
        raise NotReady(
            errors=[
                {"path": finding.section, "code": finding.rule, "message": finding.message}
                for finding in blocks
            ]
        )


def refuse_unsigned(application: Application) -> None:
    """:raises MoreSignaturesNeeded: unless as many have signed as the policy asks for; one submits by submitting"""
    needed = needed_for(application)
    if needed > 1 and len(standing(application)) < needed:
        raise MoreSignaturesNeeded


def refuse_mandate(application: Application, by: User) -> None:
    """:raises OnlyTheFirmSigns: where several must sign, to whoever acts under a mandate"""
    if needed_for(application) > 1 and mandate_for(by, application.firm_id) is not None:
        raise OnlyTheFirmSigns


def freeze(application: Application, facts: CaseFacts, *, by: User, at: datetime) -> None:
    """Fix what officials will judge: later edits of the firm change nothing of it."""
    if application.number is None:
        application.number = number_for(application, at)
    application.submitted_at, application.submitted_by = at, by
    application.submissions += 1
    application.phase, application.lane = facts.phase, facts.lane
    application.due_at = facts.due_at
    application.staff_on_roster = facts.staff_on_roster
    words = json.dumps(facts.snapshot(), sort_keys=True, ensure_ascii=False, cls=DjangoJSONEncoder)
    application.snapshot = json.loads(words)
    application.snapshot_digest = hashlib.sha256(words.encode()).hexdigest()
    is_first = application.submissions == 1 or not begun_anew([application])
    place(application, application.snapshot, deems=is_first)


def number_for(application: Application, at: datetime) -> str:
    """A new version keeps the number of its case: `330106-20200213-0077-K-V2`."""
    if application.amends is None or application.amends.number is None:
        return new_number(application.division_code, at)
    stem = application.amends.number.partition("-V")[0]
    return f"{stem}-V{application.version}"


def new_number(division_code: str, at: datetime) -> str:
    """`330106-20200213-0077-K`: district, day, serial of the day, check character (ISO 7064 MOD 37,36)."""
    district, day = division_code[:6], f"{shanghai_day(at):%Y%m%d}"
    serial = next_number(f"application:{district}:{day}")
    stem = f"{district}-{day}-{serial:04d}"
    return f"{stem}-{check_character(stem)}"


def withdraw(*, application: Application, by: User, at: datetime, note: str = "") -> Application:
    """:raises TransitionNotAllowed: if it is decided already"""
    with APPLICATION.transition(application, "withdraw", by=by, at=at, note=note):
        application.claimed_at = application.claimed_by = None
    return application


def claim(*, application: Application, by: User, at: datetime) -> Application:
    """:raises TransitionNotAllowed: if somebody else was quicker"""
    with APPLICATION.transition(application, "claim", by=by, at=at):
        application.claimed_at, application.claimed_by, application.held_before = at, by, None
    return application


def release(*, application: Application, by: User, at: datetime, note: str = "") -> Application:
    """Put it back into the queue, for anybody of the office."""
    with APPLICATION.transition(application, "release", by=by, at=at, note=note):
        application.claimed_at = application.claimed_by = application.held_before = None
    return application


def hand_over(*, application: Application, to: User, by: User, at: datetime, note: str = "") -> Application:
    """
    :raises NotAReviewer: if `to` may not have it
    :raises HasIt: if `to` has it
    """
    with APPLICATION.transition(application, "hand_over", by=by, at=at, note=note, data={"to": to.username}):
        if not is_reviewer(to, application):
            raise NotAReviewer
        if to.pk == application.claimed_by_id:
            raise HasIt
        application.held_before_id = application.claimed_by_id
        application.claimed_at, application.claimed_by = at, to
    return application


def hand_back(*, application: Application, by: User, at: datetime, note: str) -> Application:
    """
    Give it back to the one who had it before it was handed over.

    :raises NotAReviewer: if that person no longer reviews there
    """
    with APPLICATION.transition(application, "hand_back", by=by, at=at, note=note):
        giver = application.held_before
        if giver is None or not is_reviewer(giver, application):
            raise NotAReviewer
        application.claimed_at, application.claimed_by, application.held_before = at, giver, None
    return application


def return_for_correction(
    *, application: Application, reasons: list[str], by: User, at: datetime, note: str = ""
) -> Application:
    """Ask the firm to mend it; the officer keeps the case. :param reasons: codes of the policy"""
    with APPLICATION.transition(
        application, "return_for_correction", by=by, at=at, note=note, data={"reasons": reasons}
    ):
        application.committed_at = application.committed_by = None
    return application


def recommend(*, application: Application, by: User, at: datetime, note: str = "") -> Application:
    with APPLICATION.transition(application, "recommend", by=by, at=at, note=note):
        pass
    return application


def take_back(*, application: Application, by: User, at: datetime, note: str = "") -> Application:
    """Look at a recommended case again."""
    with APPLICATION.transition(application, "take_back", by=by, at=at, note=note):
        if application.claimed_by_id is None:
            application.claimed_at, application.claimed_by = at, by
    return application


def reject(
    *, application: Application, reasons: list[str], by: User, at: datetime, note: str = ""
) -> Application:
    """:param reasons: codes of the policy"""
    with APPLICATION.transition(application, "reject", by=by, at=at, note=note, data={"reasons": reasons}):
        pass
    return application
