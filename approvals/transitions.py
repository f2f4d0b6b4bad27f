"""Who may do what with a batch and with a certificate, from where, to where."""

from approvals.models import (
    Appeal,
    AppealStatus,
    Batch,
    BatchMember,
    BatchStatus,
    CaseResult,
    Certificate,
    CertificateStatus,
    Check,
    CheckStatus,
    MemberResult,
    Question,
    QuestionStatus,
    RollBack,
    RollBackMember,
    RollBackResult,
    RollBackStatus,
    Step,
    StepStatus,
    SuspendedCase,
    Suspension,
    SuspensionStatus,
    Visit,
    VisitStatus,
)
from approvals.permissions import (
    answers_appeal,
    arranges_visit,
    asks,
    checks_opening,
    countersigns_here,
    countersigns_roll_back,
    countersigns_suspension,
    decides_here,
    does_step,
    ends_here,
    finishes_the_last,
    handles_case_of_step,
    handles_here,
    hands_up,
    has_step,
    is_asked,
    is_officer_or_approver_of_step,
    is_signer,
    may_appeal,
    may_visit,
    prepares_here,
    reinstates_here,
    replaces_here,
    rolls_back_here,
    signed_suspension,
    signs_here,
    signs_roll_back_alone,
    suspends_here,
)
from core.workflow import Transition, Workflow

A = AppealStatus
B = BatchStatus
C = CertificateStatus
H = CheckStatus
K = CaseResult
M = MemberResult
P = StepStatus
Q = QuestionStatus
V = VisitStatus
Z = SuspensionStatus
R = RollBackStatus
U = RollBackResult

BATCH = Workflow(
    # verb = Transition(from, to, who)
    fill=Transition({B.DRAFT}, None, prepares_here),
    add=Transition({B.DRAFT}, None, prepares_here),
    remove=Transition({B.DRAFT}, None, prepares_here),
    write_letter=Transition({B.DRAFT}, None, prepares_here),
    change=Transition({B.DRAFT}, None, prepares_here),
    discard=Transition({B.DRAFT}, B.DISCARDED, prepares_here),
    sign=Transition({B.DRAFT}, B.SIGNING, signs_here),
    propose=Transition({B.DRAFT}, B.PROPOSED, signs_here),
    countersign=Transition({B.PROPOSED}, B.SIGNING, countersigns_here),
    send_back=Transition({B.PROPOSED}, B.DRAFT, signs_here),
    resume=Transition({B.SIGNING}, None, signs_here),
    finish=Transition({B.SIGNING}, B.SIGNED, is_signer, part_of="signing"),
    publish=Transition({B.SIGNED}, B.PUBLISHED, signs_here),
)

ROLL_BACK = Workflow(
    sign=Transition({R.PROPOSED}, R.CARRIED_OUT, signs_roll_back_alone, part_of="asking for it"),
    countersign=Transition({R.PROPOSED}, R.CARRIED_OUT, countersigns_roll_back),
    drop=Transition({R.PROPOSED}, R.DROPPED, rolls_back_here),
    resume=Transition({R.CARRIED_OUT}, None, rolls_back_here),
    finish=Transition({R.CARRIED_OUT}, R.DONE, is_signer, part_of="carrying it out"),
)

CERTIFICATE = Workflow(
    redraw=Transition({C.VALID, C.REVOKED, C.REPLACED}, None, handles_here),
    revoke=Transition({C.VALID}, C.REVOKED, decides_here),
    lapse=Transition({C.VALID}, C.REVOKED, ends_here),
    propose_revocation=Transition({C.VALID}, None, decides_here),
    decline_revocation=Transition({C.VALID}, None, decides_here),
    reinstate=Transition({C.REVOKED}, C.VALID, reinstates_here),
    replace=Transition({C.VALID}, C.REPLACED, replaces_here, part_of="approving the next version"),
    end=Transition({C.REPLACED}, None, replaces_here, part_of="approving the next version"),
)

STEP = Workflow(
    open=Transition({P.WAITING}, P.OPEN, finishes_the_last, part_of="finishing the step before it"),
    take=Transition({P.OPEN}, P.TAKEN, does_step),
    put_back=Transition({P.TAKEN}, P.OPEN, has_step),
    complete=Transition({P.OPEN, P.TAKEN}, P.PASSED, does_step),
    fail=Transition({P.OPEN, P.TAKEN}, P.NOT_PASSED, does_step),
    skip=Transition({P.WAITING, P.OPEN, P.TAKEN, P.NOT_PASSED}, P.NOT_NEEDED, is_officer_or_approver_of_step),
    reopen=Transition(
        {P.OPEN, P.TAKEN, P.PASSED, P.NOT_PASSED, P.NOT_NEEDED}, P.WAITING, handles_case_of_step
    ),
)

VISIT = Workflow(
    call_off=Transition({V.PLANNED}, V.CALLED_OFF, arranges_visit),
    pass_site=Transition({V.PLANNED}, V.PASSED, may_visit),
    object_to_site=Transition({V.PLANNED}, V.NOT_PASSED, may_visit),
)

CHECK = Workflow(
    confirm=Transition({H.WAITING}, H.CONFIRMED, checks_opening),
    find_untrue=Transition({H.WAITING}, H.UNTRUE, checks_opening),
)

QUESTION = Workflow(
    answer=Transition({Q.OPEN}, Q.ANSWERED, is_asked),
    withdraw=Transition({Q.OPEN}, Q.WITHDRAWN, asks),
)

SUSPENSION = Workflow(
    countersign=Transition({Z.PROPOSED}, Z.SUSPENDING, countersigns_suspension),
    postpone=Transition({Z.PROPOSED}, Z.WAITING, countersigns_suspension, part_of="countersigning"),
    decline=Transition({Z.PROPOSED, Z.WAITING}, Z.DECLINED, suspends_here),
    begin=Transition({Z.WAITING}, Z.SUSPENDING, signed_suspension, part_of="its first day"),
    finish=Transition({Z.SUSPENDING}, Z.IN_FORCE, signed_suspension, part_of="carrying it out"),
    restore=Transition({Z.IN_FORCE}, Z.RESTORING, suspends_here),
    finish_restoring=Transition({Z.RESTORING}, Z.RESTORED, signed_suspension, part_of="restoring"),
    resume=Transition({Z.SUSPENDING, Z.RESTORING}, None, suspends_here),
)

APPEAL = Workflow(
    enclose=Transition({A.FILED}, None, may_appeal),
    escalate=Transition({A.FILED}, None, hands_up, part_of="a late answer"),
    uphold=Transition({A.FILED}, A.UPHELD, answers_appeal),
    overturn=Transition({A.FILED}, A.OVERTURNED, answers_appeal),
)

# The result of one firm comes about as its case is decided, suspended or taken back.
MEMBER_MOVES = frozenset(
    {
        (str(M.PENDING), str(M.APPROVED)),
        (str(M.PENDING), str(M.REFUSED)),
        (str(M.APPROVED), str(M.ROLLED_BACK)),
    }
)
ROLL_BACK_MEMBER_MOVES = frozenset({(str(U.PENDING), str(U.ROLLED_BACK)), (str(U.PENDING), str(U.REFUSED))})
SUSPENDED_CASE_MOVES = frozenset({(str(K.SUSPENDED), str(K.RESTORED))})

# Which table moves which record; the database refuses every other move (core.triggers.only_moves)
MOVED_BY = {
    Batch: BATCH,
    RollBack: ROLL_BACK,
    Certificate: CERTIFICATE,
    Step: STEP,
    Visit: VISIT,
    Check: CHECK,
    Question: QUESTION,
    Suspension: SUSPENSION,
    Appeal: APPEAL,
}
MOVED_ALONG = {
    BatchMember: MEMBER_MOVES,
    RollBackMember: ROLL_BACK_MEMBER_MOVES,
    SuspendedCase: SUSPENDED_CASE_MOVES,
}
