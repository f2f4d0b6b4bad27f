"""Who may do what with an application or a policy set, from where, to where."""

from collections.abc import Sequence
from typing import Any

from core.models import User
from core.workflow import Transition, Workflow
from reopening.counts import Move, Place, count_moves, place_of
from reopening.models import (
    EDITABLE,
    WITH_OFFICIALS,
    Application,
    Condition,
    Invitation,
    InvitationStatus,
    JoinRequest,
    JoinRequestStatus,
    PolicySet,
    Tenancy,
)
from reopening.models import ApplicationStatus as S
from reopening.models import ConditionStatus as C
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
    is_the_desk,
    mandate_for,
    may_claim,
    may_confirm,
    may_confirm_papers,
    may_sign,
    may_sign_for,
    may_stop,
    reviews_above,
    signs_beside_others,
    supersedes,
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
    escalate=Transition(set(WITH_OFFICIALS), None, is_the_desk),
    take_up=Transition({S.SUBMITTED, S.UNDER_REVIEW}, S.UNDER_REVIEW, reviews_above),
    deem=Transition(set(WITH_OFFICIALS), S.APPROVED, is_the_desk),
    open_on_commitment=Transition(set(WITH_OFFICIALS), S.APPROVED, is_the_desk),
    approve=Transition({S.RECOMMENDED}, S.APPROVED, is_approver, part_of="signing a batch"),
    reject=Transition({S.UNDER_REVIEW, S.RECOMMENDED}, S.REJECTED, is_approver),
    revoke=Transition({S.APPROVED}, S.REVOKED, is_approver, part_of="revoking its certificate"),
    lapse=Transition({S.APPROVED}, S.REVOKED, is_the_desk),
    roll_back=Transition({S.APPROVED}, S.RECOMMENDED, is_approver, part_of="a roll-back"),
    amend=Transition({S.APPROVED}, None, is_firm_member),
    supersede=Transition({S.APPROVED}, S.SUPERSEDED, supersedes, part_of="approving the next version"),
    hand_in_paper=Transition({S.APPROVED}, None, is_firm_member),
    confirm_paper=Transition({S.APPROVED}, None, may_confirm_papers),
    turn_down_paper=Transition({S.APPROVED}, None, may_confirm_papers),
    extend_condition=Transition({S.APPROVED}, None, may_confirm_papers, part_of="more time for a condition"),
    # A halt is a row of its own beside the approval (docs/adr/0027); `release` is the queue's word.
    stop=Transition({S.APPROVED}, None, may_stop),
    seal=Transition({S.APPROVED}, None, may_stop),
    report_mended=Transition({S.APPROVED}, None, is_firm_member),
    reopen=Transition({S.APPROVED}, None, may_stop),
    unseal=Transition({S.APPROVED}, None, is_approver),
    reinstate=Transition({S.REVOKED}, S.APPROVED, is_approver, part_of="reinstating its certificate"),
    # Who answers an appeal is neither the decider nor the officer: the table of appeals says so.
    appeal=Transition({S.REJECTED, S.REVOKED}, None, is_signatory),
    answer_appeal=Transition({S.REJECTED, S.REVOKED}, None, is_approver, part_of="answering an appeal"),
    reconsider=Transition({S.REJECTED}, S.RECOMMENDED, is_approver, part_of="overturning a rejection"),
    review_again=Transition({S.REJECTED}, S.UNDER_REVIEW, is_approver, part_of="overturning a rejection"),
    suspend=Transition({S.APPROVED}, None, is_approver, part_of="a suspension"),
    restore=Transition({S.APPROVED}, None, is_approver, part_of="the end of a suspension"),
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
    replace=Transition(
        {P.PUBLISHED}, P.REPLACED, is_policy_administrator, part_of="publishing the next version"
    ),
)

# A condition has no verbs of its own: what is done with its application meets it, ends it, or sets it again.
CONDITION_MOVES = frozenset(
    {
        (str(C.OPEN), str(C.FULFILLED)),
        (str(C.OPEN), str(C.LAPSED)),
        (str(C.LAPSED), str(C.OPEN)),
    }
)

# Which table moves which record; the database refuses every other move (core.triggers.only_moves)
MOVED_BY = {
    Application: APPLICATION,
    Invitation: INVITATION,
    JoinRequest: JOIN_REQUEST,
    PolicySet: POLICY_SET,
    Tenancy: TENANCY,
}
MOVED_ALONG = {Condition: CONDITION_MOVES}
