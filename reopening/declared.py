"""Who has declared for themselves, who has not, and at which link and with which code. Questions, no acts."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.dates import shanghai_day, start_of
from core.models import Division
from reopening.codes import code_hash
from reopening.models import BY_PERSON, Application, DeclarationLink, DeclaredBy, StaffMember
from reopening.policy.body import PolicyBody

MUNICIPALITIES = ("11", "12", "31", "50")  # a province that is a city: Beijing, Tianjin, Shanghai, Chongqing


def city_of(application: Application) -> Division:
    """The city of the site, as people call it; where it is not known, the place itself."""
    code = application.division_id
    key = code[:2] if code.startswith(MUNICIPALITIES) else code[:4]
    return Division.objects.filter(pk=key).first() or application.division


def member_by_code(link: DeclarationLink, code: str) -> StaffMember | None:
    """The person who holds this code at this link. :param code: canonical"""
    application = link.application
    found = application.staff.filter(code_hash=code_hash(application.pk, code)).first()
    if found is not None:
        found.application = application
    return found


def link_by_token(token: str) -> DeclarationLink | None:
    """The open link at this address; an address may hold what no token has, and NUL the database does not take."""
    if "\0" in token:
        return None
    rows = DeclarationLink.objects.filter(token=token, closed_at=None).defer("slips")
    return rows.select_related(
        "application__firm", "application__policy_set", "application__division"
    ).first()


def accepted_from(application: Application, policy: PolicyBody, at: datetime) -> datetime | None:
    """The instant from which declarations count for the policy's gate at the instant `at`; None without a limit."""
    for gate in policy.gates_for(application.division_id):
        if gate.kind == "declarations" and gate.max_age_days:
            return start_of(shanghai_day(at) - timedelta(days=gate.max_age_days))
    return None


def declared_too_long_ago(application: Application, policy: PolicyBody, at: datetime) -> Q:
    """The declarations that the policy's gate no longer accepts at the instant `at`; none without a limit."""
    limit = accepted_from(application, policy, at)
    return Q(declared_at__lt=limit) if limit else Q(pk__in=[])


def undeclared(application: Application, at: datetime) -> QuerySet[StaffMember]:
    """Who has not declared for themselves, or too long ago for the policy."""
    too_old = declared_too_long_ago(application, application.policy_set.rules, at)
    return StaffMember.objects.filter(~Q(declared_by__in=BY_PERSON) | too_old, application=application)


Rows = QuerySet[StaffMember]
# What the list of declarations can show: how it is called, and who is in it
SHOWN: dict[str, tuple[Any, Callable[[Application, datetime], Rows]]] = {
    "missing": (_("Missing"), undeclared),
    "declared": (
        _("Declared themselves"),
        lambda row, _at: row.staff.filter(declared_by=DeclaredBy.PERSON),
    ),
    "corrected": (
        _("Corrected by the firm"),
        lambda row, _at: row.staff.filter(declared_by=DeclaredBy.CORRECTED),
    ),
    "to_confirm": (_("To confirm"), lambda row, _at: row.staff.filter(to_confirm=True)),
    "withdrawn": (
        _("Consent withdrawn"),
        lambda row, _at: row.staff.filter(declared_by=DeclaredBy.WITHDRAWN),
    ),
}


def to_remind(application: Application, at: datetime, *, again_after: timedelta) -> QuerySet[StaffMember]:
    """Of those, who may be reminded: not who withdrew the consent, nor who was reminded a short while ago."""
    in_peace = Q(reminded_at__gt=at - again_after)
    return undeclared(application, at).exclude(declared_by=DeclaredBy.WITHDRAWN).exclude(in_peace)


@dataclass(frozen=True)
class DeclarationCounts:
    """How a firm's people stand: `missing` of `people` have not declared for themselves, or too long ago."""

    people: int
    declared: int
    corrected: int
    by_firm: int
    nothing: int
    withdrawn: int
    too_old: int
    to_confirm: int
    without_code: int

    @property
    def missing(self) -> int:
        return self.people - self.by_person + self.too_old

    @property
    def by_person(self) -> int:
        return self.declared + self.corrected


def declaration_counts(application: Application, at: datetime) -> DeclarationCounts:
    """In one grouped query along the index of the roster."""
    too_old = declared_too_long_ago(application, application.policy_set.rules, at)
    rows = (
        StaffMember.objects.filter(application=application)
        .values("declared_by")
        .annotate(
            people=Count("pk"),
            old=Count("pk", filter=Q(declared_by__in=BY_PERSON) & too_old),
            joined=Count("pk", filter=Q(to_confirm=True)),
            codeless=Count("pk", filter=Q(code_hash="")),
        )
        .order_by("declared_by")
    )
    by = Counter({row["declared_by"]: row["people"] for row in rows})
    return DeclarationCounts(
        people=by.total(),
        declared=by[DeclaredBy.PERSON],
        corrected=by[DeclaredBy.CORRECTED],
        by_firm=by[DeclaredBy.FILE] + by[DeclaredBy.FORM],
        nothing=by[DeclaredBy.NOBODY],
        withdrawn=by[DeclaredBy.WITHDRAWN],
        too_old=sum(row["old"] for row in rows),
        to_confirm=sum(row["joined"] for row in rows),
        without_code=sum(row["codeless"] for row in rows),
    )
