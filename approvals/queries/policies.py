"""The words of policy sets that lists need: read once a process, since what a digest names never changes."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from core.models import Role, User
from core.permissions import prefix_q
from reopening.models import PolicySet, PolicyStatus
from reopening.policy.base import Office
from reopening.policy.priorities import USUAL, Factor
from reopening.wording import localise

Text = dict[str, str]
_known: dict[str, "PolicyWords"] = {}


@dataclass(frozen=True)
class PolicyWords:
    """
    Names by key, in the policy's order, in both languages; `factors`: the priorities, the most important first.

    :param trade_offices: by key, the level of the office they belong to and their name
    """

    phases: dict[str, Text]
    classes: dict[str, Text]
    factors: tuple[Factor, ...]
    trade_offices: dict[str, tuple[Office, Text]]
    papers: dict[str, Text]
    lanes: dict[str, Text]
    supplies: dict[str, Text]

    def phase(self, key: str) -> str:
        return localise(self.phases[key]) if key in self.phases else key

    def firm_class(self, key: str) -> str:
        return localise(self.classes[key]) if key in self.classes else key

    def lane(self, key: str) -> str:
        return localise(self.lanes[key]) if key in self.lanes else key

    def asked(self, key: str) -> str:
        """A paper or an item, as a condition names it."""
        named = self.papers | self.supplies
        return localise(named[key]) if key in named else key


def words_of(digests: Iterable[str]) -> dict[str, PolicyWords]:
    """The words of these policies; one query when one of them is new to this process."""
    wanted = set(digests)
    missing = wanted - _known.keys()
    if missing:
        rows = PolicySet.objects.filter(digest__in=missing)
        for digest, body in rows.values_list("digest", "body"):
            _known[digest] = read(body)
    return {digest: _known[digest] for digest in wanted}


def read(body: dict[str, Any]) -> PolicyWords:
    order = (body.get("priorities") or {}).get("order") or USUAL.order
    return PolicyWords(
        phases={each["key"]: each["name"] for each in body["phases"]},
        classes={each["key"]: each["name"] for each in body.get("firm_classes", ())},
        factors=tuple(map(Factor, order)),
        trade_offices={
            each["trade_office"]: (Office(each["office"]), each["name"])
            for each in body.get("special_deciders", ())
            if each.get("trade_office")
        },
        papers={each["key"]: each["name"] for each in body.get("papers", ())},
        lanes={each["key"]: each["name"] for each in body.get("lanes", ())},
        supplies={each["item"]: each["name"] for each in body.get("supplies", ())},
    )


def policies_for(user: User) -> list[PolicyWords]:
    """The words of the policy sets in force above or below the divisions of `user`."""
    codes = user.role_prefixes(Role.REVIEWER, Role.APPROVER)
    above = {code[:length] for code in codes for length in (2, 4, 6, 9) if length <= len(code)}
    rows = PolicySet.objects.filter(
        Q(division__in=above) | prefix_q("division__code", codes), status=PolicyStatus.PUBLISHED
    )
    digests = list(rows.order_by("division_id", "-valid_from").values_list("digest", flat=True))
    words = words_of(digests)
    return [words[digest] for digest in digests]


def choices_of(policies: list[PolicyWords], part: str) -> list[tuple[str, str]]:
    """Phases or classes that cases may belong to, as choices in the policies' order."""
    return list(
        {key: localise(name) for words in policies for key, name in getattr(words, part).items()}.items()
    )
