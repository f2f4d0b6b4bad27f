"""Sentences that an office uses again and again: written, replaced, retired."""

from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from approvals.letters import PLACES
from approvals.models import CannedText
from core import audit
from core.errors import DomainError, TransitionNotAllowed
from core.models import Division, Role, User
from core.papers.filling import unknown_places
from core.permissions import in_jurisdiction


class UnknownPlace(DomainError):
    code = "unknown_place"

    def __init__(self, found: list[str]) -> None:
        words = _("%(found)s is no place that a letter fills in. There are: %(known)s.") % {
            "found": ", ".join(f"{{{each}}}" for each in found),
            "known": ", ".join(f"{{{each}}}" for each in PLACES),
        }
        super().__init__(words)


class TitleTaken(DomainError):
    code = "title_taken"
    message = _("This office has a text of this title already.")


def may_write(user: User, division_code: str) -> bool:
    """Who decides at the office writes its texts."""
    return in_jurisdiction(user, Role.APPROVER, division_code)


@transaction.atomic
def write(
    *, division: Division, use: str, title: str, zh: str, en: str, by: User, at: datetime
) -> CannedText:
    """
    :raises PermissionDenied: unless `by` decides there
    :raises UnknownPlace: if something in braces is no place that is filled in
    :raises TitleTaken: if the office has such a text
    """
    if not may_write(by, division.pk):
        raise PermissionDenied
    if unknown := unknown_places(f"{zh}{en}", PLACES):
        raise UnknownPlace(unknown)
    try:
        with transaction.atomic():
            row = CannedText.objects.create(
                division=division, use=use, title=title, zh=zh, en=en, written_at=at, written_by=by
            )
    except IntegrityError as error:
        raise TitleTaken from error
    audit.record(row, "canned_text.write", by=by, at=at, data={"division": division.pk, "title": title})
    return row


@transaction.atomic
def retire(*, text: CannedText, by: User, at: datetime) -> CannedText:
    """
    Offer it no more; what was sent with it keeps its words.

    :raises TransitionNotAllowed: if it is retired already
    """
    if not may_write(by, text.division_id):
        raise PermissionDenied
    text = CannedText.objects.select_for_update(of=("self",), no_key=True).get(pk=text.pk)
    if text.retired_at is not None:
        raise TransitionNotAllowed
    text.retired_at, text.retired_by = at, by
    text.save(update_fields=["retired_at", "retired_by"])
    audit.record(text, "canned_text.retire", by=by, at=at)
    return text
