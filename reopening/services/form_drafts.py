"""Entries of forms that are not sent yet: kept for the person who types them, for a day (docs/adr/0062)."""

import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError
from core.models import User
from reopening.models import FormDraft

STAYS = timedelta(hours=24)
LONGEST = 100_000  # characters of all entries of a form


class TooLong(DomainError):
    code = "too_long"
    message = _("This is more text than can be kept. Please save the form.")


@transaction.atomic
def keep(*, by: User, page: str, entries: dict[str, Any], at: datetime) -> None:
    """
    Keep what was typed in the place of what was kept before; when nothing was typed, nothing.

    :raises TooLong: beyond LONGEST
    """
    if not entries:
        forget(by=by, page=page)
        return
    text = json.dumps(entries, ensure_ascii=False)
    if len(text) > LONGEST:
        raise TooLong
    FormDraft.objects.update_or_create(user=by, page=page, defaults={"entries": text, "kept_at": at})


def kept(*, by: User, page: str, at: datetime) -> tuple[dict[str, Any], datetime | None]:
    """The entries and when they were kept; nothing once they are too old."""
    row = FormDraft.objects.filter(user=by, page=page, kept_at__gt=at - STAYS).first()
    return (json.loads(row.entries), row.kept_at) if row else ({}, None)


def forget(*, by: User, page: str) -> None:
    FormDraft.objects.filter(user=by, page=page).delete()


def forget_old(*, at: datetime) -> int:
    """How many were nobody's business any more."""
    count, _by_model = FormDraft.objects.filter(kept_at__lte=at - STAYS).delete()
    return count
