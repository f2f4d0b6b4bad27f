"""Which firms a suspension means: the same question to the database and to one case in hand."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q, QuerySet

from approvals.models import Certificate, CertificateStatus, Suspension
from reopening.models import Application, ApplicationStatus


@dataclass(frozen=True)
class Scope:
    """A place, and what limits it further; every limit that is given must hold."""

    division: str
    within: tuple[str, ...] = ()
    industries: tuple[str, ...] = ()
    firm_class: str = ""
    phase: str = ""

    @property
    def places(self) -> tuple[str, ...]:
        return self.within or (self.division,)


def scope_of(suspension: Suspension) -> Scope:
    return Scope(
        suspension.division_id,
        tuple(suspension.within),
        tuple(suspension.industries),
        suspension.firm_class,
        suspension.phase,
    )


def starting(field: str, prefixes: Iterable[str]) -> Q:
    found = Q()
    for prefix in prefixes:
        found |= Q(**{f"{field}__startswith": prefix})
    return found


def approved_in(scope: Scope) -> QuerySet[Application]:
    """Approved firms that it means; their trade is the one on the certificate."""
    rows = Application.objects.filter(
        starting("division_code", scope.places), status=ApplicationStatus.APPROVED
    )
    if scope.industries:
        papers = Certificate.objects.exclude(status=CertificateStatus.REVOKED)
        named = papers.filter(starting("industry_code", scope.industries), application=OuterRef("pk"))
        rows = rows.filter(Exists(named))
    if scope.firm_class:
        rows = rows.filter(judged_class=scope.firm_class)
    return rows.filter(phase=scope.phase) if scope.phase else rows


def covers(scope: Scope, application: Application) -> bool:
    """The same of a case that is about to be approved, by the submission that was judged."""
    industry = (application.snapshot or {}).get("firm", {}).get("industry_code", "")
    return (
        application.division_code.startswith(scope.places)
        and (not scope.industries or industry.startswith(scope.industries))
        and scope.firm_class in ("", application.judged_class)
        and scope.phase in ("", application.phase)
    )


def acting_on(application: Application, acting: Sequence[Suspension]) -> Suspension | None:
    """The first of the acting suspensions that means this case."""
    return next((each for each in acting if covers(scope_of(each), application)), None)
