"""What the list of sections says of each."""

import pytest

from reopening.gates import evaluate
from reopening.task_list import next_task, sections
from tests.reopening.gates.makers import HANGZHOU, changed


def row(key, facts):
    return next(each for each in sections(facts, evaluate(facts, HANGZHOU), HANGZHOU) if each.key == key)


@pytest.mark.parametrize(("masks", "is_noted"), [(420, False), (40, True)])
def test_goods_below_the_reserve_keep_nobody_and_are_said(masks, is_noted):
    facts = changed(inventory={"mask": masks, "thermometer": 1, "disinfectant": 56_000})

    inventory = row("inventory", facts)

    assert (inventory.state, inventory.is_noted, bool(inventory.note)) == ("done", is_noted, is_noted)
    assert next_task(sections(facts, evaluate(facts, HANGZHOU), HANGZHOU)).key != "inventory"
