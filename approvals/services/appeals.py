"""Appeals: filed by the firm, answered by somebody else than the one who decided (docs/adr/0027)."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from approvals.models import Appeal, Certificate, Decision, Outcome
from approvals.queries.appeals import Standing, may_answer, standing_of
from approvals.services import chain, revocations
from approvals.services.appeal_papers import PLACE, keep
from approvals.transitions import APPEAL
from core import audit
from core.dates import day_shown, shanghai_day
from core.errors import DomainError
from core.models import User
from core.notifications import notify
from reopening.calendars import add_working_days
from reopening.models import OPEN, Application, ApplicationStatus
from reopening.placing import begin_anew
from reopening.services.documents import Sent, harmless, refuse_act
from reopening.timeline import last_event
from reopening.transitions import APPLICATION


class NothingToAppeal(DomainError):
    status = 409
    code = "nothing_to_appeal"
    message = _("There is no decision here that can be appealed against.")


class AppealedAlready(DomainError):
    status = 409
    code = "appealed_already"
    message = _("An appeal against this decision has been filed already.")


class AppealTooLate(DomainError):
    status = 409
    code = "appeal_too_late"
    message = _("The time for an appeal is over.")


class OpenElsewhere(DomainError):
    status = 409
    code = "open_elsewhere"
    message = _(
        "The firm has a newer application open. It is decided or withdrawn before this one is decided again."
    )


def appeal(
    *, application: Application, grounds: str, papers: Sequence[Sent] = (), by: User, at: datetime
) -> Appeal:
    """
    Ask that the decision that stands be looked at again, with papers enclosed.

    :raises NothingToAppeal: if none stands that can be appealed against
    :raises AppealedAlready: if that was done before
    :raises AppealTooLate: naming the last day
    :raises FileRefused: naming the paper that cannot be taken; then nothing is filed
    """
    refuse_act(application, "appeal", by=by)
    refuse(standing_of(application, at))
    read = harmless(papers, PLACE) if papers else []
    with transaction.atomic():
        row = file(application, grounds, by=by, at=at)
        keep(row, read, by=by, at=at)
    return row


def file(application: Application, grounds: str, *, by: User, at: datetime) -> Appeal:
    with APPLICATION.transition(application, "appeal", by=by, at=at, note=grounds):
        found = refuse(standing_of(application, at))
        due = add_working_days(shanghai_day(at), application.policy_set.rules.appeals.answer_within)
        row = Appeal.objects.create(
            decision=found.decision,
            application=application,
            division_code=application.division_code,
            grounds=grounds,
            filed_at=at,
            filed_by=by,
            due_on=due,
            acts_on=due,
        )
        audit.record(row, "appeal.file", by=by, at=at, to_status=row.status)
    params = words_of(row) | {"due": day_shown(row.due_on)}
    notify(may_answer(found.decision, application), "appeal.filed", params=params, url=row.get_absolute_url())
    return row


def refuse(found: Standing | None) -> Standing:
    """Unless the firm may appeal now; raises as `appeal` does."""
    if found is None:
        raise NothingToAppeal
    if found.appeal is not None:
        raise AppealedAlready
    if found.is_late:
        sentence = _("The time for an appeal ended on %(day)s.")
        raise AppealTooLate(sentence % {"day": day_shown(found.until)})
    return found


@transaction.atomic
def uphold(*, appeal: Appeal, answer: str, by: User, at: datetime) -> Decision:
    """
    The decision stands.

    :raises TransitionNotAllowed: if it is answered already
    """
    return write_answer(appeal, "uphold", Outcome.UPHELD, answer, by=by, at=at)


@transaction.atomic
def overturn(*, appeal: Appeal, answer: str, by: User, at: datetime) -> Decision:
    """
    The decision is undone: a rejected case is decided again, a revoked approval stands again.

    :raises TransitionNotAllowed: if it is answered already
    :raises OpenElsewhere: if the firm has begun another application since it was rejected
    """
    decision = write_answer(appeal, "overturn", Outcome.OVERTURNED, answer, by=by, at=at)
    case = appeal.application
    if case.status == ApplicationStatus.REVOKED:
        certificate = Certificate.objects.filter(application=case).select_related("application").latest("pk")
        revocations.reinstate(certificate=certificate, note=answer, by=by, at=at)
    else:
        decide_again(case, by=by, at=at)
    return decision


def write_answer(
    appeal: Appeal, verb: str, outcome: Outcome, answer: str, *, by: User, at: datetime
) -> Decision:
    """The case is locked before its appeal; of two who answer the second is told."""
    case = appeal.application
    with APPLICATION.transition(case, "answer_appeal", by=by, at=at, note=answer):
        with APPEAL.transition(appeal, verb, by=by, at=at, note=answer):
            appeal.answered_at, appeal.answered_by, appeal.answer = at, by, answer
            appeal.application = case
        decision = chain.write(chain.Words(case, outcome, note=answer), by=by, at=at)
    words = words_of(appeal)
    notify(case.firm.members.all(), f"appeal.{outcome.value}", params=words, url=case.get_absolute_url())
    involved = {each for each in (appeal.decision.decided_by, case.claimed_by) if each and each.is_active}
    notify(involved, "appeal.answered", params=words | {"by": str(by)}, url=appeal.get_absolute_url())
    return decision


def decide_again(case: Application, *, by: User, at: datetime) -> None:
    """A rejected case goes back to where it was rejected, with a new time for its answer."""
    if case.firm.applications.filter(status__in=OPEN).exclude(pk=case.pk).exists():
        raise OpenElsewhere
    rejected = last_event(case, "reject")
    was_ready = rejected is not None and rejected.from_status == ApplicationStatus.RECOMMENDED
    verb = "reconsider" if was_ready else "review_again"
    with APPLICATION.transition(case, verb, by=by, at=at):
        begin_anew(case, at)


def words_of(appeal: Appeal) -> dict[str, str]:
    return {"number": str(appeal.application.number), "firm": appeal.application.firm.name}
