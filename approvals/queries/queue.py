"""The review queue: which cases wait, in which order, and what a line of it says."""

import re
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet, Sum

from approvals.queries.policies import PolicyWords, choices_of, policies_for, words_of
from core.kept_statements import kept_cursor
from core.models import Division, Role, User
from core.permissions import prefix_q
from reopening.models import WAITING, WITH_OFFICIALS, Application, ApplicationStatus, CaseCount
from reopening.models.firms import bigrams

# By name, the columns of each order; the last one is unique. `due` is the desk's own.
ORDERS = {
    "due": ("due_at", "pk"),
    "priority": ("factor_rank", "due_at", "pk"),
    "received": ("submitted_at", "pk"),
}
KEYS = ("pk", "due_at", "factor_rank", "submitted_at", "claimed_by_id")


class QueueCase(NamedTuple):
    """The columns of a line. :param staff_on_roster, people_held: heads; :param cover_days: days of masks"""

    pk: int
    public_id: uuid.UUID
    number: str
    firm_id: int
    firm_name: str
    credit_code: str
    division_code: str
    office_code: str
    trade_office: str
    status: str
    phase: str
    lane: str
    judged_class: str
    heads_on_site: int | None
    staff_on_roster: int
    people_held: int
    points_to_note: int
    cover_days: Decimal | None
    is_short: bool
    factors: int
    factor_rank: int
    submissions: int
    submitted_at: datetime
    due_at: datetime
    escalated_to: str
    claimed_by_id: int | None
    held_before_id: int | None
    amends_id: int | None
    policy_digest: str


ELSEWHERE = {
    "pk": "a.id",
    "firm_name": "f.name",
    "credit_code": "f.credit_code",
    "policy_digest": "p.digest",
}
LINES = f"""
SELECT {", ".join(ELSEWHERE.get(name, f"a.{name}") for name in QueueCase._fields)}
  FROM reopening_application a
  JOIN reopening_firm f ON f.id = a.firm_id
  JOIN reopening_policyset p ON p.id = a.policy_set_id
 WHERE a.id = ANY(%s)
"""  # noqa: S608 - names of our own

COUNTED = [str(each) for each in WITH_OFFICIALS]
WAITING_COUNTS = """
SELECT status, phase, sum(cases)::int FROM reopening_casecount
 WHERE status = ANY(%(states)s::text[]) AND division_code ^@ %(division)s
   AND EXISTS (SELECT FROM unnest(%(prefixes)s::text[]) AS prefix WHERE division_code ^@ prefix)
   AND (%(phase)s = '' OR phase = %(phase)s)
 GROUP BY status, phase HAVING sum(cases) <> 0
"""


def queue(user: User) -> QuerySet[Application]:
    """Cases that wait for the officials, in the divisions where `user` reviews or approves."""
    prefixes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    return Application.objects.filter(prefix_q("division_code", prefixes), WAITING)


def filed(user: User) -> QuerySet[Application]:
    """Every case that was handed in there, decided or not."""
    prefixes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    return Application.objects.filter(prefix_q("division_code", prefixes), submitted_at__isnull=False)


def handed_in_again(user: User) -> Q:
    """Cases handed in again that nobody else keeps: they stand on top until somebody reads them."""
    kept = Q(claimed_by=user) | Q(claimed_by__isnull=True)
    return Q(kept, status=ApplicationStatus.SUBMITTED, submissions__gt=1)


def claimable(user: User) -> Q:
    """Cases that `user` may claim now, as far as the columns say it."""
    free = Q(claimed_by=user) | Q(claimed_by__isnull=True)
    here = Q(pk__in=[])
    for code, bureau in user.bureaus(Role.REVIEWER):
        here |= Q(division_code__startswith=code, **({"trade_office": bureau} if bureau else {}))
    return Q(free & here, status=ApplicationStatus.SUBMITTED) & ~Q(firm__in=user.firms.values("pk"))


def named(words: str) -> Q:
    """
    Cases of firms whose name holds `words`, by the bigram index.

    As a pattern, which the planner can estimate: of a name that half the firms share, the order's index is quicker.
    """
    return Q(firm__grams__contains=bigrams(words), firm__name__iregex=re.escape(words))


def keys(cases: QuerySet[Application]) -> QuerySet[Any]:
    """What finds and orders the lines of a list; `queue_rows` reads the rest of those that are shown."""
    return cases.values_list(*KEYS, named=True)


def divisions_near(user: User, chosen: str) -> list[Division]:
    """The person's own divisions, those above `chosen` up to them, and the ones just below it."""
    codes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    inside = any(map(chosen.startswith, codes))
    way = [chosen[:length] for length in (2, 4, 6, 9) if length <= len(chosen)] if inside else []
    below = [chosen] if inside and chosen else codes
    rows = Division.objects.filter(
        prefix_q("code", codes) & (Q(code__in=[*codes, *way]) | Q(parent__in=below))
    )
    return list(rows.order_by("code"))


def phases_of(user: User) -> list[tuple[str, str]]:
    """Phases that cases of `user` may belong to, as choices in the policies' order."""
    return choices_of(policies_for(user), "phases")


def waiting_counts(user: User, division: str = "", phase: str = "") -> dict[tuple[str, str], int]:
    """
    Exact numbers by state and phase, from the kept counts; `division` and `phase` narrow them.

    They are those of `kept_counts`, and a test holds both together: making that question anew for every page cost
    five times as much as its answer.
    """
    prefixes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    asked: dict[str, Any] = {
        "states": COUNTED,
        "prefixes": prefixes,
        "division": division,
        "phase": phase,
    }
    with kept_cursor() as cursor:
        cursor.execute(WAITING_COUNTS, asked)
        return {(status, of_phase): cases for status, of_phase, cases in cursor.fetchall()}


def revision_of(user: User) -> int:
    """A number that changes whenever a case comes into, leaves or moves within the person's divisions."""
    return kept_counts(user).aggregate(sum=Sum("revision", default=0))["sum"]


def kept_counts(user: User) -> QuerySet[CaseCount]:
    prefixes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    return CaseCount.objects.filter(prefix_q("division_code", prefixes), status__in=WITH_OFFICIALS)


@dataclass(frozen=True)
class QueueRow:
    """One line of the queue: the columns of the case, the words of its policy, and who has it."""

    case: QueueCase
    words: PolicyWords
    officer: User | None

    @property
    def phase(self) -> str:
        return self.words.phase(self.case.phase)

    @property
    def lane(self) -> str:
        return self.words.lane(self.case.lane)

    @property
    def status_word(self) -> Any:
        return ApplicationStatus(self.case.status).label

    @property
    def is_resubmitted(self) -> bool:
        return self.case.submissions > 1


def queue_rows(keys: Iterable[Any]) -> list[QueueRow]:
    """The lines that belong to these keys, in their order; their officers in one query."""
    cases = read_cases([key.pk for key in keys])
    words = words_of(case.policy_digest for case in cases)
    ids = {case.claimed_by_id for case in cases if case.claimed_by_id}
    officers = User.objects.only("username", "name", "public_id").in_bulk(ids) if ids else {}
    return [QueueRow(case, words[case.policy_digest], officers.get(case.claimed_by_id)) for case in cases]


def read_cases(ids: list[int]) -> list[QueueCase]:
    """The columns of these cases, in their order, as they are now."""
    with kept_cursor() as cursor:
        cursor.execute(LINES, [ids])
        found = {row[0]: QueueCase(*row) for row in cursor.fetchall()}
    return [found[key] for key in ids if key in found]
