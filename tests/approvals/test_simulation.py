from collections import Counter
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from approvals.day_quotas import DayRoom, Limit, Load, is_over
from approvals.simulation import Forecast, Group, Masks, People, Stage, simulate

FIRST = date(2020, 2, 17)
STREETS = ["330106001", "330106002", "330110005"]
PHASES = ["white_list", "others"]
numbers = st.one_of(st.none(), st.integers(0, 20))
groups = st.lists(
    st.builds(
        Group,
        phase=st.sampled_from([*PHASES, "unknown"]),
        division=st.sampled_from(STREETS),
        heads=st.integers(0, 9),
        count=st.integers(1, 6),
        exposed=st.integers(0, 3),
    ),
    max_size=25,
)
stages = st.tuples(
    *[
        st.builds(
            Stage,
            phase=st.just(phase),
            opens_from=st.one_of(
                st.none(), st.integers(0, 6).map(lambda later: FIRST + timedelta(days=later))
            ),
            firms_a_day=numbers,
            heads_a_day=numbers,
        )
        for phase in PHASES
    ]
)
limit_rows = st.lists(
    st.builds(Limit, division=st.sampled_from(["3301", "330106", *STREETS]), firms=numbers, heads=numbers),
    max_size=4,
)


def days(count: int = 8) -> list[date]:
    return [FIRST + timedelta(days=number) for number in range(count)]


def rooms(limits=(), count: int = 8) -> dict[date, DayRoom]:
    return {day: DayRoom(limits) for day in days(count)}


def test_one_phase_opens_within_its_quota_until_nobody_waits():
    found = simulate(
        [Group("white_list", STREETS[0], 10, 5)], [Stage("white_list", firms_a_day=2)], rooms(count=4)
    )

    assert [day.firms for day in found.days] == [2, 2, 1, 0]
    assert [day.at_work for day in found.days] == [20, 40, 50, 50]
    assert found.firms_waiting == 0
    assert found.last_opening_day == FIRST + timedelta(days=2)


def test_a_later_phase_waits_for_its_day_and_shares_the_street():
    stages = [Stage("white_list"), Stage("others", opens_from=FIRST + timedelta(days=1))]
    waiting = [Group("others", STREETS[0], 1, 9), Group("white_list", STREETS[0], 1, 4)]

    found = simulate(waiting, stages, rooms([Limit(STREETS[0], 3, None)], count=3))

    opened = [{phase: load.firms for phase, load in day.opening.items()} for day in found.days]
    assert opened == [{"white_list": 3}, {"white_list": 1, "others": 2}, {"white_list": 0, "others": 3}]
    assert found.waiting == {"others": Load(4, 4)}


def test_a_large_case_holds_up_nobody_behind_it():
    waiting = [Group("others", STREETS[0], 50, 1), Group("others", STREETS[0], 5, 2)]

    found = simulate(waiting, [Stage("others", heads_a_day=10)], rooms(count=1))

    assert found.days[0].opening == {"others": Load(2, 10)}
    assert found.waiting == {"others": Load(1, 50)}


def test_masks_are_used_by_everybody_at_work_and_the_first_short_day_is_named():
    masks = Masks(use=Fraction(3, 2), stock=100, arriving=10)

    found = simulate(
        [Group("others", STREETS[0], 11, 1)],
        [Stage("others")],
        rooms(count=4),
        masks=masks,
        at_work=People(10),
        starting={FIRST + timedelta(days=2): People(20)},
    )

    assert [day.at_work for day in found.days] == [21, 21, 41, 41]
    assert [day.masks for day in found.days] == [32, 32, 62, 62]
    assert [day.masks_left for day in found.days] == [78, 56, 4, -48]
    assert found.first_short_day == FIRST + timedelta(days=3)


@given(groups, stages, limit_rows)
def test_nobody_is_lost_and_nobody_opens_twice(waiting, stages, limits):
    found = simulate(waiting, stages, rooms({each.division: each for each in limits}.values()))

    firms, heads = Counter(), Counter()
    for day in found.days:
        for phase, load in day.opening.items():
            firms[phase] += load.firms
            heads[phase] += load.heads
    for phase, load in found.waiting.items():
        firms[phase] += load.firms
        heads[phase] += load.heads
    for phase in {group.phase for group in waiting}:
        mine = [group for group in waiting if group.phase == phase]
        assert firms[phase] == sum(group.count for group in mine)
        assert heads[phase] == sum(group.count * group.heads for group in mine)


@given(groups, stages, limit_rows)
def test_no_quota_is_overstepped_and_no_phase_opens_before_its_day(waiting, stages, limits):
    places = rooms({each.division: each for each in limits}.values())

    found = simulate(waiting, stages, places)

    for room in places.values():
        assert not any(is_over(limit, load) for limit, load in room.standings())
    for day in found.days:
        for stage in stages:
            load = day.opening.get(stage.phase, Load())
            assert load.firms == 0 or stage.is_open(day.day)
            assert stage.firms_a_day is None or load.firms <= stage.firms_a_day
            assert stage.heads_a_day is None or load.heads <= stage.heads_a_day


@given(groups, stages, st.integers(0, 500), st.integers(0, 50))
def test_the_books_of_masks_add_up(waiting, stages, stock, arriving):
    masks = Masks(Fraction(2), stock, arriving)

    found = simulate(waiting, stages, rooms(), masks=masks, at_work=People(7))

    left = stock + arriving * len(found.days) - found.masks
    assert found.days[-1].masks_left == left
    assert found.days[-1].at_work == 7 + found.heads


def test_people_on_exposed_posts_use_up_as_many_masks_as_the_policy_says():
    waiting = [Group("others", STREETS[0], 10, 2, exposed=4)]
    masks = Masks(Fraction(1), stock=100, exposed_times=3)

    found = simulate(
        waiting,
        [Stage("others", firms_a_day=1)],
        rooms(count=3),
        masks=masks,
        starting={FIRST: People(5, 1)},
        at_work=People(20, 2),
    )

    assert [day.at_work for day in found.days] == [35, 45, 45]
    assert [day.masks for day in found.days] == [35 + 2 * 7, 45 + 2 * 11, 45 + 2 * 11]
    assert simulate(waiting, [], rooms(), masks=masks).masks == 0


@given(groups, stages)
def test_a_wider_quota_of_the_first_phase_never_opens_fewer_of_it(waiting, stages):
    first, rest = stages[0], stages[1:]
    wider = Stage(first.phase, first.opens_from, first.opens_until, None, None)

    narrow = simulate(waiting, (first, *rest), rooms())
    wide = simulate(waiting, (wider, *rest), rooms())

    def opened(found):
        return sum(day.opening.get(first.phase, Load()).firms for day in found.days)

    assert opened(wide) >= opened(narrow)


@given(groups, stages)
def test_a_kept_forecast_reads_back_as_it_was(waiting, stages):
    found = simulate(waiting, stages, rooms(), masks=Masks(Fraction(1), 50, 3))

    assert Forecast.from_json(found.as_json()) == found
