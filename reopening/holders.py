"""Who holds the safety posts of an application, and how each of them stands on a day (S69)."""

from copy import copy
from dataclasses import dataclass
from datetime import date

from core.fields import blind_index
from reopening.models import Application, PostHolder, StaffMember
from reopening.policy.body import PolicyBody
from reopening.policy.health import ScreeningSet
from reopening.posts import Seat, SeatState
from reopening.screening import needs_new_words, screen_again


@dataclass(frozen=True)
class Holder:
    """Who holds a post, as the roster knows the person (None: no longer on it), and how that stands on a day."""

    holding: PostHolder
    member: StaffMember | None
    seat: Seat


Named = list[tuple[PostHolder, StaffMember | None]]


def holders_of(application: Application, on: date) -> list[Holder]:
    """The holders of all safety posts on the day `on`, in the order in which they were named; two queries."""
    return standing(named_in(application), application.policy_set.rules, on)


def named_in(application: Application) -> Named:
    """Who is named, with the person of the roster."""
    holdings = list(PostHolder.objects.filter(application=application).order_by("pk"))
    hashes = [each.resident_id_hash for each in holdings]
    rows = StaffMember.objects.filter(application=application, resident_id_hash__in=hashes)
    people = {row.resident_id_hash: row for row in rows} if hashes else {}
    return [(each, people.get(each.resident_id_hash)) for each in holdings]


def standing(named: Named, policy: PolicyBody, on: date) -> list[Holder]:
    """How they stand on the day `on`."""
    found = []
    for each, member in named:
        is_certified = bool(each.certificate) and (each.certificate_until or on) >= on
        found.append(Holder(each, member, seat_of(member, policy, on, is_certified=is_certified)))
    return found


def judged_by(named: Named, table: ScreeningSet) -> Named:
    """The same with the classes that another table gives; nothing is stored."""
    return [(each, member and screened_by(member, table)) for each, member in named]


def screened_by(member: StaffMember, table: ScreeningSet) -> StaffMember:
    again = screen_again(member.answers, table)
    if again is None:
        return member
    other = copy(member)
    other.class_code, other.clear_on, other.cause = again.class_key, again.clear_on, {"rule": again.rule}
    return other


def seat_of(member: StaffMember | None, policy: PolicyBody, on: date, *, is_certified: bool) -> Seat:
    """How a person of the roster stands on the day `on`: observation before absence, because it has a day."""
    if member is None:
        return Seat(SeatState.GONE, is_certified=is_certified)
    if not member.class_code:
        return Seat(SeatState.UNDECLARED, is_certified=is_certified)
    if is_held(member, policy, on):
        until_declared = needs_new_words(member.cause.get("rule", ""))
        clear_on = None if until_declared else member.clear_on
        return Seat(SeatState.OBSERVATION, clear_on, is_certified)
    return Seat(SeatState.AVAILABLE if member.on_site else SeatState.OFF_SITE, is_certified=is_certified)


def is_held(member: StaffMember, policy: PolicyBody, on: date) -> bool:
    """Whether the person may not work on the day `on`; the same rule as `staff_counts`."""
    may_work = {each.key: each.may_work for each in policy.screening.classes}
    still = member.clear_on is None or member.clear_on > on or needs_new_words(member.cause.get("rule", ""))
    return not may_work.get(member.class_code, False) and still


def seats_of(holders: list[Holder]) -> dict[str, tuple[Seat, ...]]:
    """Seats by post, without anybody's name."""
    found: dict[str, tuple[Seat, ...]] = {}
    for each in holders:
        found[each.holding.post_key] = (*found.get(each.holding.post_key, ()), each.seat)
    return found


def marks_of(named: Named) -> dict[str, str]:
    """A mark by post that changes with its holders and their certificates, and says nothing of them."""
    found: dict[str, list[str]] = {}
    for each in sorted(
        (each for each, _member in named), key=lambda each: (each.post_key, each.resident_id_hash)
    ):
        words = f"{each.resident_id_hash} {each.certificate} {each.certificate_until or ''}"
        found.setdefault(each.post_key, []).append(words)
    return {key: blind_index("|".join(words))[:8] for key, words in found.items()}
