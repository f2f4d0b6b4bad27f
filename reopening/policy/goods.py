"""Rules about goods: what a firm keeps, how long it lasts, and how scarce goods are shared."""

from collections.abc import Sequence
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Annotated, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from reopening.policy.base import Count, CountedText, Firms, Flag, Key, Level, Part, Positive, Rule, Text


class SupplyKind(StrEnum):
    CONSUMABLE = "consumable"  # used up per head and day
    DURABLE = "durable"  # kept per heads, not used up
    AREA = "area"  # used up per floor area and day


class ExposedPosts(Rule):
    """
    Posts whose holders meet many people, in words that a firm reads (`posts`): it says how many of its people on site
    hold one, and each of them uses up `exposed_times` as much of an item as anybody else.
    """

    posts: Text


class Supply(Rule):
    """
    One item, counted in whole base units (`unit`: piece, pair, ml).

    Use: `use_units` for each `per` heads (consumable: a day; durable: at hand) or, by area, for each `per` m²
    a day; a person on an exposed post uses `exposed_times` as much. `pack` and `inner_pack`: what its packs are
    called (盒, 包), the larger one of `pack_units`; `one` is the English for exactly one of them.
    """

    item: Key
    name: Text
    unit: CountedText
    kind: SupplyKind
    use_units: Positive
    per: Positive = 1
    exposed_times: Annotated[int, Field(strict=True, ge=1, le=10)] = 1
    reserve_days: Count = 0
    max_order_days: Positive = 7
    order_interval_days: Positive = 1
    pack_units: Positive
    inner_pack_units: Positive | None = None
    pack: CountedText | None = None
    inner_pack: CountedText | None = None
    loose_allowed: Flag = False
    gate: Level
    hint_only: Flag = False

    @model_validator(mode="after")
    def _packs_nest(self) -> Self:
        if self.inner_pack_units and self.pack_units % self.inner_pack_units:
            raise PydanticCustomError("packs_nest", "a pack must hold a whole number of inner packs")
        if self.kind != SupplyKind.DURABLE and not self.reserve_days:
            raise PydanticCustomError("reserve_missing", "an item that is used up needs its reserve days")
        if self.kind != SupplyKind.CONSUMABLE and self.exposed_times > 1:
            raise PydanticCustomError("exposed_kind", "only what each person uses up can be used up faster")
        return self

    @cached_property
    def use(self) -> Fraction:
        """Base units per head (and day), or per m² and day."""
        return Fraction(self.use_units, self.per)

    def users(self, heads: int, exposed: int) -> int:
        """
        As how many people `heads` people use it up.

        :param exposed: of these, on exposed posts
        """
        return heads + (self.exposed_times - 1) * min(exposed, heads)


class SupplyCap(Part):
    """Limits of one item that differ from the item's own."""

    item: Key
    reserve_days: Count | None = None
    max_order_days: Positive | None = None
    order_interval_days: Positive | None = None


class SupplyGroup(Rule):
    """Firms of some classes or trades with limits of their own; the first group that fits a firm counts."""

    key: Key
    name: Text
    classes: tuple[Key, ...] = ()
    firms: Firms | None = None
    caps: tuple[SupplyCap, ...] = Field(min_length=1)

    def fits(self, firm_class: str, credit_code: str, industry: str) -> bool:
        named = self.firms is not None and self.firms.name(credit_code, industry)
        return firm_class in self.classes or named

    def cap(self, item: str) -> SupplyCap | None:
        return next((each for each in self.caps if each.item == item), None)

    def reserves(self, supplies: Sequence[Supply]) -> tuple[Supply, ...]:
        """The items with the reserve that these firms keep, and where it is from."""
        origin = {"source": self.source, "ours": self.ours, "why": self.why}
        return tuple(
            each.model_copy(update={"reserve_days": cap.reserve_days, **origin})
            if (cap := self.cap(each.item)) and cap.reserve_days is not None
            else each
            for each in supplies
        )


class Rung(Part):
    """Until all of `tiers` (1 = the first phase) have `target_days` of cover, no later rung gets a pack."""

    tiers: tuple[Positive, ...] = Field(min_length=1)
    target_days: Positive


class SupplyLadder(Rule):
    """The published order in which scarce stock is shared, rung after rung."""

    rungs: tuple[Rung, ...] = Field(min_length=1)
    history_days: Positive = 14
