"""Awards in words, from stored numbers only."""

from dataclasses import replace

from supplies.explaining import LineFacts, cover, explain, rule_in_words
from supplies.sharing import MICRO, Cutoff
from tests.supplies.oracles import DEFAULT_LADDER

FACTS = LineFacts(
    tier=2,
    phase="Phase 2",
    basis=120,
    measure="heads",
    level_before=int(0.4 * MICRO),
    level_after=int(1.65 * MICRO),
    packs=3,
    request_packs=20,
    pack="50 pieces",
    reason="stock",
    tie_rank=4,
)
CUT = Cutoff(4, int(1.62 * MICRO), 9, 2)


def words(facts=FACTS, cutoff=CUT):
    return explain(facts, ladder=DEFAULT_LADDER, cutoff=cutoff)


def test_a_line_that_the_stock_bound():
    assert words() == [
        "Phase 2, 120 people on site, 0.40 days in hand.",
        "Today's stock reached 1.62 days for this phase (step 5 of the rule).",
        "The firm got 3 packs of 50 pieces: from 0.40 days to 1.65 days.",
        "One pack more would start at 1.65 days, above the line.",
        "It asked for 20 packs, which was not the limit.",
    ]


def test_a_count_that_weighs_exposed_posts_says_so():
    assert words(replace(FACTS, exposed_times=2))[0] == (
        "Phase 2, counted as 120 people on site (each on an exposed post as 2), 0.40 days in hand."
    )


def test_a_line_at_the_line_names_its_place_in_the_tie():
    facts = replace(FACTS, level_after=CUT.level)

    assert "this firm was number 5" in words(facts)[3]


def test_a_line_of_another_phase_waits_for_its_step():
    facts = replace(FACTS, tier=3, packs=0, level_after=FACTS.level_before)

    assert words(facts)[1:4] == [
        "Today's stock ended at step 5 of the rule, which serves other phases.",
        "The firm got nothing.",
        "More packs for its phase come at a later step.",
    ]


def test_a_line_bound_by_its_request_or_by_the_target():
    assert words(replace(FACTS, reason="request"))[-1] == "That is all it asked for."
    assert words(replace(FACTS, reason="target"))[-1] == (
        "It reached the target of the rule, 7.00 days; its request of 20 packs was larger."
    )


def test_a_line_that_took_no_part_says_why():
    assert words(replace(FACTS, reason="ineligible", why_not="it has nobody on site")) == [
        "The firm took no part in this round: it has nobody on site."
    ]


def test_enough_for_everybody():
    assert words(cutoff=None)[1] == "There was enough for everybody in this round."


def test_floor_area_and_goods_kept_per_head_have_their_own_measures():
    assert "120 m² of floor" in words(replace(FACTS, measure="area"))[0]
    assert cover(int(0.5 * MICRO), "durable") == "50 % of the full number"


def test_days_are_rounded_down():
    assert cover(1_999_999, "heads") == "1.99 days"


def test_the_rule_in_one_sentence():
    assert rule_in_words(DEFAULT_LADDER[:2], {1: "Phase 1", 2: "Phase 2"}) == (
        "Each pack goes to the firm that would have the least without it, step by step: "
        "Phase 1 up to 1 day; Phase 1, Phase 2 up to 1 day. "
        "Ties go to whoever received least per head in the last days, then by lot."
    )
