"""The four priorities (四优先, S03): which firms go first, and in which order the factors count."""

from enum import StrEnum
from typing import Self

from pydantic import model_validator
from pydantic_core import PydanticCustomError

from reopening.policy.base import Positive, Rule, Text


class Factor(StrEnum):
    DAILY_LIFE = "daily_life"
    MANY_POSTS = "many_posts"
    STAFF_WELL = "staff_well"
    MEASURES = "measures"


class Priorities(Rule):
    """
    `order`: the factors, the most important first; each stays visible by itself, none has a weight.
    `many_heads`: from so many people on site on, many posts depend on the firm.
    """

    order: tuple[Factor, ...]
    many_heads: Positive

    @model_validator(mode="after")
    def _every_factor_once(self) -> Self:
        if sorted(self.order) != sorted(Factor):
            raise PydanticCustomError("factors", "order names each of the four factors once")
        return self


# What holds where a set says nothing of it.
USUAL = Priorities(
    order=tuple(Factor),
    many_heads=300,
    ours=True,
    why=Text(
        zh="报告列出四个优先方面，未给权重；按其列出的次序，300人起视为带动岗位多。",
        en="The report lists four factors without weights; they count in its order, and 300 people are many posts.",
    ),
)
