"""Taking a list out as a file: asked for, consented to where it holds many people's data, made, handed out, ended."""

from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.files import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from core import audit, background
from core.errors import DomainError
from core.exporting import CONSENT_ABOVE, Listing, listings
from core.models import Appointment, Division, Export, ExportStatus, Job, Role, User
from core.notifications import notify
from core.services.desk import the_desk
from core.tables import TABLES
from core.transitions import EXPORT

KEPT = timedelta(days=3)  # how long a file, or a question for consent, stays
PROGRESS = 2_000


class UnknownList(DomainError):
    code = "unknown_list"
    message = _("There is no such list.")


class WrongFormat(DomainError):
    code = "wrong_format"
    message = _("There is no such file of this list.")


class ReasonNeeded(DomainError):
    code = "reason_needed"
    message = _("Please say what the people's data are needed for.")


class TooManyPeople(Exception):
    """More people than when it was asked for, and nobody has consented."""


def listing_of(name: str) -> Listing:
    """:raises UnknownList: if no package has one of that name"""
    found = listings().get(name)
    if found is None:
        raise UnknownList
    return found


def listing_as(name: str, file_format: str) -> Listing:
    """:raises UnknownList, WrongFormat: if there is none of that name, or it does not come as such a file"""
    kind = listing_of(name)
    if file_format not in kind.formats:
        raise WrongFormat
    return kind


@transaction.atomic
def ask(
    *,
    listing: str,
    query: dict[str, str],
    file_format: str,
    language: str,
    by: User,
    at: datetime,
    reason: str = "",
) -> Export:
    """
    Ask for a list as a file; above `CONSENT_ABOVE` people's data it waits for somebody else's consent.

    :param query: the filters, as in the list's address
    :raises UnknownList, WrongFormat: as `listing_as`
    :raises PermissionDenied: if the list is not open to `by`
    :raises ReasonNeeded: if it holds people's data, and nobody says what for
    """
    kind = listing_as(listing, file_format)
    people = people_asked(kind, query, by=by, reason=reason)
    needs_consent = people is not None and people > CONSENT_ABOVE
    export = Export.objects.create(
        listing=listing,
        query=query,
        format=file_format,
        language=language,
        place=place_of(kind, query, by),
        people=people,
        needs_consent=needs_consent,
        status=ExportStatus.WAITING if needs_consent else ExportStatus.MAKING,
        reason=reason,
        asked_at=at,
        asked_by=by,
        expires_at=at + KEPT,
    )
    audit.record(export, "export.ask", by=by, at=at, note=reason, data=export.asked, to_status=export.status)
    (ask_for_consent if needs_consent else start)(export)
    return export


def people_asked(kind: Listing, query: dict[str, str], *, by: User, reason: str) -> int | None:
    """:raises ReasonNeeded: if there are people in it, and nobody says what for"""
    people = people_in(kind, query, by=by)
    if people and not reason.strip():
        raise ReasonNeeded
    return people


def people_in(kind: Listing, query: dict[str, str], *, by: User) -> int | None:
    """
    How many people's data are in the list as `by` sees it; None of a list without people.

    :raises PermissionDenied: if the list is not open to `by`
    """
    if not kind.is_open_to(by):
        raise PermissionDenied
    kind.rows(by, query)  # refuses whom these rows are not open to
    return kind.people(by, query) if kind.people else None


def place_of(kind: Listing, query: dict[str, str], user: User) -> Division:
    """
    The place of which somebody must consent: the lowest that covers all of the asker's offices. Of a person without
    an office, where the firm is.
    """
    codes = sorted({code for _role, code, *_rest in user._appointments})
    if not codes and kind.place:
        codes = [kind.place(user, query)]
    first, last = codes[0], codes[-1]
    shared = next(size for size in (9, 6, 4, 2, 0) if len(first) >= size and first[:size] == last[:size])
    place = Division.objects.filter(pk=first[:shared]).first()
    return place or Division.objects.get(pk=first)


def ask_for_consent(export: Export) -> None:
    """The nearest approvers above or at the asker's place are told."""
    code = export.place_id
    above = [code[:size] for size in (9, 6, 4, 2) if size <= len(code)]
    holders = Appointment.objects.filter(role=Role.APPROVER, division__in=above).exclude(user=export.asked_by)
    nearest = max((len(row.division_id) for row in holders), default=0)
    notify(
        {row.user for row in holders.select_related("user") if len(row.division_id) == nearest},
        "export.asked",
        params={"by": str(export.asked_by), "people": export.people, "reason": export.reason},
        url=export.get_absolute_url(),
    )


def start(export: Export) -> None:
    export.job = background.enqueue("core.tasks.make_export", by=export.asked_by, export_id=export.pk)
    Export.objects.filter(pk=export.pk).update(job=export.job)


@transaction.atomic
def consent(*, export: Export, by: User, at: datetime, note: str = "") -> Export:
    """:raises PermissionDenied: to the asker, and to who does not approve at the place"""
    with EXPORT.transition(export, "consent", by=by, at=at, note=note, data=export.asked):
        export.answered_at, export.answered_by, export.note = at, by, note
        export.expires_at = at + KEPT
    start(export)
    return export


@transaction.atomic
def decline(*, export: Export, by: User, at: datetime, note: str) -> Export:
    """:raises PermissionDenied: to the asker, and to who does not approve at the place"""
    with EXPORT.transition(export, "decline", by=by, at=at, note=note, data=export.asked):
        export.answered_at, export.answered_by, export.note = at, by, note
    tell_asker(export, "export.declined")
    return export


def make(*, export: Export, job: Job, at: datetime) -> int:
    """
    Write the file, as far as the asker sees the list now; how many rows. Safe to run again.

    A list that has grown beyond what needs no consent is held, and waits for it.
    """
    if export.status != ExportStatus.MAKING:
        return export.rows
    with TemporaryDirectory() as folder, translation.override(export.language):
        path = Path(folder) / export.as_file_name()
        try:
            count = write(export, path, job=job, at=at)
        except TooManyPeople:
            hold(export, at)
            return 0
        with path.open("rb") as stream, transaction.atomic():
            content = File(stream, name=path.name)
            with EXPORT.transition(export, "finish", by=the_desk(), at=at, data={"rows": count}):
                export.file.save(path.name, content, save=False)
                export.rows, export.made_at, export.expires_at = count, at, at + KEPT
            tell_asker(export, "export.ready")
    return count


def write(export: Export, path: Path, *, job: Job, at: datetime) -> int:
    """:raises TooManyPeople: when there are more people than may go without a second person's word"""
    kind, asker = listing_of(export.listing), export.asked_by
    if kind.people:
        if not export.needs_consent and kind.people(asker, export.query) > CONSENT_ABOVE:
            raise TooManyPeople
        if kind.before:
            kind.before(asker, export.query, reason=export.reason, at=at)
    if kind.document:
        return kind.document(
            asker, export.query, path, lambda done, total: background.progress(job, done=done, total=total)
        )
    count = 0
    with TABLES[export.format](path, [str(word) for word in kind.columns]) as table:
        for cells in kind.read(asker, export.query):
            table.write(cells)
            count += 1
            if count % PROGRESS == 0:
                background.progress(job, done=count, total=count)
    return count


@transaction.atomic
def hold(export: Export, at: datetime) -> None:
    people = listing_of(export.listing).people
    with EXPORT.transition(export, "hold", by=the_desk(), at=at):
        export.needs_consent = True
        export.people = people(export.asked_by, export.query) if people else None
    ask_for_consent(export)


@transaction.atomic
def download(*, export: Export, by: User, at: datetime) -> Any:
    """The open file; every look is put down. :raises TransitionNotAllowed: if it is not ready, or expired"""
    with EXPORT.transition(export, "download", by=by, at=at, data=export.asked | {"rows": export.rows}):
        pass
    return export.file.open("rb")


def expire_old(*, at: datetime) -> int:
    """Delete the files whose time is over; what was asked and by whom stays."""
    count = 0
    for export in Export.objects.filter(expires_at__lt=at).exclude(status=ExportStatus.EXPIRED):
        name, storage = export.file.name, export.file.storage
        with EXPORT.transition(export, "expire", by=the_desk(), at=at):
            export.file = ""
        if name:
            storage.delete(name)
        count += 1
    return count


def tell_asker(export: Export, kind: str) -> None:
    notify(
        [export.asked_by],
        kind,
        params={"rows": export.rows, "note": export.note},
        url=export.get_absolute_url(),
    )
