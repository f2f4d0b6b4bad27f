"""Amending what was approved: a new version of the case stands beside the old one until it is decided."""

from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import User
from reopening.models import AmendmentKind, Application
from reopening.services.applications import open_draft
from reopening.services.copies import take_over
from reopening.transitions import APPLICATION


class NoteNeeded(DomainError):
    code = "note_needed"
    message = _("Please say in a sentence what changes.")

    def __init__(self) -> None:
        super().__init__(errors=[{"path": "note", "code": self.code, "message": self.message}])


@transaction.atomic
def amend(
    *, application: Application, kind: AmendmentKind, note: str = "", by: User, at: datetime
) -> Application:
    """
    Open a new version of an approved application, filled with all that was approved.

    The approved version and its certificate stay as they are until the new one is approved.

    :raises TransitionNotAllowed: if it is not approved any more
    :raises AlreadyOpen: if the firm has an open application
    :raises NoteNeeded: if it is something else, and not said what
    """
    if kind == AmendmentKind.OTHER and not note.strip():
        raise NoteNeeded
    data: dict[str, Any] = {"kind": str(kind)}
    with APPLICATION.transition(application, "amend", by=by, at=at, note=note, data=data):
        versions = Application.objects.filter(case_key=application.case_key)
        new = open_draft(
            firm=application.firm,
            division=application.division,
            by=by,
            at=at,
            amends=application,
            case_key=application.case_key,
            version=(versions.aggregate(top=Max("version"))["top"] or 1) + 1,
            amendment_kind=kind,
            amendment_note=note,
        )
        take_over(new, application, by=by, at=at, sections=set(), left_out=[])
        data["version"] = new.version
    return new
