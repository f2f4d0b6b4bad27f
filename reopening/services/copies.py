"""Starting from an earlier application: what it says is taken over, and what cannot be is said in words."""

from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, models, transaction
from django.utils.translation import gettext_lazy as _

from core.background import enqueue, progress
from core.errors import DomainError
from core.models import Job, User
from reopening.models import (
    OPEN,
    Application,
    ApplicationCopy,
    Deferral,
    Document,
    InventoryLine,
    PlanSection,
    PostHolder,
    ScanState,
    Shift,
    StaffMember,
    StoredFile,
)
from reopening.policy.base import Section
from reopening.services import intake
from reopening.services.applications import open_draft
from reopening.services.screenings import screen_anew
from reopening.services.sections import editing
from reopening.services.staff import count_elsewhere

AT_ONCE = 500  # people screened while the person waits; more are screened in the background
SITE_FIELDS = (
    *("site_kind", "site_address", "area_m2", "firm_class", "class_evidence"),
    *("has_isolation_area", "heads_on_site", "exposed_heads", "entrances"),
)
POST_COLUMNS = ("post_key", "resident_id_hash", "certificate", "certificate_until")
SHIFT_COLUMNS = (
    *("position", "name", "people", "starts_at", "ends_at", "meal_at", "arrival_minutes", "uses_canteen"),
)
# All but the personal code, which belongs to one application.
STAFF_COLUMNS = (
    *(name for name in intake.COLUMNS if name not in {"public_id", "application_id", "updated_at"}),
    *("consent_version", "consent_at", "to_confirm"),
)


Row = TypeVar("Row", StoredFile, Document, Deferral)


class StillOpen(DomainError):
    code = "still_open"
    message = _("That application is still open. Please go on with it, or withdraw it first.")


class NotCopied(DomainError):
    code = "not_copied"
    message = _("This section holds nothing that was taken over. Please fill it in.")


@transaction.atomic
def copy(*, application: Application, by: User, at: datetime) -> Application:
    """
    Start a new application that says what `application`, an earlier one of the firm, says.

    :raises PermissionDenied: if `by` does not act for the firm
    :raises StillOpen: if the earlier one is not closed
    :raises AlreadyOpen, NoPolicy, NoFilingNeeded: as for a new one
    """
    if application.status in OPEN:
        raise StillOpen
    new = open_draft(firm=application.firm, division=application.division, by=by, at=at)
    left_out = ["opening_day", "commitment"]
    if application.firm_class and new.policy_set.rules.firm_class(application.firm_class) is None:
        left_out.append("firm_class")
    if outdated_items(application, new):
        left_out.append("supplies")
    sections = set(Section) - {Section.COMMITMENT}
    if not application.documents.current().exists():
        sections -= {Section.DOCUMENTS}
    take_over(new, application, by=by, at=at, sections=sections, left_out=left_out)
    return new


def outdated_items(application: Application, new: Application) -> set[str]:
    """Goods that the policy in force does not ask about."""
    asked = {supply.item for supply in new.policy_set.rules.supplies}
    return set(application.inventory.values_list("item_code", flat=True)) - asked


def take_over(
    new: Application,
    source: Application,
    *,
    by: User,
    at: datetime,
    sections: set[Section],
    left_out: list[str],
) -> ApplicationCopy:
    """
    Fill `new` from `source`: fields, goods, plan, posts, shifts, and the roster by one INSERT however large it is.

    :param sections: to be looked at again by the firm
    """
    kept = [name for name in SITE_FIELDS if name not in left_out]
    for name in kept:
        setattr(new, name, getattr(source, name))
    if "opening_day" not in left_out:
        new.opens_on = source.opens_on
    new.save()
    copied = copy_tables(new, source, at=at)
    copy_documents(source, new)
    if new.amends_id:
        copy_deferrals(source, new)
    row = ApplicationCopy.objects.create(
        application=new,
        source=source,
        sections=[each.value for each in Section if each in sections and copied.get(each, 1)],
        left_out=left_out,
        people=copied[Section.ROSTER],
        copied_at=at,
        copied_by=by,
    )
    screen_soon(row, by=by, at=at)
    return row


def copy_tables(new: Application, source: Application, *, at: datetime) -> dict[Section, int]:
    """The rows of goods, plan, posts, shifts and roster; of those that may be empty, how many."""
    rules = new.policy_set.rules
    items, posts = [each.item for each in rules.supplies], [each.key for each in rules.posts]
    copy_rows(InventoryLine, ("item_code", "quantity"), source, new, only=("item_code", items))
    copy_rows(PlanSection, ("key", "text"), source, new)
    return {
        Section.POSTS: copy_rows(PostHolder, POST_COLUMNS, source, new, only=("post_key", posts)),
        Section.SHIFTS: copy_rows(Shift, SHIFT_COLUMNS, source, new),
        Section.ROSTER: copy_rows(StaffMember, STAFF_COLUMNS, source, new, updated_at=at),
    }


def copy_rows(
    model: type[models.Model],
    columns: tuple[str, ...],
    source: Application,
    new: Application,
    *,
    only: tuple[str, list[str]] | None = None,
    **given: Any,
) -> int:
    """INSERT … SELECT of one table, with ids of its own; how many rows. `given`: columns with a new value."""
    table, names = model._meta.db_table, ", ".join(columns)
    values: list[Any] = [new.pk, *given.values(), source.pk]
    sql = (
        f"INSERT INTO {table} (application_id, {', '.join([*given, names])}) "  # noqa: S608 - our own names
        f"SELECT {', '.join(['%s'] * (1 + len(given)))}, {names} FROM {table} WHERE application_id = %s"
    )
    if only:
        sql += f" AND {only[0]} = ANY(%s)"
        values.append(only[1])
    sql += " ORDER BY id"
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return int(cursor.rowcount)


def copy_documents(source: Application, new: Application) -> None:
    """The papers and photos that stand; their bytes are shared. What carries a virus stays behind."""
    standing = source.documents.current().exclude(file__scan=ScanState.INFECTED).select_related("file")
    documents = list(standing.order_by("pk"))
    files = {each.file_id: clone(each.file, new) for each in documents}
    StoredFile.objects.bulk_create(files.values())
    for each in documents:
        each.file = files[each.file_id]
    Document.objects.bulk_create([clone(each, new) for each in documents])


def copy_deferrals(source: Application, new: Application) -> None:
    """Papers that were promised for later stay promised in the amendment; a new application decides anew."""
    rows = source.deferrals.filter(withdrawn_at__isnull=True).order_by("pk")
    Deferral.objects.bulk_create([clone(each, new) for each in rows])


def clone(row: Row, new: Application) -> Row:
    """The row as one of `new`, not stored yet."""
    again = type(row)(
        **{
            field.attname: getattr(row, field.attname)
            for field in row._meta.concrete_fields
            if not field.primary_key and field.name not in {"public_id", "application"}
        }
    )
    again.application = new
    return again


def screen_soon(row: ApplicationCopy, *, by: User, at: datetime) -> None:
    """A small roster is screened at once, a large one in the background."""
    if row.people <= AT_ONCE:
        screen_copy(copy=row, job=None, at=at)
    else:
        row.job = enqueue("reopening.tasks.screen_copy", by=by, copy_id=row.pk)
        row.save(update_fields=["job"])


def screen_copy(*, copy: ApplicationCopy, job: Job | None, at: datetime) -> dict[str, Any]:
    """Judge the copied roster by the policy in force. Safe to run again: what is done stays as it is."""
    if copy.screened_at is None:
        for done in screen_anew(copy.application, at):
            if job is not None:
                progress(job, done=done, total=copy.people)
        with transaction.atomic():
            count_elsewhere(copy.application)
            copy.application.save(update_fields=["people_elsewhere"])
            copy.screened_at = at
            copy.save(update_fields=["screened_at"])
    return {"people": copy.people}


def confirm(*, application: Application, section: str, by: User, at: datetime) -> Application:
    """
    Say that a section that was taken over is right as it stands.

    :raises NotCopied: if it was not taken over
    """
    known = ApplicationCopy.objects.filter(application=application, sections__contains=[section])
    if not known.exists():
        raise NotCopied
    with editing(application, Section(section), by=by, at=at, data={"confirmed": section}):
        pass
    return application
