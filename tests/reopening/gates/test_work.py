import dataclasses
from datetime import date

import pytest

from reopening.arrivals import Shift
from reopening.findings import FindingLevel
from reopening.policy.work import Post
from reopening.posts import Seat, SeatState
from tests.reopening.gates.makers import HANGZHOU, WHOLE, changed, finding, with_gate

AWAY = Seat(SeatState.OBSERVATION, date(2020, 2, 20), is_certified=True)
HERE = Seat(SeatState.AVAILABLE, is_certified=True)


def posts(*seats):
    return changed(posts=WHOLE.posts | {"special_operations": seats})


@pytest.mark.parametrize(
    ("seats", "key"),
    [
        ((HERE,), "post_filled"),
        ((AWAY, HERE), "post_filled"),
        ((), "post_empty"),
        ((Seat(SeatState.GONE),), "post_empty"),
        ((AWAY,), "post_gap_until"),
        ((Seat(SeatState.OBSERVATION, is_certified=True),), "post_gap"),
        ((Seat(SeatState.OFF_SITE, is_certified=True),), "post_gap"),
        ((Seat(SeatState.AVAILABLE),), "post_uncertified"),
    ],
)
def test_a_post_says_how_it_stands(seats, key):
    keys = {each.key for each in [finding(key, posts(*seats))]}

    assert keys == {key}


def test_a_gap_names_the_day_on_which_it_closes_and_nobody():
    found = finding("post_gap_until", posts(AWAY))

    assert "From 2020-02-20" in found.message
    assert found.level == FindingLevel.WARN
    assert set(found.params) == {"post", "needed", "available", "count", "filled_on"}


def test_a_holder_who_left_the_roster_is_told_besides():
    assert finding("post_holder_gone", posts(HERE, Seat(SeatState.GONE))).params["count"] == 1


def test_a_blocking_post_blocks_only_where_its_gate_does():
    stored = HANGZHOU.model_dump(mode="json")
    strict = [post | {"level": "block"} for post in stored["posts"]]
    gates = [
        gate | {"level": "block"} if gate["kind"] == "safety_posts" else gate for gate in stored["gates"]
    ]

    mild = type(HANGZHOU).model_validate(stored | {"posts": strict})
    hard = type(HANGZHOU).model_validate(stored | {"posts": strict, "gates": gates})

    assert finding("post_empty", posts(), mild).level == FindingLevel.WARN
    assert finding("post_empty", posts(), hard).level == FindingLevel.BLOCK


@pytest.mark.parametrize(
    ("heads", "site", "industry", "asked"),
    [
        (19, "factory", "C14", False),
        (20, "factory", "C14", True),
        (50, "factory", "C14", True),
        (51, "factory", "C14", False),
        (30, "office", "C14", False),
        (30, "factory", "I65", False),
        (30, "factory", "", False),
    ],
)
def test_a_post_is_asked_by_band_site_and_trade_with_both_ends(heads, site, industry, asked):
    post = Post.model_validate(
        {
            "key": "welder",
            "name": {"zh": "焊工", "en": "Welder"},
            "level": "warn",
            "at_least": 20,
            "at_most": 50,
            "sites": ["factory"],
            "industries": ["C"],
            "ours": True,
            "why": {"zh": "试", "en": "test"},
        }
    )

    assert post.is_asked(heads, site, industry) is asked


def test_small_firms_are_not_asked_for_special_operations():
    asked = HANGZHOU.posts_for(19, "factory", "C14")

    assert [post.key for post in asked] == ["safety_manager"]


def day(people=60, start=480, **values):
    return Shift("Day", people, start, (start + 540) % 1440, **values)


def test_without_shifts_the_section_is_open():
    assert finding("shifts_missing", changed(shifts=())).level == FindingLevel.WARN


def test_shifts_must_add_up_to_the_people_on_site():
    assert finding("shifts_differ", changed(shifts=(day(59),))).params == {"people": 59, "heads": 60}
    assert finding("shifts_agree", changed(shifts=(day(30), day(30))))


def test_a_crowd_at_the_entrance_is_named_with_its_time():
    crowd = changed(heads_on_site=600, shifts=(day(600),))

    found = finding("arrivals_high", crowd)

    assert "From 07:45 to 07:55, 400 people arrive at 1 entrance" in found.message
    assert finding("arrivals_kept", dataclasses.replace(crowd, entrances=4)).params["at_one"] == 100


LIMITS = {"meals": 50, "minutes_between_starts": 30, "ours": True, "why": {"zh": "试", "en": "test"}}


def test_meals_and_starts_are_checked_where_the_policy_names_a_limit():
    body = with_gate({"kind": "preconditions", "level": "warn"}, shifts=LIMITS)
    plan = (day(30, meal=720, canteen=True), day(30, 495, meal=735, canteen=True))
    spread = (day(30, meal=720, canteen=True), day(30, 525, meal=765, canteen=True))

    assert finding("meals_high", changed(shifts=plan), body).params["people"] == 60
    assert finding("starts_close", changed(shifts=plan), body).params["minutes"] == 15
    assert finding("meals_kept", changed(shifts=spread), body)
    assert finding("starts_kept", changed(shifts=spread), body)


def test_small_firms_need_no_shifts_unless_they_are_a_precondition():
    small = changed(heads_on_site=9, shifts=())

    assert not HANGZHOU.asks_shifts(9)
    assert with_gate({"kind": "preconditions", "level": "warn"}).asks_shifts(9)
    with pytest.raises(AssertionError):
        finding("shifts_missing", small)


def test_blanks_of_the_plan_are_named():
    found = finding("plan_blanks", changed(plan_blanks={"leadership": ["值班电话"], "gone": ["x"]}))

    assert found.params == {"count": 1, "blanks": ["值班电话"]}
    assert found.level == FindingLevel.WARN
