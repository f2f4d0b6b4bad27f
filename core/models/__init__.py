from core.models.access import AccessToken, Counter, IdempotencyKey
from core.models.audit import AuditAnchor, AuditEvent
from core.models.authority_names import AuthorityName
from core.models.divisions import Division
from core.models.exports import Export, ExportFormat, ExportStatus
from core.models.jobs import Heartbeat, Job, JobState
from core.models.notifications import Notification
from core.models.paper_templates import PaperTemplate, TemplateStatus
from core.models.papers import Paper
from core.models.users import Appointment, Role, User

__all__ = [
    "AccessToken",
    "Appointment",
    "AuditAnchor",
    "AuditEvent",
    "AuthorityName",
    "Counter",
    "Division",
    "Export",
    "ExportFormat",
    "ExportStatus",
    "Heartbeat",
    "IdempotencyKey",
    "Job",
    "JobState",
    "Notification",
    "Paper",
    "PaperTemplate",
    "Role",
    "TemplateStatus",
    "User",
]
