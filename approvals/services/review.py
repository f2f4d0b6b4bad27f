"""What a case officer does with an application: the hall's verbs, and the wing's own rows beside them."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from approvals.models import BatchMember, BatchStatus, DeficiencyNotice
from approvals.queries.queue import claimable, handed_in_again
from approvals.services import steps
from approvals.services.reasons import chosen, in_both
from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from core.notifications import notify
from reopening.models import Application, ApplicationStatus
from reopening.services import applications, escalations


class NothingWaits(DomainError):
    status = 409
    code = "nothing_waits"
    message = _("No case waits here that you can take.")


@transaction.atomic
def claim(*, application: Application, by: User, at: datetime) -> Application:
    """
    Take the case up, with the steps that its policy asks for.

    :raises TransitionNotAllowed: if somebody else was quicker, whom it names
    """
    try:
        applications.claim(application=application, by=by, at=at)
    except TransitionNotAllowed as error:
        if error.current == ApplicationStatus.UNDER_REVIEW and application.claimed_by:
            raise already_claimed(application, by) from error
        raise
    steps.prepare(application=application, by=by, at=at)
    return application


def already_claimed(application: Application, by: User) -> TransitionNotAllowed:
    if application.claimed_by == by:
        return TransitionNotAllowed(_("You have this case already."), current=application.status)
    words = _("%(officer)s took this case first.") % {"officer": application.claimed_by}
    return TransitionNotAllowed(words, current=application.status)


@transaction.atomic
def take_up(*, application: Application, by: User, at: datetime) -> Application:
    """
    Take a late case that was handed up; the officer who had it is told.

    :raises TransitionNotAllowed: if it is decided already, or recommended
    """
    application = escalations.take_up(application=application, by=by, at=at)
    notify(
        [officer for officer in [application.held_before] if officer],
        "application.taken_up",
        params={"number": application.number, "firm": application.firm.name, "by": str(by)},
        url=case_path(application),
    )
    return application


@transaction.atomic
def claim_next(
    *, cases: QuerySet[Application], order: tuple[str, ...], by: User, at: datetime
) -> Application:
    """
    Claim the first of `cases` in `order` that is free; what was handed in again comes before it.

    A case that somebody else is taking at this moment is passed over, so that nobody waits or is refused.

    :raises NothingWaits: if none of them is free
    """
    free = cases.filter(claimable(by))
    for rows in (free.filter(handed_in_again(by)).order_by("due_at", "pk"), free.order_by(*order)):
        pk = (
            rows.select_for_update(of=("self",), no_key=True, skip_locked=True)
            .values_list("pk", flat=True)
            .first()
        )
        if pk is not None:
            return claim(application=Application.objects.get(pk=pk), by=by, at=at)
    raise NothingWaits


def release(*, application: Application, by: User, at: datetime, note: str = "") -> Application:
    """Put the case back into the queue."""
    return applications.release(application=application, by=by, at=at, note=note)


@transaction.atomic
def hand_over(*, application: Application, to: User, by: User, at: datetime, note: str = "") -> Application:
    """:raises NotAReviewer: if `to` may not have it"""
    applications.hand_over(application=application, to=to, by=by, at=at, note=note)
    steps.prepare(application=application, by=by, at=at)
    notify(
        [to],
        "application.handed_over",
        params={"number": application.number, "firm": application.firm.name, "by": str(by), "note": note},
        url=case_path(application),
    )
    return application


@transaction.atomic
def hand_back(*, application: Application, by: User, at: datetime, note: str) -> Application:
    """
    Give the case back to the one who had it before.

    :raises NotAReviewer: if that person no longer reviews there
    """
    application = applications.hand_back(application=application, by=by, at=at, note=note)
    notify(
        [officer for officer in [application.claimed_by] if officer],
        "application.handed_back",
        params={"number": application.number, "firm": application.firm.name, "by": str(by), "note": note},
        url=case_path(application),
    )
    return application


@transaction.atomic
def return_for_correction(
    *, application: Application, reasons: list[str], note: str, note_en: str = "", by: User, at: datetime
) -> DeficiencyNotice:
    """
    Tell the firm once and completely what to mend (一次性告知). The officer keeps the case.

    :param reasons: codes of the policy's return reasons
    :param note_en: the same explanation in English, where there is one
    :raises UnknownReason: if a code is not one of them
    :raises ReasonNeedsNote: if one of them needs an explanation
    """
    note = in_both(note, note_en)
    words = chosen(application.policy_set.rules.return_reasons, reasons, note)
    applications.return_for_correction(application=application, reasons=reasons, by=by, at=at, note=note)
    notice = DeficiencyNotice.objects.create(
        application=application, reasons=words, note=note, issued_at=at, issued_by=by
    )
    notify(
        application.firm.members.all(),
        "application.returned",
        params={"number": application.number, "firm": application.firm.name},
        url=application.get_absolute_url(),
    )
    return notice


@transaction.atomic
def recommend(*, application: Application, by: User, at: datetime, note: str = "") -> Application:
    """
    Say that the case is ready: an approver may take it into a batch. The officer's own steps are passed by it.

    :raises StepsUnfinished: if steps of others are missing
    """
    applications.recommend(application=application, by=by, at=at, note=note)
    steps.finish(application=application, by=by, at=at)
    return application


@transaction.atomic
def take_back(*, application: Application, by: User, at: datetime, note: str = "") -> Application:
    """Look at a recommended case again; it leaves the batch that is still being prepared."""
    applications.take_back(application=application, by=by, at=at, note=note)
    BatchMember.objects.filter(application=application, batch__status=BatchStatus.DRAFT).delete()
    return application


def case_path(application: Application) -> str:
    return reverse("approvals:case", args=[application.public_id])
