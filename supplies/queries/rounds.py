"""A round as its page and its file show it."""

import hmac
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from django.conf import settings
from django.db.models import Count, F, QuerySet, Sum
from django.utils.translation import gettext as _

from reopening.policy.goods import SupplyKind
from reopening.wording import localise
from supplies import charts
from supplies.explaining import LineFacts, explain, reached_in_words, rule_in_words
from supplies.models import Award, Reason, Round, RoundItem, RoundLine
from supplies.rules import ItemRule, rule_of
from supplies.sharing import Cutoff, Ladder, Rung

MEASURES = {SupplyKind.AREA: "area", SupplyKind.DURABLE: "durable"}


@dataclass
class RoundView:
    """One item of a round, and everything needed to say it in words."""

    round_item: RoundItem

    @cached_property
    def ladder(self) -> Ladder:
        return tuple(Rung(frozenset(step["tiers"]), step["target"]) for step in self.round_item.ladder)

    @cached_property
    def cutoff(self) -> Cutoff | None:
        return cutoff_of(self.round_item)

    @cached_property
    def phases(self) -> dict[int, str]:
        """Names of the phases by tier, in the reader's language."""
        policy = self.round_item.round.policy_set.rules
        return {
            number: localise(phase.name.model_dump()) for number, phase in enumerate(policy.phases, start=1)
        }

    @cached_property
    def item_rule(self) -> ItemRule:
        return rule_of(self.round_item.item, self.round_item.round.policy_set.rules)

    @property
    def measure(self) -> str:
        return MEASURES.get(self.item_rule.kind, "heads")

    @property
    def weighing(self) -> str:
        """What a count of people means here, where it is more than their number."""
        posts, times = self.round_item.round.policy_set.rules.exposed_posts, self.item_rule.exposed_times
        if posts is None or times == 1:
            return ""
        words = {"posts": localise(posts.posts.model_dump()), "times": times}
        return _("Each person on an exposed post (%(posts)s) counts as %(times)s people.") % words

    @property
    def rule(self) -> str:
        return rule_in_words(self.ladder, self.phases, self.measure)

    @property
    def reached(self) -> str:
        """How far the stock went, for everybody to read."""
        return reached_in_words(self.cutoff, self.measure)

    def explain(self, line: RoundLine) -> list[str]:
        """The explanation of one line; `line.award` must be loaded."""
        return explain(self.facts(line, line.award), ladder=self.ladder, cutoff=self.cutoff)

    def facts(self, line: RoundLine, award: Award) -> LineFacts:
        return LineFacts(
            tier=line.tier,
            phase=self.phases.get(line.tier, line.phase),
            basis=line.heads,
            measure=self.measure,
            level_before=award.level_before,
            level_after=award.level_after,
            packs=award.packs,
            request_packs=award.request_packs,
            pack=self.round_item.item.in_units(self.round_item.unit),
            reason=award.reason,
            tie_rank=award.tie_rank,
            why_not=str(line.get_ineligible_display()),
            exposed_times=self.item_rule.exposed_times,
        )


def cutoff_of(item: RoundItem) -> Cutoff | None:
    if (
        item.cutoff_rung is None
        or item.cutoff_level is None
        or item.cutoff_tie is None
        or item.cutoff_pack is None
    ):
        return None
    return Cutoff(item.cutoff_rung, item.cutoff_level, item.cutoff_tie, item.cutoff_pack)


def line_mark(line_id: int) -> str:
    """Twelve characters that name a line to whoever knows them, and say nothing about its firm."""
    words = f"round-line:{line_id}".encode()
    return hmac.new(settings.HASH_KEY.encode(), words, sha256).hexdigest()[:12]


def lines_of(round_item: RoundItem) -> QuerySet[RoundLine]:
    return round_item.lines.select_related("award", "firm", "order_line__order", "home_depot")


def distribution(round_item: RoundItem) -> charts.Chart:
    """Firms by days of cover, before and after."""
    shared = Award.objects.filter(line__round_item=round_item).exclude(reason=Reason.INELIGIBLE)
    return charts.chart(
        by_bin(shared, "level_before"), by_bin(shared, "level_after"), cut_level=round_item.cutoff_level
    )


def by_bin(awards: QuerySet[Award], field: str) -> dict[int, int]:
    rows = (
        awards.annotate(bin=F(field) / charts.BIN).order_by().values_list("bin").annotate(firms=Count("pk"))
    )
    counts: dict[int, int] = {}
    for number, firms in rows:
        place = min(number, charts.BINS - 1)
        counts[place] = counts.get(place, 0) + firms
    return counts


@dataclass(frozen=True)
class RoundSums:
    firms: int
    asked: int  # base units
    served: int  # firms that got something
    with_nothing: int


def sums_of(round_item: RoundItem) -> RoundSums:
    lines = round_item.lines.aggregate(firms=Count("pk"), asked=Sum("requested"))
    served = round_item.lines.filter(award__packs__gt=0).count()
    return RoundSums(lines["firms"], lines["asked"] or 0, served, lines["firms"] - served)


def explanations_for_order(order_id: int) -> list[tuple[Round, RoundItem, list[str]]]:
    """What each published round said about an order, newest first."""
    lines = (
        RoundLine.objects.filter(order_line__order=order_id, round_item__round__status="published")
        .select_related("award", "round_item__item", "round_item__round__policy_set")
        .order_by("-pk")[:20]
    )
    return [
        (
            line.round_item.round,
            line.round_item,
            [
                *RoundView(line.round_item).explain(line),
                _("On the round's public page your line has the mark %(mark)s.")
                % {"mark": line_mark(line.pk)},
            ],
        )
        for line in lines
    ]
