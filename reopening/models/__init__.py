from reopening.models.applications import (
    EDITABLE,
    FILED,
    MORE_EXPOSED,
    OPEN,
    WAITING,
    WITH_OFFICIALS,
    AmendmentKind,
    Application,
    ApplicationStatus,
    SiteKind,
)
from reopening.models.conditions import DAY, Condition, ConditionKind, ConditionStatus
from reopening.models.copies import ApplicationCopy
from reopening.models.counts import CaseCount
from reopening.models.declarations import DeclarationLink
from reopening.models.documents import (
    Deferral,
    Document,
    DocumentUse,
    FileKind,
    ScanState,
    StoredFile,
    WithdrawnWhy,
)
from reopening.models.escalations import Escalation
from reopening.models.firms import Firm, Membership
from reopening.models.form_drafts import FormDraft
from reopening.models.halts import Halt, HaltKind
from reopening.models.mandates import Mandate, MandateKind, Relation, TakeOverCode
from reopening.models.members import Invitation, InvitationStatus, JoinRequest, JoinRequestStatus
from reopening.models.policies import UNPUBLISHED, PolicySet, PolicyStatus
from reopening.models.posts import PostHolder
from reopening.models.preparations import InventoryLine, PlanSection
from reopening.models.previews import PolicyEffect, PolicyPreview, Recheck
from reopening.models.register import RegisteredFirm, Scale
from reopening.models.rosters import BY_PERSON, UNDECLARED, DeclaredBy, RosterUpload, StaffMember
from reopening.models.sections import SectionSave
from reopening.models.shifts import Shift
from reopening.models.signatures import Signature
from reopening.models.umbrellas import Tenancy, TenancyStatus, TenantFile, Umbrella, UmbrellaKind

__all__ = [
    "BY_PERSON",
    "DAY",
    "EDITABLE",
    "FILED",
    "MORE_EXPOSED",
    "OPEN",
    "UNDECLARED",
    "UNPUBLISHED",
    "WAITING",
    "WITH_OFFICIALS",
    "AmendmentKind",
    "Application",
    "ApplicationCopy",
    "ApplicationStatus",
    "CaseCount",
    "Condition",
    "ConditionKind",
    "ConditionStatus",
    "DeclarationLink",
    "DeclaredBy",
    "Deferral",
    "Document",
    "DocumentUse",
    "Escalation",
    "FileKind",
    "Firm",
    "FormDraft",
    "Halt",
    "HaltKind",
    "InventoryLine",
    "Invitation",
    "InvitationStatus",
    "JoinRequest",
    "JoinRequestStatus",
    "Mandate",
    "MandateKind",
    "Membership",
    "PlanSection",
    "PolicyEffect",
    "PolicyPreview",
    "PolicySet",
    "PolicyStatus",
    "PostHolder",
    "Recheck",
    "RegisteredFirm",
    "Relation",
    "RosterUpload",
    "Scale",
    "ScanState",
    "SectionSave",
    "Shift",
    "Signature",
    "SiteKind",
    "StaffMember",
    "StoredFile",
    "TakeOverCode",
    "Tenancy",
    "TenancyStatus",
    "TenantFile",
    "Umbrella",
    "UmbrellaKind",
    "WithdrawnWhy",
]
