"""Papers and photos of an application: handed in, replaced, removed, handed out. Files are read before any lock."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from core import audit
from core.errors import DomainError, TransitionNotAllowed
from core.models import User
from reopening.document_files import limits
from reopening.document_files.names import shown_name
from reopening.document_files.reading import HarmlessFile, read
from reopening.document_files.refusals import FileRefused
from reopening.models import Application, Document, DocumentUse, FileKind, ScanState, StoredFile, WithdrawnWhy
from reopening.permissions import mandate_for
from reopening.policy.base import Section
from reopening.services import files
from reopening.services.sections import Seen, editing
from reopening.transitions import APPLICATION

PHOTOS_ONLY = (DocumentUse.SITE, DocumentUse.ITEM)


class NoSuchPlace(DomainError):
    code = "no_such_place"
    message = _("The policy asks for no such paper or item.")


class NothingSent(DomainError):
    code = "nothing_sent"
    message = _("Please choose a file first.")


class TooManyFiles(DomainError):
    code = "too_many_files"

    def __init__(self) -> None:
        super().__init__(_("Please send at most %(limit)s files at once.") % {"limit": limits.FILES_AT_ONCE})


class NotCurrent(TransitionNotAllowed):
    message = _("This document has been replaced or removed.")


class Quarantined(DomainError):
    """Not handed out: the scanner has not said yet that it is clean, or has found a virus."""

    status = 409
    code = "quarantined"

    def __init__(self, file: StoredFile) -> None:
        infected = _("A virus was found in this file. It is not handed out; please ask for another copy.")
        waiting = _("This file is still being checked for viruses. Please try again in a few minutes.")
        super().__init__(infected if file.scan == ScanState.INFECTED else waiting)


@dataclass(frozen=True, slots=True)
class Sent:
    """A file as somebody sent it."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Place:
    """Where a document belongs: `key` names the paper or the item."""

    use: str
    key: str = ""

    @property
    def section(self) -> Section:
        return Section.INVENTORY if self.use == DocumentUse.ITEM else Section.DOCUMENTS


Harmless = tuple[str, HarmlessFile]  # the name to show, and what is kept


def add(
    *,
    application: Application,
    place: Place,
    sent: Sequence[Sent],
    by: User,
    at: datetime,
    seen: Seen | None = None,
) -> list[Document]:
    """
    Hand files in, at their place; one that is there already is left as it is.

    :raises FileRefused: naming the first file that cannot be taken; then none is
    :raises QuotaReached: if the application holds too much
    :raises NoSuchPlace: if the policy knows no such paper or item
    :raises Stale: if somebody saved the section since
    """
    refuse_strange_place(application, place)
    refuse_act(application, "edit", by=by)
    read_files = harmless(sent, place)
    data = said_of(place, read_files)
    with editing(application, place.section, by=by, at=at, data=data, seen=seen):
        return [put(application, place, each, by=by, at=at) for each in read_files]


def replace(*, document: Document, sent: Sent, by: User, at: datetime) -> Document:
    """
    Put another file in the place of this one; the old one is kept with its day.

    :raises NotCurrent: if it was replaced or removed meanwhile
    """
    application, place = document.application, Place(document.use, document.key)
    refuse_act(application, "edit", by=by)
    read_files = harmless([sent], place)
    data = said_of(place, read_files) | {"replaces": document.file.digest}
    with editing(application, place.section, by=by, at=at, data=data):
        withdraw(document, WithdrawnWhy.REPLACED, by=by, at=at)
        return put(application, place, read_files[0], by=by, at=at)


@transaction.atomic
def remove(*, document: Document, by: User, at: datetime) -> Document:
    """:raises NotCurrent: if it was replaced or removed meanwhile"""
    place = Place(document.use, document.key)
    data = {"removed": document.file.digest, "use": place.use, "key": place.key}
    with editing(document.application, place.section, by=by, at=at, data=data):
        withdraw(document, WithdrawnWhy.REMOVED, by=by, at=at)
    return document


@transaction.atomic
def download(*, document: Document, by: User, at: datetime) -> Document:
    """
    Let `by` have the file, and put down that they had it. Who may see it has been asked already.

    :raises Quarantined: before the scanner has said that it is clean
    """
    if not document.file.is_served:
        raise Quarantined(document.file)
    data = {"document": str(document.public_id), "digest": document.file.digest}
    if mandate := mandate_for(by, document.application.firm_id):
        data["mandate"] = mandate.number
    audit.record(document.application, "document.download", by=by, at=at, data=data)
    return document


def refuse_act(application: Application, verb: str, *, by: User) -> None:
    """Before a file is read for nothing. :raises TransitionNotAllowed: or PermissionDenied, as the verb would"""
    rule = APPLICATION[verb]
    if application.status not in rule.sources:
        raise TransitionNotAllowed(current=application.status)
    if not rule.allowed(by, application):
        raise PermissionDenied


def refuse_strange_place(application: Application, place: Place) -> None:
    """:raises NoSuchPlace: if the policy knows no such paper or item"""
    if not has_place(application, place):
        raise NoSuchPlace


def has_place(application: Application, place: Place) -> bool:
    policy = application.policy_set.rules
    known = {
        DocumentUse.PAPER: {paper.key for paper in policy.papers if paper.section is None},
        DocumentUse.ITEM: {supply.item for supply in policy.supplies},
    }
    return place.use in DocumentUse.values and place.key in known.get(DocumentUse(place.use), {""})


def harmless(sent: Sequence[Sent], place: Place) -> list[Harmless]:
    """
    Read each file in a process of its own, outside of every transaction.

    :raises FileRefused: for the first that cannot be taken, naming it when there are several
    """
    if not sent:
        raise NothingSent
    if len(sent) > limits.FILES_AT_ONCE:
        raise TooManyFiles
    found = []
    for each in sent:
        try:
            one = read(each.content)
            if place.use in PHOTOS_ONLY and one.kind != FileKind.JPEG:
                raise FileRefused("photo_only")
        except FileRefused as refused:
            if len(sent) == 1:
                raise
            named = shown_name(each.name, FileKind.PDF).removesuffix(".pdf")
            raise type(refused)(refused.code, named=named, **refused.params) from refused
        found.append((shown_name(each.name, one.kind, otherwise=str(_("document"))), one))
    return found


def said_of(place: Place, read_files: Sequence[Harmless]) -> dict[str, Any]:
    """For the audit trail: where, and which bytes; never a name, which may be somebody's."""
    return {"use": place.use, "key": place.key, "digests": [one.digest for _name, one in read_files]}


def put(
    application: Application, place: Place, each: Harmless, *, by: User, at: datetime, late: bool = False
) -> Document:
    """The document, new or there already. The application's row is locked by the caller."""
    name, one = each
    stored = files.store(application, one, by=by)
    there = application.documents.current().filter(use=place.use, key=place.key, file=stored).first()
    return there or Document.objects.create(
        application=application,
        use=place.use,
        key=place.key,
        file=stored,
        file_name=name,
        handed_in_at=at,
        handed_in_by=by,
        is_late=late,
    )


def withdraw(document: Document, why: WithdrawnWhy, *, by: User, at: datetime) -> None:
    """The application's row is locked by the caller. :raises NotCurrent: if it is withdrawn already"""
    document.refresh_from_db(fields=["withdrawn_at"])
    if document.withdrawn_at is not None:
        raise NotCurrent
    document.withdrawn_at, document.withdrawn_by, document.withdrawn_why = at, by, why
    document.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_why"])
