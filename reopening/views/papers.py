"""What pages show of documents: the papers of the policy in their order, each with its files and its state."""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.dates import day_shown, shanghai_day
from reopening.deadlines import TimeLeft, days_left
from reopening.models import (
    Application,
    Condition,
    ConditionKind,
    ConditionStatus,
    Deferral,
    Document,
    DocumentUse,
    ScanState,
)
from reopening.policy import PolicyBody
from reopening.policy.content import Paper, WhenOverdue
from reopening.wording import localise

UNFINISHED = (ScanState.WAITING, ScanState.INFECTED)


@dataclass(frozen=True)
class PlaceRow:
    """
    A place for documents, as it is drawn.

    :param state: done, started, problem or open, as in the task list
    :param note: one line on what is asked, or what is wrong
    :param earlier: replaced, removed and turned down ones
    :param due: the condition that waits for the paper since the approval
    """

    use: str
    key: str
    title: str
    state: str
    note: str
    documents: list[Document]
    earlier: list[Document] = field(default_factory=list)
    deferrable: bool = False
    deferral: Deferral | None = None
    due: Condition | None = None

    @property
    def is_photo(self) -> bool:
        return self.use in (DocumentUse.SITE, DocumentUse.ITEM)

    @property
    def handed_in_late(self) -> bool:
        return any(document.is_late for document in self.documents)


@dataclass(frozen=True)
class Shelf:
    """All documents of an application, read once."""

    documents: list[Document]
    deferrals: dict[str, Deferral]
    due: dict[str, Condition]

    def at(self, use: str, key: str = "") -> tuple[list[Document], list[Document]]:
        """Those that stand, and the earlier ones."""
        here = [each for each in self.documents if (each.use, each.key) == (use, key)]
        return [each for each in here if not each.withdrawn_at], [each for each in here if each.withdrawn_at]


def shelf_of(application: Application) -> Shelf:
    """In three queries."""
    documents: QuerySet[Document] = application.documents.select_related("file", "handed_in_by").order_by(
        "pk"
    )
    deferrals = application.deferrals.filter(withdrawn_at__isnull=True).select_related("accepted_by")
    due = application.conditions.filter(kind=ConditionKind.PAPER_DUE, status=ConditionStatus.OPEN)
    return Shelf(
        list(documents), {each.paper: each for each in deferrals}, {each.detail: each for each in due}
    )


def place_rows(application: Application, at: datetime) -> list[PlaceRow]:
    """The papers of the policy, other papers, photos of the site."""
    shelf, today = shelf_of(application), shanghai_day(at)
    papers = [each for each in application.policy_set.rules.papers if each.section is None]
    rows = [paper_row(paper, shelf, today) for paper in papers]
    return [*rows, other_row(shelf), site_row(shelf)]


def paper_row(paper: Paper, shelf: Shelf, today: date) -> PlaceRow:
    documents, earlier = shelf.at(DocumentUse.PAPER, paper.key)
    deferral, due = shelf.deferrals.get(paper.key), shelf.due.get(paper.key)
    state, note = state_of(paper, documents, deferral, due, today)
    return PlaceRow(
        DocumentUse.PAPER,
        paper.key,
        localise(paper.name.model_dump()),
        state,
        note,
        documents,
        earlier,
        paper.deferrable,
        deferral,
        due,
    )


def state_of(
    paper: Paper, documents: list[Document], deferral: Deferral | None, due: Condition | None, today: date
) -> tuple[str, str]:
    """Where the paper stands, in a word and a line."""
    if state := scan_state(documents):
        return state
    if due is not None and due.due_on is not None:
        return due_state(due.due_on, any(each.is_late for each in documents), today)
    if documents:
        return "done", _("Handed in.")
    if deferral is not None:
        return "done", within(paper)
    if not paper.required:
        return "open", _("Not required.")
    return "open", _("Required; may follow later.") if paper.deferrable else _("Required.")


def scan_state(documents: list[Document]) -> tuple[str, str] | None:
    scans = {document.file.scan for document in documents}
    if ScanState.INFECTED in scans:
        return "problem", _("A virus was found. Please remove the file and hand in another copy.")
    if ScanState.WAITING in scans:
        return "started", _("Being checked for viruses; this takes a few minutes.")
    return None


def due_state(due_on: date, is_handed_in: bool, today: date) -> tuple[str, str]:
    if is_handed_in:
        return "started", _("Handed in; the office has still to confirm it.")
    if today > due_on:
        return "problem", _("Overdue since %(day)s.") % {"day": day_shown(due_on)}
    return "started", _("Due by %(day)s.") % {"day": day_shown(due_on)}


def within(paper: Paper) -> str:
    days = paper.due_after_days or 0
    words = ngettext(
        "Deferred: due within %(count)s day of the decision.",
        "Deferred: due within %(count)s days of the decision.",
        days,
    )
    return words % {"count": days}


def other_row(shelf: Shelf) -> PlaceRow:
    documents, earlier = shelf.at(DocumentUse.OTHER)
    state, note = scan_state(documents) or (
        "done" if documents else "open",
        _("Whatever helps the office decide."),
    )
    return PlaceRow(DocumentUse.OTHER, "", _("Other papers"), state, note, documents, earlier)


def site_row(shelf: Shelf) -> PlaceRow:
    documents, earlier = shelf.at(DocumentUse.SITE)
    words = _("For example the entrance, the temperature check, the isolation area.")
    state, note = scan_state(documents) or ("done" if documents else "open", words)
    return PlaceRow(DocumentUse.SITE, "", _("Photos of the site"), state, note, documents, earlier)


def item_rows(application: Application) -> list[PlaceRow]:
    """The items of the inventory, each with its photos."""
    shelf = shelf_of(application)
    rows = []
    for supply in application.policy_set.rules.supplies:
        documents, earlier = shelf.at(DocumentUse.ITEM, supply.item)
        state, note = scan_state(documents) or ("done" if documents else "open", "")
        title = localise(supply.name.model_dump())
        rows.append(PlaceRow(DocumentUse.ITEM, supply.item, title, state, note, documents, earlier))
    return rows


@dataclass(frozen=True)
class DuePaper:
    """A condition of an approved case, in words. `name`: the paper or the item it is about."""

    condition: Condition
    name: str
    is_overdue: bool
    left: TimeLeft | None = None
    follows: str = ""  # what the policy does if nothing comes

    def __getattr__(self, name: str) -> Any:
        return getattr(self.condition, name)


def conditions_shown(application: Application, at: datetime) -> list[DuePaper]:
    """Every condition, the open ones first, with what it is about."""
    rules, today = application.policy_set.rules, shanghai_day(at)
    names = {paper.key: localise(paper.name.model_dump()) for paper in rules.papers}
    names |= {supply.item: localise(supply.name.model_dump()) for supply in rules.supplies}
    rows = application.conditions.order_by("-status", "due_on", "pk")
    return [due_paper(each, names.get(each.detail, ""), rules, today) for each in rows]


def due_paper(condition: Condition, name: str, rules: PolicyBody, today: date) -> DuePaper:
    """With the days that are left, and what follows, while it is open and has a day."""
    if condition.status != ConditionStatus.OPEN or condition.due_on is None:
        return DuePaper(condition, name, is_overdue=False)
    rule = rules.condition_rule(condition.kind, condition.detail)
    left = days_left(condition.due_on, today)
    return DuePaper(condition, name, left.is_over, left, "" if left.is_over else follows(rule.when_overdue))


def follows(when_overdue: WhenOverdue) -> str:
    if when_overdue == WhenOverdue.STOP:
        return _("If it is not met by then, work is stopped until it is.")
    return _("If it is not met by then, the approval ends.") if when_overdue == WhenOverdue.LAPSE else ""


def is_overdue(condition: Condition, today: date) -> bool:
    return (
        condition.status == ConditionStatus.OPEN and condition.due_on is not None and today > condition.due_on
    )


def filed_rows(application: Application, at: datetime) -> list[PlaceRow]:
    """What a reader of the case sees: every place with something in it, or still waited for."""
    rows = [*place_rows(application, at), *item_rows(application)]
    return [row for row in rows if row.documents or row.earlier or row.deferral or row.due]
