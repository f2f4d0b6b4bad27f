"""
Who may act on an application. Predicates of the transition table.

Somebody acts for a firm as its member, or under a mandate; both are asked here and nowhere else.
"""

from dataclasses import dataclass

from django.db.models import BooleanField, ExpressionWrapper, Q
from django.db.models.functions import Now

from core.kept_statements import ByColumn
from core.models import Appointment, Role, User
from core.models.users import DESK
from core.permissions import in_jurisdiction
from reopening.models import (
    Application,
    Firm,
    Invitation,
    JoinRequest,
    Mandate,
    Membership,
    PolicySet,
    Tenancy,
)

OF_PERSON = ByColumn(Membership, "user_id")


@dataclass(frozen=True, slots=True)
class Held:
    """A mandate as the predicates need it; `firm_id` is the operator's, None for a clerk."""

    pk: int
    number: str
    operator_id: int | None
    in_force: bool


def is_firm_member(user: User, application: Application) -> bool:
    """A person who acts for the firm."""
    return membership(user, application) is not None


def is_signatory(user: User, application: Application) -> bool:
    """A person who may sign for the firm."""
    row = membership(user, application)
    return row is not None and row.is_signatory


def signs_beside_others(user: User, application: Application) -> bool:
    """A person who may sign for the firm, where the policy asks for more than one signature."""
    if not is_signatory(user, application):
        return False
    return application.policy_set.rules.signatures_for(application.heads_on_site or 0) > 1


def acts_for_firm(user: User, application: Application) -> bool:
    """A person who acts for the firm, as its member or under a mandate in force."""
    return is_firm_member(user, application) or mandate_for(user, application.firm_id) is not None


def may_sign(user: User, application: Application) -> bool:
    """A person who may sign for the firm, or who holds a mandate in force: a clerk, or the operator's signatory."""
    return is_signatory(user, application) or signs_under(user, mandate_for(user, application.firm_id))


def acts_for(user: User, firm: Firm) -> bool:
    """The same as `acts_for_firm`, of a firm that may have no application yet."""
    return firm.pk in memberships(user) or mandate_for(user, firm.pk) is not None


def signs_under(user: User, mandate: Held | None) -> bool:
    if mandate is None or mandate.operator_id is None:
        return mandate is not None
    row = memberships(user).get(mandate.operator_id)
    return row is not None and row.is_signatory


def membership(user: User, application: Application) -> Membership | None:
    """The person's membership in the application's firm."""
    return memberships(user).get(application.firm_id)


def memberships(user: User) -> dict[int, Membership]:
    """By firm; read once per person."""
    mine: dict[int, Membership] | None = user.__dict__.get("_memberships")
    if mine is None:
        mine = user.__dict__["_memberships"] = {row.firm_id: row for row in OF_PERSON.rows(user.pk)}
    return mine


def mandate_for(user: User, firm_id: int) -> Held | None:
    """The mandate in force under which this person acts for the firm; none for its own members."""
    if firm_id in memberships(user):
        return None
    held = mandates(user).get(firm_id)
    return held if held and held.in_force else None


def mandates(user: User) -> dict[int, Held]:
    """Every mandate the person has or had, by firm, one in force before others; read once per person."""
    mine: dict[int, Held] | None = user.__dict__.get("_mandates")
    if mine is None:
        in_force = ExpressionWrapper(Q(ended_at__isnull=True, until__gt=Now()), BooleanField())
        rows = Mandate.objects.held_by(user).annotate(in_force=in_force).order_by("in_force", "pk")
        mine = user.__dict__["_mandates"] = {
            firm_id: Held(*values)
            for firm_id, *values in rows.values_list("firm_id", "pk", "number", "holder_firm_id", "in_force")
        }
    return mine


def forget_mandates(user: User) -> None:
    """After one was given or ended in this very request."""
    user.__dict__.pop("_mandates", None)


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
    """A reviewer of the place, who never handles a firm they belong to or have filed for."""
    return holds_here(user, Role.REVIEWER, application)


def is_case_officer(user: User, application: Application) -> bool:
    """The reviewer who has claimed the case."""
    return application.claimed_by_id == user.pk and is_reviewer(user, application)


def may_claim(user: User, application: Application) -> bool:
    """A reviewer of the place; a case handed in again waits for its officer, while they review there."""
    if not is_reviewer(user, application) or not takes_cases_of(user, application):
        return False
    return application.claimed_by_id in (None, user.pk) or not is_kept(application)


def takes_cases_of(user: User, application: Application) -> bool:
    """Who is appointed to a bureau takes that bureau's cases; everybody else takes any."""
    code, bureau = application.division_code, application.trade_office
    return user.works_for(Role.REVIEWER, code, "") or user.works_for(Role.REVIEWER, code, bureau)


def is_kept(application: Application) -> bool:
    """Whether the officer who has the case still reviews there."""
    if application.claimed_by_id is None:
        return False
    code = application.division_code
    above = [code[:length] for length in (2, 4, 6, 9) if length <= len(code)]
    rows = Appointment.objects.filter(role=Role.REVIEWER, division_id__in=above)
    return rows.filter(user=application.claimed_by_id).exists()


def has_predecessor(user: User, application: Application) -> bool:
    """The reviewer who has claimed the case, when it was handed over to them."""
    return application.held_before_id is not None and is_case_officer(user, application)


def is_approver(user: User, application: Application) -> bool:
    """An approver of the place, who never decides on a firm they belong to or have filed for."""
    return holds_here(user, Role.APPROVER, application)


def is_the_desk(user: User, application: Application) -> bool:
    """The desk itself, by a rule of the policy."""
    return user.username == DESK


def supersedes(user: User, application: Application) -> bool:
    """Who approves the version that follows: an approver of the place, or the desk itself."""
    return is_the_desk(user, application) or is_approver(user, application)


def reviews_above(user: User, application: Application) -> bool:
    """A reviewer of the office that a late case was handed up to, or above it, who does not have it already."""
    if not application.escalated_to or application.claimed_by_id == user.pk:
        return False
    return in_jurisdiction(user, Role.REVIEWER, application.escalated_to) and is_reviewer(user, application)


def is_reviewer_or_approver(user: User, application: Application) -> bool:
    """A reviewer or an approver of the place, who never handles a firm they belong to or have filed for."""
    return is_reviewer(user, application) or is_approver(user, application)


def may_confirm_papers(user: User, application: Application) -> bool:
    """Who reviews, decides or inspects at the place, and does not belong to the firm."""
    return any(holds_here(user, role, application) for role in (Role.REVIEWER, Role.APPROVER, Role.INSPECTOR))


def may_stop(user: User, application: Application) -> bool:
    """
    An inspector or an approver of the place, who never acts on a firm they belong to or have filed for; or the
    desk itself, when a condition is overdue.
    """
    return is_the_desk(user, application) or (
        holds_here(user, Role.INSPECTOR, application) or is_approver(user, application)
    )


def is_clerk(user: User, firm: Firm) -> bool:
    """A clerk of the hotline, for the firms of their division and below."""
    return in_jurisdiction(user, Role.CLERK, firm.division_id)


def is_tenants_signatory(user: User, tenancy: Tenancy) -> bool:
    """A person who may sign for the tenant itself."""
    row = memberships(user).get(tenancy.firm_id)
    return row is not None and row.is_signatory


def is_operator(user: User, tenancy: Tenancy) -> bool:
    """A person of the operator that files for the tenant."""
    return tenancy.umbrella.firm_id in memberships(user)


def holds_here(user: User, role: Role, application: Application) -> bool:
    return in_jurisdiction(user, role, application.division_code) and stands_apart(user, application)


def stands_apart(user: User, application: Application) -> bool:
    """Who neither belongs to the firm nor has filed for it."""
    return not is_firm_member(user, application) and application.firm_id not in mandates(user)


def is_policy_administrator(user: User, policy_set: PolicySet) -> bool:
    """An administrator of the set's place; the nation's are those appointed for all of it."""
    return in_jurisdiction(user, Role.ADMINISTRATOR, policy_set.division_id)
