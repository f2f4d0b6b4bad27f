from approvals.models.advice import CasePart, Question, QuestionStatus
from approvals.models.appeals import Appeal, AppealPaper, AppealStatus
from approvals.models.batches import Batch, BatchMember, BatchStatus, MemberResult
from approvals.models.certificates import Certificate, CertificateStatus, StateNow
from approvals.models.checks import Check, CheckStatus
from approvals.models.decisions import Decision, Outcome
from approvals.models.letters import CannedText, DecisionLetter, TextUse
from approvals.models.notes import CaseNote
from approvals.models.notices import DeficiencyNotice
from approvals.models.plans import StagePlan
from approvals.models.quotas import DayQuota
from approvals.models.reprints import Reprint
from approvals.models.roll_backs import RollBack, RollBackMember, RollBackResult, RollBackStatus
from approvals.models.saved_views import SavedView
from approvals.models.steps import Step, StepStatus
from approvals.models.suspensions import CaseResult, SuspendedCase, Suspension, SuspensionStatus
from approvals.models.visits import Visit, VisitKind, VisitPhoto, VisitStatus

__all__ = [
    "Appeal",
    "AppealPaper",
    "AppealStatus",
    "Batch",
    "BatchMember",
    "BatchStatus",
    "CannedText",
    "CaseNote",
    "CasePart",
    "CaseResult",
    "Certificate",
    "CertificateStatus",
    "Check",
    "CheckStatus",
    "DayQuota",
    "Decision",
    "DecisionLetter",
    "DeficiencyNotice",
    "MemberResult",
    "Outcome",
    "Question",
    "QuestionStatus",
    "Reprint",
    "RollBack",
    "RollBackMember",
    "RollBackResult",
    "RollBackStatus",
    "SavedView",
    "StagePlan",
    "StateNow",
    "Step",
    "StepStatus",
    "SuspendedCase",
    "Suspension",
    "SuspensionStatus",
    "TextUse",
    "Visit",
    "VisitKind",
    "VisitPhoto",
    "VisitStatus",
]
