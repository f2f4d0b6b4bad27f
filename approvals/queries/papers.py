"""Papers that firms handed in after their approval, and that an official has still to confirm."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Coalesce

from approvals.queries.policies import words_of
from core.models import Role, User
from core.permissions import prefix_q
from reopening.models import (
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
    *("pk", "day", "due_on", "detail", "application_id", "application__public_id", "application__number"),
    *("application__firm__name", "application__policy_set__digest"),
)


@dataclass(frozen=True)
class PaperToConfirm:
    """One line: the paper, its case, its day, and what was handed in for it."""

    case: Any
    name: str
    is_overdue: bool
    documents: list[Document] = field(default_factory=list)

    @property
    def held_back(self) -> Document | None:
        """A file of it that nobody can read: it waits for the scanner, or a virus was found."""
        return next((each for each in self.documents if not each.file.is_served), None)

    @property
    def handed_in_at(self) -> Any:
        return max((each.handed_in_at for each in self.documents), default=None)


def papers_to_confirm(user: User) -> QuerySet[Condition]:
    """
    Promised papers that have come, in the divisions where `user` may confirm them; their day as `day`.

    The person's own firms, and those filed for under a mandate, are somebody else's to judge.
    """
    mandated = Mandate.objects.held_by(user).values("firm")
    own = Q(application__firm__in=user.firms.values("pk")) | Q(application__firm__in=mandated)
    here = prefix_q("application__division_code", user.role_prefixes(*CONFIRMERS))
    has_come = late_documents(user).filter(application=OuterRef("application"), key=OuterRef("detail"))
    return (
        Condition.objects.filter(
            here,
            Exists(has_come),
            kind=ConditionKind.PAPER_DUE,
            status=ConditionStatus.OPEN,
            application__status=ApplicationStatus.APPROVED,
        )
        .exclude(own)
        .annotate(day=Coalesce("due_on", Value(date.max), output_field=DateField()))
    )


def late_documents(user: User) -> DocumentQuerySet:
    """What firms handed in after their approval and that stands, as far as the person sees it."""
    return Document.objects.visible_to(user).current().filter(use=DocumentUse.PAPER, is_late=True)


def lines(papers: QuerySet[Condition]) -> QuerySet[Any]:
    """The columns of a line, without making records of them."""
    return papers.values_list(*COLUMNS, named=True)


def paper_rows(cases: Sequence[Any], user: User, today: date) -> list[PaperToConfirm]:
    """The lines of a page; what was handed in for all of them in one query."""
    words = words_of(case.application__policy_set__digest for case in cases)
    found: dict[tuple[int, str], list[Document]] = defaultdict(list)
    documents = late_documents(user).filter(application__in={case.application_id for case in cases})
    for document in documents.select_related("file").order_by("pk"):
        found[document.application_id, document.key].append(document)
    return [
        PaperToConfirm(
            case,
            words[case.application__policy_set__digest].paper(case.detail),
            case.due_on is not None and today > case.due_on,
            found[case.application_id, case.detail],
        )
        for case in cases
    ]
