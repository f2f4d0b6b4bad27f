"""Who may act on an application. Predicates of the transition table."""

from core.models import Appointment, Role, User
from core.permissions import in_jurisdiction
from reopening.models import Application, Invitation, JoinRequest, Membership, PolicySet


def is_firm_member(user: User, application: Application) -> bool:
    """A person who acts for the firm."""
    return membership(user, application) is not None


def is_signatory(user: User, application: Application) -> bool:
    """A person who may sign for the firm."""
    row = membership(user, application)
    return row is not None and row.is_signatory


def membership(user: User, application: Application) -> Membership | None:
    """The person's membership in the application's firm; read once per person."""
    mine = user.__dict__.get("_memberships")
    if mine is None:
        mine = user.__dict__["_memberships"] = {row.firm_id: row for row in user.memberships.all()}
    row: Membership | None = mine.get(application.firm_id)
    return row


def forget_memberships(user: User) -> None:
    """What was read of the person's firms is old."""
    user.__dict__.pop("_memberships", None)


def may_sign_for(user: User, record: Invitation | JoinRequest) -> bool:
    """A person who may sign for the firm."""
    return user.memberships.filter(firm=record.firm_id, is_signatory=True).exists()


def is_invited(user: User, invitation: Invitation) -> bool:
    """Who has the link: it is the secret."""
    return True


def may_confirm(user: User, request: JoinRequest) -> bool:
    """A person who may sign for the firm, or a reviewer of the place; never the one who asks."""
    if user.pk == request.user_id:
        return False
    is_official = in_jurisdiction(user, Role.REVIEWER, request.firm.division_id)
    return is_official or may_sign_for(user, request)


def is_reviewer(user: User, application: Application) -> bool:
    """A reviewer of the place, who never handles a firm they belong to."""
    return holds_here(user, Role.REVIEWER, application)


def is_case_officer(user: User, application: Application) -> bool:
    """The reviewer who has claimed the case."""
    return application.claimed_by_id == user.pk and is_reviewer(user, application)


def may_claim(user: User, application: Application) -> bool:
    """A reviewer of the place; a case handed in again waits for its officer, while they review there."""
    return is_reviewer(user, application) and (
        application.claimed_by_id in (None, user.pk) or not is_kept(application)
    )


def is_kept(application: Application) -> bool:
    """Whether the officer who has the case still reviews there."""
    code = application.division_code
    above = [code[:length] for length in (2, 4, 6, 9) if length <= len(code)]
    rows = Appointment.objects.filter(role=Role.REVIEWER, division_id__in=above)
    return application.claimed_by_id is not None and rows.filter(user=application.claimed_by_id).exists()


def has_predecessor(user: User, application: Application) -> bool:
    """The reviewer who has claimed the case, when it was handed over to them."""
    return application.held_before_id is not None and is_case_officer(user, application)


def is_approver(user: User, application: Application) -> bool:
    """An approver of the place, who never decides on a firm they belong to."""
    return holds_here(user, Role.APPROVER, application)


def is_reviewer_or_approver(user: User, application: Application) -> bool:
    """A reviewer or an approver of the place, who never handles a firm they belong to."""
    return is_reviewer(user, application) or is_approver(user, application)


def may_confirm_papers(user: User, application: Application) -> bool:
    """Who reviews, decides or inspects at the place, and does not belong to the firm."""
    return any(holds_here(user, role, application) for role in (Role.REVIEWER, Role.APPROVER, Role.INSPECTOR))


def holds_here(user: User, role: Role, application: Application) -> bool:
    here = in_jurisdiction(user, role, application.division_code)
    return here and not is_firm_member(user, application)


def is_policy_administrator(user: User, policy_set: PolicySet) -> bool:
    """An administrator of the set's place; the nation's are those appointed for all of it."""
    return in_jurisdiction(user, Role.ADMINISTRATOR, policy_set.division_id)
