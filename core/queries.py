"""Who may see what of the foundation."""

import re

from django.contrib.auth.models import AnonymousUser
from django.db.models import Case, Q, QuerySet, When
from django.db.models.functions import Left, Length

from core.models import AuditEvent, Division, Job, Notification, Role, User

SEPARATORS = re.compile(r"[·,，、/]")
NAMESAKES = 10  # so many places of one name are looked at
LONGEST_WORDS, MOST_PARTS = 200, 8  # of a place
ABOVE = (2, 4, 6)  # digits of the codes of provinces, cities and districts


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


def places_like(words: str, rows: QuerySet[Division]) -> QuerySet[Division]:
    """
    Those of `rows` that `words` mean: a code or its beginning, or names, each of which must fit the place or one
    above it (`西湖区 北山`, `杭州市 · 西湖区`, `Xihu District, Beishan`).

    The table of the whole country has some 40,000 rows; a caller takes a few.
    """
    parts = place_names(words.strip()) if len(words) <= LONGEST_WORDS else []
    rows = rows.alias(**{f"in_{digits}": Left("code", digits) for digits in ABOVE})
    for part in parts[:MOST_PARTS]:
        fits = Q(code__startswith=part) | Q(name__contains=part) | Q(name_en__icontains=part)
        rows = rows.filter(fits | below(part))
    last = parts[-1] if parts else ""
    unsplit = SEPARATORS.split(words.strip())[-1].strip()
    own = When(Q(code=last) | Q(name__in=[last, unsplit]) | Q(name_en__iexact=last), then=0)
    begins = When(Q(name__startswith=last) | Q(name_en__istartswith=last), then=1)
    holds = When(Q(code__startswith=last) | Q(name__contains=last) | Q(name_en__icontains=last), then=2)
    # No name holds a NUL, and none is asked for; nor is what can be no way to a place.
    is_asked = 0 < len(parts) <= MOST_PARTS and "\0" not in words
    found = rows if is_asked else rows.none()
    fit = Case(own, begins, holds, default=3)
    return found.prefetch_related("parent__parent").annotate(fit=fit).order_by("fit", "code")


def below(part: str) -> Q:
    """In a province, city or district of this name: their codes begin its own, which costs less than its parents."""
    wider = Division.objects.alias(digits=Length("code")).filter(digits__lte=max(ABOVE))
    named = wider.filter(Q(name__contains=part) | Q(name_en__istartswith=part)).values("code")
    return Q(in_2__in=named) | Q(in_4__in=named) | Q(in_6__in=named)


def place_names(typed: str) -> list[str]:
    """`杭州市西湖区北山街道` → three names; English names keep their blanks."""
    parts: list[str] = []
    for part in SEPARATORS.split(typed):
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


def resolve_place(words: str, rows: QuerySet[Division]) -> Division | None:
    """The one of `rows` that `words` mean; None when nothing or too much fits."""
    if is_code(words):
        return place_of_code(words, rows)
    return the_one_of(list(places_like(words, rows)[:NAMESAKES]))


def is_code(words: str) -> bool:
    return words.isascii() and words.isdigit()


def place_of_code(code: str, rows: QuerySet[Division]) -> Division | None:
    found = list(rows.filter(pk__in=[code, short_code(code)]).select_related("parent__parent")[:2])
    return found[0] if len(found) == 1 else None


def the_one_of(found: list[Division]) -> Division | None:
    """Of places that `places_like` found, the one that is meant."""
    if len(found) == 1:
        return found[0]
    exact = [row for row in found if getattr(row, "fit", 0) == 0]
    # A municipality and the city in it may have one name: the wider one is meant.
    return exact[0] if exact and all(row.pk.startswith(exact[0].pk) for row in exact) else None


def short_code(code: str) -> str:
    """`330100` → `3301`, `330106000` → `330106`: codes are written with zeros at their end, too."""
    for length, zeros in ((12, "000"), (9, "000"), (6, "00"), (4, "00")):
        if len(code) == length and code.endswith(zeros):
            code = code[: -len(zeros)]
    return code
