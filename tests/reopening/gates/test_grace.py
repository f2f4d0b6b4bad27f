"""The dated grace: milder for some days, never stricter, and over exactly on its day in Shanghai."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from core.dates import shanghai_day, start_of
from reopening.findings import Finding, FindingLevel
from reopening.gates import blocks_on, soften, stricter

FIRST = date(2020, 3, 1)
STRICTNESS = [FindingLevel.PASS, FindingLevel.WARN, FindingLevel.BLOCK]


def finding(rule: str, level: str, item: str = "") -> Finding:
    params = {"item": {"zh": item, "en": item}} if item else {}
    return Finding(rule, FindingLevel(level), "supply_hint", "inventory", params)


findings = st.lists(
    st.builds(
        finding,
        st.sampled_from(["supplies", "phase", "papers"]),
        st.sampled_from(["pass", "warn", "block"]),
        st.sampled_from(["", "口罩", "酒精"]),
    ),
    max_size=6,
)
days = st.integers(-5, 40).map(lambda number: FIRST + timedelta(days=number))


@given(findings, findings, st.integers(0, 20), days)
def test_the_grace_never_makes_anything_stricter_and_loses_nothing(before, after, grace_days, on):
    softened = soften(before, after, blocks_from=blocks_on(FIRST, grace_days), on=on)

    assert [each.identity for each in softened] == [each.identity for each in after]
    for mild, full in zip(softened, after, strict=True):
        assert STRICTNESS.index(mild.level) <= STRICTNESS.index(full.level)


@given(findings, findings, st.integers(0, 20), days)
def test_only_what_did_not_block_before_is_softened(before, after, grace_days, on):
    softened = soften(before, after, blocks_from=blocks_on(FIRST, grace_days), on=on)
    blocked = {each.identity for each in before if each.level == FindingLevel.BLOCK}

    for mild, full in zip(softened, after, strict=True):
        in_grace = on < FIRST + timedelta(days=grace_days)
        expected = full.level == FindingLevel.BLOCK and full.identity not in blocked and in_grace
        assert (mild != full) == expected


@given(st.integers(1, 20), st.integers(0, 24 * 60 * 60 - 1))
def test_the_grace_ends_at_midnight_in_shanghai(grace_days, second):
    """The first day counts: with three days from the 1st, the 3rd still warns and the 4th blocks."""
    last = FIRST + timedelta(days=grace_days - 1)
    at = start_of(last) + timedelta(seconds=second)

    def level(instant: datetime) -> FindingLevel:
        from_day = blocks_on(FIRST, grace_days)
        return soften([], [finding("phase", "block")], blocks_from=from_day, on=shanghai_day(instant))[
            0
        ].level

    assert level(at.astimezone(UTC)) == FindingLevel.WARN
    assert level((start_of(last) + timedelta(days=1)).astimezone(UTC)) == FindingLevel.BLOCK


def test_the_same_rule_about_another_thing_is_another_rule():
    before, after = [finding("supplies", "block", "口罩")], [finding("supplies", "block", "酒精")]

    assert stricter(before, after) == after
    assert stricter(after, after) == []


def test_a_post_that_was_empty_before_does_not_speak_for_another_one():
    def post(name: str) -> Finding:
        return Finding(
            "safety_posts", FindingLevel.BLOCK, "post_empty", "posts", {"post": {"zh": name, "en": name}}
        )

    before, after = [post("安全员")], [post("安全员"), post("电工")]

    assert stricter(before, after) == after[1:]


def test_a_softened_finding_says_from_when_it_blocks():
    [mild] = soften([], [finding("phase", "block")], blocks_from=date(2020, 3, 5), on=FIRST)

    stored = Finding.from_json(mild.as_json())
    assert (stored.level, stored.blocks_from) == (FindingLevel.WARN, "2020-03-05")


def test_without_days_of_grace_it_blocks_at_once():
    after = [finding("phase", "block")]

    assert soften([], after, blocks_from=blocks_on(FIRST, 0), on=FIRST) == after
