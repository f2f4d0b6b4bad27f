"""Who may see what of the foundation."""

import re

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Q, QuerySet, When

from core.models import AuditEvent, Division, Job, Notification, Role, User


def jobs_visible_to(user: User | AnonymousUser) -> QuerySet[Job]:
    """Everybody follows the work they asked for; auditors and administrators see all of it."""
    if not isinstance(user, User):
        return Job.objects.none()
    if user.roles & {Role.AUDITOR, Role.ADMINISTRATOR}:
        return Job.objects.all()
    return Job.objects.filter(created_by=user)


def inbox_of(user: User) -> QuerySet[Notification]:
    return Notification.objects.filter(user=user)


def audit_visible_to(user: User | AnonymousUser) -> QuerySet[AuditEvent]:
    """The whole trail is the auditor's; everybody else sees a record's timeline on the record."""
    if isinstance(user, User) and Role.AUDITOR in user.roles:
        return AuditEvent.objects.all()
    return AuditEvent.objects.none()


def streets_like(words: str) -> QuerySet[Division]:
    """
    Streets and townships that `words` mean: a code or its beginning, or names, each of which must fit the
    street or a place above it (`西湖区 北山`, `杭州市 · 西湖区`, `Xihu District, Beishan`).

    The table of the whole country has some 40,000 rows; a caller takes a few.
    """
    streets = Division.objects.filter(code__regex=r"^\d{9}$").select_related("parent__parent")
    parts = place_names(words.strip())
    for part in parts:
        streets = streets.filter(
            Q(code__startswith=part)
            | Q(name__contains=part)
            | Q(name_en__icontains=part)
            | above(part, "parent")
            | above(part, "parent__parent")
            | above(part, "parent__parent__parent")
        )
    last = parts[-1] if parts else ""
    own = When(Q(name=last) | Q(name_en__iexact=last), then=0)
    begins = When(name__startswith=last, then=1)
    found = (
        streets if parts and "\0" not in words else streets.none()
    )  # no name holds a NUL, and none is asked for
    return found.annotate(fit=Case(own, begins, default=2)).order_by("fit", "code")


def above(part: str, place: str) -> Q:
    return Q(**{f"{place}__name__contains": part}) | Q(**{f"{place}__name_en__istartswith": part})


def place_names(typed: str) -> list[str]:
    """`杭州市西湖区北山街道` → three names; English names keep their blanks."""
    parts: list[str] = []
    for part in re.split(r"[·,，、/]", typed):
        chinese = re.sub(r"(?<=[省市区县旗州盟])(?=.{2})", " ", part)
        parts += [part.strip()] if part.isascii() else chinese.split()
    return [part for part in parts if part]


def districts() -> QuerySet[Division]:
    """Divisions that have streets or townships."""
    streets = Division.objects.filter(code__regex=r"^\d{9}$")
    return Division.objects.filter(pk__in=streets.values("parent")).select_related("parent").order_by("pk")


def streets_in(district: str) -> QuerySet[Division]:
    rows = Division.objects.filter(parent=district, code__regex=r"^\d{9}$")
    return rows.select_related("parent__parent").order_by("pk")


def resolve_street(words: str) -> Division | None:
    """The one street that `words` mean; None when nothing or too much fits."""
    found = list(streets_like(words)[:2])
    if len(found) == 1 or (len(found) == 2 and found[0].fit == 0 and found[1].fit):  # type: ignore[attr-defined]
        return found[0]
    return None
