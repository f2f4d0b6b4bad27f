"""Who may act on batches and certificates. Predicates of the transition tables."""

from approvals.models import Appeal, Batch, Certificate, Check, Question, Step, StepStatus, Suspension, Visit
from approvals.models.roll_backs import RollBack
from core.models import Appointment, Role, User
from core.permissions import in_jurisdiction
from reopening import permissions as reopening_permissions
from reopening.models import Application
from reopening.policy.content import StepBy


def signs_here(user: User, batch: Batch) -> bool:
    """An approver whose division covers the batch's."""
    return in_jurisdiction(user, Role.APPROVER, batch.division_id)


def countersigns_here(user: User, batch: Batch) -> bool:
    """An approver whose division covers the batch's, other than the one who proposed it."""
    return signs_here(user, batch) and batch.proposed_by_id != user.pk


def prepares_here(user: User, batch: Batch) -> bool:
    """A reviewer or an approver whose division covers the batch's."""
    return plans_here(user, batch.division_id)


def plans_here(user: User, division_code: str) -> bool:
    """A reviewer or an approver of the place."""
    return any(in_jurisdiction(user, role, division_code) for role in (Role.REVIEWER, Role.APPROVER))


def sets_quotas(user: User, division_code: str) -> bool:
    """An approver or an administrator of the place."""
    roles = (Role.APPROVER, Role.ADMINISTRATOR)
    return any(in_jurisdiction(user, role, division_code) for role in roles)


def suspends_here(user: User, suspension: Suspension) -> bool:
    """An approver whose division covers the suspension's."""
    return in_jurisdiction(user, Role.APPROVER, suspension.division_code)


def countersigns_suspension(user: User, suspension: Suspension) -> bool:
    """An approver whose division covers the suspension's, other than the one who proposed it."""
    return suspends_here(user, suspension) and suspension.proposed_by_id != user.pk


def signed_suspension(user: User, suspension: Suspension) -> bool:
    """The approver in whose name the background work acts."""
    return user.pk in (suspension.signed_by_id, suspension.restored_by_id)


def rolls_back_here(user: User, roll_back: RollBack) -> bool:
    """An approver whose division covers the batch's."""
    return in_jurisdiction(user, Role.APPROVER, roll_back.batch.division_id)


def signs_roll_back_alone(user: User, roll_back: RollBack) -> bool:
    """An approver of the place, where the policy asks for one signature."""
    return not roll_back.two_sign and rolls_back_here(user, roll_back)


def countersigns_roll_back(user: User, roll_back: RollBack) -> bool:
    """An approver of the place, other than the one who proposed it."""
    return rolls_back_here(user, roll_back) and roll_back.proposed_by_id != user.pk


def is_signer(user: User, batch: Batch | RollBack) -> bool:
    """The approver whose signature the background work carries out."""
    return batch.signed_by_id == user.pk


def decides_here(user: User, certificate: Certificate) -> bool:
    """An approver of the place, who never acts on a firm they belong to."""
    return reopening_permissions.is_approver(user, certificate.application)


def replaces_here(user: User, certificate: Certificate) -> bool:
    """Who approves the version that follows: an approver of the place, or the desk itself."""
    return reopening_permissions.supersedes(user, certificate.application)


def ends_here(user: User, certificate: Certificate) -> bool:
    """The desk itself, by a rule of the policy."""
    return reopening_permissions.is_the_desk(user, certificate.application)


def reinstates_here(user: User, certificate: Certificate) -> bool:
    """An approver of the place, other than the one who took the approval back."""
    return decides_here(user, certificate) and certificate.revoked_by_id != user.pk


def may_appeal(user: User, appeal: Appeal) -> bool:
    """Whoever may sign for the firm."""
    return reopening_permissions.is_signatory(user, appeal.application)


def answers_appeal(user: User, appeal: Appeal) -> bool:
    """
    An approver of the place or above it, who neither made the decision, nor proposed it, nor handled the case; of the
    office above, once a late answer was handed up to it.
    """
    case = appeal.application
    if appeal.escalated_to and not in_jurisdiction(user, Role.APPROVER, appeal.escalated_to):
        return False
    if user.pk in (appeal.decision.decided_by_id, case.claimed_by_id):
        return False
    if not reopening_permissions.is_approver(user, case):
        return False
    return not Certificate.objects.filter(application=case, status="revoked", proposed_by=user).exists()


def hands_up(user: User, appeal: Appeal) -> bool:
    """The desk itself, when an answer is late."""
    return reopening_permissions.is_the_desk(user, appeal.application)


def handles_here(user: User, certificate: Certificate) -> bool:
    """A reviewer or an approver of the place."""
    return reopening_permissions.is_reviewer_or_approver(user, certificate.application)


def finishes_the_last(user: User, step: Step) -> bool:
    """Whoever finishes the last step before it: a step opens by itself."""
    return step.status == StepStatus.WAITING


def does_step(user: User, step: Step) -> bool:
    """Who has the step's role at its office, and does not belong to the firm; no colleague has it in hand."""
    if step.by == StepBy.OFFICER:
        return is_officer_of_step(user, step)
    is_free = step.taken_by_id in (None, user.pk)
    here = user.works_for(step.by, step.office_code, step.trade_office)
    return is_free and here and reopening_permissions.stands_apart(user, step.application)


def has_step(user: User, step: Step) -> bool:
    """Who has the step in hand."""
    return step.taken_by_id == user.pk


def is_officer_of_step(user: User, step: Step) -> bool:
    """The reviewer who has claimed the case."""
    return reopening_permissions.is_case_officer(user, step.application)


def is_officer_or_approver_of_step(user: User, step: Step) -> bool:
    """The reviewer who has claimed the case, or an approver of the place."""
    return is_officer_of_step(user, step) or reopening_permissions.is_approver(user, step.application)


def handles_case_of_step(user: User, step: Step) -> bool:
    """A reviewer or an approver of the place."""
    return reopening_permissions.is_reviewer_or_approver(user, step.application)


def arranges_visits(user: User, application: Application) -> bool:
    """The reviewer who has claimed the case, or an approver of the place."""
    is_officer = reopening_permissions.is_case_officer(user, application)
    return is_officer or reopening_permissions.is_approver(user, application)


def arranges_visit(user: User, visit: Visit) -> bool:
    """The reviewer who has claimed the case, an approver of the place, or the inspector who was to go."""
    return arranges_visits(user, visit.application) or visit.inspector_id == user.pk


def may_visit(user: User, visit: Visit) -> bool:
    """The inspector of the visit; while nobody is named, whoever inspects there. Never for a firm of their own."""
    if not reopening_permissions.stands_apart(user, visit.application):
        return False
    if visit.inspector_id is not None:
        return visit.inspector_id == user.pk
    return in_jurisdiction(user, Role.INSPECTOR, visit.application.division_code)


def checks_opening(user: User, check: Check) -> bool:
    """An inspector or an approver of the place, who never checks a firm they belong to or have filed for."""
    case = check.application
    is_inspector = reopening_permissions.holds_here(user, Role.INSPECTOR, case)
    return is_inspector or reopening_permissions.is_approver(user, case)


def is_asked(user: User, question: Question) -> bool:
    """The expert or the health instructor who is asked."""
    return question.person_id == user.pk


def asks(user: User, question: Question) -> bool:
    """The reviewer who has claimed the case, or an approver of the place."""
    return arranges_visits(user, question.application)


def writes_notes(user: User, application: Application) -> bool:
    """Who reviews, decides, inspects or guides at the place, and does not belong to the firm."""
    roles = (Role.REVIEWER, Role.APPROVER, Role.INSPECTOR, Role.INSTRUCTOR)
    return any(reopening_permissions.holds_here(user, role, application) for role in roles)


def leads(user: User, division_code: str) -> bool:
    """An approver of the place, or one of at least three who review in a division that covers it."""
    if in_jurisdiction(user, Role.APPROVER, division_code):
        return True
    return any(division_code.startswith(code) and has_colleagues(user, code) for code in offices(user))


def leads_somewhere(user: User) -> bool:
    return Role.APPROVER in user.roles or any(has_colleagues(user, code) for code in offices(user))


def offices(user: User) -> list[str]:
    return user.role_prefixes(Role.REVIEWER)


def has_colleagues(user: User, code: str) -> bool:
    """Whether at least two others review in the division or below it."""
    rows = Appointment.objects.filter(role=Role.REVIEWER, division__code__startswith=code)
    return rows.exclude(user=user).values("user").distinct()[:2].count() == 2
