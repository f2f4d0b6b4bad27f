"""
Starting texts of the prevention plan, by section and kind of site (`plan_templates.toml`): known facts are filled
in, 【blanks】 are left for the firm. Pure.
"""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from reopening.policy.base import Text
from reopening.policy.content import PlanSection

TABLE = Path(__file__).with_name("plan_templates.toml")
BLANK = re.compile(r"【([^【】\n]{0,60})】")
FACT = re.compile(r"\{(\w+)\}")


@cache
def shipped() -> dict[str, dict[str, Text]]:
    """Texts by section: `all` for every kind of site, and what a kind of site adds."""
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    return {
        key: {kind: Text.model_validate(text) for kind, text in texts.items()} for key, texts in table.items()
    }


def template(section: PlanSection, site_kind: str) -> list[Text]:
    """The paragraphs for this kind of site: the policy's own text, or else the shipped ones; none for some keys."""
    if section.template is not None:
        return [section.template]
    texts = shipped().get(section.key, {})
    return [texts[kind] for kind in ("all", site_kind) if kind in texts]


def filled(paragraphs: list[str], facts: Mapping[str, str]) -> str:
    """The text with `{facts}` put in; a fact that is not known becomes a blank of its own name."""
    return "\n".join(
        FACT.sub(lambda found: facts.get(found[1]) or f"【{found[1]}】", each) for each in paragraphs
    )


def blanks(text: str) -> list[str]:
    """What is left open, each as named between its brackets, in order."""
    return BLANK.findall(text)
