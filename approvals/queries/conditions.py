"""What approved firms still have to do, and what they have done: for those who follow it up."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import QuerySet

from approvals.queries.policies import words_of
from core.models import Role, User
from core.permissions import prefix_q
from reopening.deadlines import TimeLeft, days_left
from reopening.models import (
    DAY,
    ApplicationStatus,
    Condition,
    ConditionKind,
    ConditionStatus,
    Document,
    DocumentUse,
    Mandate,
)
from reopening.models.documents import DocumentQuerySet

CONFIRMERS = (Role.REVIEWER, Role.APPROVER, Role.INSPECTOR)
ORDER = ("day", "pk")
COLUMNS = (
    *("pk", "public_id", "day", "due_on", "kind", "detail", "status", "overdue_at", "fulfilled_at"),
    *("application_id", "application__public_id", "application__number", "application__division_code"),
    *("application__firm__name", "application__policy_set__digest"),
)


@dataclass(frozen=True)
class ConditionRow:
    """One line: the condition, its case, its day, and what was handed in for it."""

    case: Any
    name: str
    left: TimeLeft | None
    documents: list[Document] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return bool(self.case.status == ConditionStatus.OPEN)

    @property
    def kind(self) -> str:
        return str(ConditionKind(self.case.kind).label)

    @property
    def state(self) -> str:
        return str(ConditionStatus(self.case.status).label)

    @property
    def held_back(self) -> Document | None:
        """A file of it that nobody can read: it waits for the scanner, or a virus was found."""
        return next((each for each in self.documents if not each.file.is_served), None)

    @property
    def handed_in_at(self) -> Any:
        return max((each.handed_in_at for each in self.documents), default=None)


def conditions_here(user: User) -> QuerySet[Condition]:
    """
    Of approved cases in the divisions where `user` follows them up; their day as `day`.

    The person's own firms, and those filed for under a mandate, are somebody else's to judge.
    """
    here = prefix_q("division_code", user.role_prefixes(*CONFIRMERS))
    rows = Condition.objects.filter(here, application__status=ApplicationStatus.APPROVED)
    return rows.exclude(application__firm__in=own_firms(user)).annotate(day=DAY)


def own_firms(user: User) -> list[int]:
    """
    Firms that the person acts for, by key; of an official nearly always none.

    Fetched first: with them as subqueries the database expects an eighth of the rows, and then reads both tables
    whole to count a thousand.
    """
    mandated = Mandate.objects.held_by(user).values_list("firm_id")
    return [key for (key,) in user.firms.order_by().values_list("pk").union(mandated)]


def handed_in(rows: QuerySet[Condition]) -> QuerySet[Condition]:
    """Those of them whose promised paper has come, and waits for a word."""
    return rows.filter(handed_in_at__isnull=False, status=ConditionStatus.OPEN)


def late_documents(user: User) -> DocumentQuerySet:
    """What firms handed in after their approval and that stands, as far as the person sees it."""
    return Document.objects.visible_to(user).current().filter(use=DocumentUse.PAPER, is_late=True)


def lines(rows: QuerySet[Condition]) -> QuerySet[Any]:
    """The columns of a line, without making records of them."""
    return rows.values_list(*COLUMNS, named=True)


def condition_rows(cases: Sequence[Any], user: User, today: date) -> list[ConditionRow]:
    """The lines of a page; what was handed in for all of them in one query."""
    found: dict[tuple[int, str], list[Document]] = defaultdict(list)
    documents = late_documents(user).filter(application__in={case.application_id for case in cases})
    for document in documents.select_related("file").order_by("pk"):
        found[document.application_id, document.key].append(document)
    return [
        ConditionRow(
            case,
            name,
            days_left(case.due_on, today) if case.due_on and case.status == ConditionStatus.OPEN else None,
            found[case.application_id, case.detail] if case.kind == ConditionKind.PAPER_DUE else [],
        )
        for case, name in zip(cases, names_of(cases), strict=True)
    ]


def names_of(cases: Sequence[Any]) -> list[str]:
    """What each is about: the paper or the item as its policy calls it."""
    words = words_of(case.application__policy_set__digest for case in cases)
    return [words[case.application__policy_set__digest].asked(case.detail) for case in cases]
