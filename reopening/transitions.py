"""Who may do what with an application or a policy set, from where, to where."""

from collections.abc import Sequence
from typing import Any

from core.models import User
from core.workflow import Transition, Workflow
from reopening.counts import Move, Place, count_moves, place_of
from reopening.models import EDITABLE, Application, InvitationStatus, JoinRequestStatus
from reopening.models import ApplicationStatus as S
from reopening.models import PolicyStatus as P
from reopening.models import TenancyStatus as T
from reopening.permissions import (
    acts_for_firm,
    has_predecessor,
    is_approver,
    is_case_officer,
    is_firm_member,
    is_invited,
    is_operator,
    is_policy_administrator,
    is_reviewer_or_approver,
    is_signatory,
    is_tenants_signatory,
    mandate_for,
    may_claim,
    may_confirm,
    may_confirm_papers,
    may_sign,
    may_sign_for,
    signs_beside_others,
)

TENANCY = Workflow(
    agree=Transition({T.ASKED}, T.ACTIVE, is_tenants_signatory),
    decline=Transition({T.ASKED, T.ACTIVE}, T.DECLINED, is_tenants_signatory),
    leave=Transition({T.ASKED, T.ACTIVE}, T.LEFT, is_operator),
)


class CaseWorkflow(Workflow):
    """Cases are counted by street, phase and state; an act under a mandate carries the mandate's number."""

    def place(self, subject: Application) -> Place | None:
        return place_of(subject)

    def count(self, moves: Sequence[Move]) -> None:
        count_moves(moves)

    def remarks(self, subject: Application, *, by: User) -> dict[str, Any]:
        mandate = mandate_for(by, subject.firm_id)
        return {"mandate": mandate.number} if mandate else {}


APPLICATION = CaseWorkflow(
    # verb = Transition(from, to, who)
    edit=Transition(set(EDITABLE), None, acts_for_firm),
    submit=Transition({S.DRAFT, S.RETURNED}, S.SUBMITTED, may_sign),
    sign=Transition({S.DRAFT, S.RETURNED}, None, signs_beside_others),
    decline=Transition({S.DRAFT, S.RETURNED}, None, signs_beside_others),
    withdraw=Transition(
        {S.DRAFT, S.SUBMITTED, S.UNDER_REVIEW, S.RETURNED, S.RECOMMENDED}, S.WITHDRAWN, is_signatory
    ),
    claim=Transition({S.SUBMITTED}, S.UNDER_REVIEW, may_claim),
    release=Transition({S.SUBMITTED, S.UNDER_REVIEW}, S.SUBMITTED, is_case_officer),
    hand_over=Transition({S.SUBMITTED, S.UNDER_REVIEW}, S.UNDER_REVIEW, is_reviewer_or_approver),
    hand_back=Transition({S.UNDER_REVIEW}, S.UNDER_REVIEW, has_predecessor),
    return_for_correction=Transition({S.UNDER_REVIEW}, S.RETURNED, is_case_officer),
    recommend=Transition({S.UNDER_REVIEW}, S.RECOMMENDED, is_case_officer),
    take_back=Transition({S.RECOMMENDED}, S.UNDER_REVIEW, is_reviewer_or_approver),
    approve=Transition({S.RECOMMENDED}, S.APPROVED, is_approver),
    reject=Transition({S.UNDER_REVIEW, S.RECOMMENDED}, S.REJECTED, is_approver),
    revoke=Transition({S.APPROVED}, S.REVOKED, is_approver),
    amend=Transition({S.APPROVED}, None, is_firm_member),
    supersede=Transition({S.APPROVED}, S.SUPERSEDED, is_approver),
    hand_in_paper=Transition({S.APPROVED}, None, is_firm_member),
    confirm_paper=Transition({S.APPROVED}, None, may_confirm_papers),
    turn_down_paper=Transition({S.APPROVED}, None, may_confirm_papers),
)

INVITATION = Workflow(
    accept=Transition({InvitationStatus.OPEN}, InvitationStatus.ACCEPTED, is_invited),
    withdraw=Transition({InvitationStatus.OPEN}, InvitationStatus.WITHDRAWN, may_sign_for),
)

JOIN_REQUEST = Workflow(
    admit=Transition({JoinRequestStatus.OPEN}, JoinRequestStatus.ADMITTED, may_confirm),
    refuse=Transition({JoinRequestStatus.OPEN}, JoinRequestStatus.REFUSED, may_confirm),
)

POLICY_SET = Workflow(
    edit=Transition({P.DRAFT}, None, is_policy_administrator),
    preview=Transition({P.DRAFT}, None, is_policy_administrator),
    publish=Transition({P.DRAFT}, P.PUBLISHED, is_policy_administrator),
    discard=Transition({P.DRAFT}, P.DISCARDED, is_policy_administrator),
    replace=Transition({P.PUBLISHED}, P.REPLACED, is_policy_administrator),
)
