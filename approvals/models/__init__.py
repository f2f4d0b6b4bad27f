from approvals.models.batches import Batch, BatchMember, BatchStatus, MemberResult
from approvals.models.certificates import Certificate, CertificateStatus, StateNow
from approvals.models.decisions import Decision, Outcome
from approvals.models.notices import DeficiencyNotice
from approvals.models.saved_views import SavedView

__all__ = [
    "Batch",
    "BatchMember",
    "BatchStatus",
    "Certificate",
    "CertificateStatus",
    "Decision",
    "DeficiencyNotice",
    "MemberResult",
    "Outcome",
    "SavedView",
    "StateNow",
]
