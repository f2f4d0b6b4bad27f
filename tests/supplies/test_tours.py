"""Plans of a day hold before the second opinion (D1, D2), are the same each time (D4), never worse (D5)."""

import math
from dataclasses import replace
from itertools import count, pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from supplies import plan_sheets, savings, solving, tour_checks
from supplies.tours import (
    DAY_S,
    LEFT_NO_ROOM,
    LEFT_NO_VEHICLE,
    LEFT_OUT_OF_TIME,
    LEFT_TOO_BIG,
    Drop,
    Plan,
    Problem,
    Vehicle,
    metres_between,
)

HOUR = 3600
DEPOT = (30.28, 120.08)
QUICK = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
LONG = settings(max_examples=1000, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def problems(draw: st.DrawFn, most: int = 9) -> tuple[Problem, list[float]]:
    size = draw(st.integers(0, most))
    spread = st.floats(-0.15, 0.15)
    points = [(DEPOT[0] + draw(spread), DEPOT[1] + draw(spread)) for _ in range(size)]
    drops = []
    for _ in range(size):
        opens = draw(st.integers(6, 14)) * HOUR
        drops.append(Drop(draw(st.integers(1, 12)), opens, opens + draw(st.integers(1, 8)) * HOUR, 360))
    vehicles = tuple(
        Vehicle(
            draw(st.integers(3, 30)),
            7 * HOUR,
            draw(st.integers(9, 19)) * HOUR,
            draw(st.integers(1, 9)) * HOUR,
        )
        for _ in range(draw(st.integers(0, 3)))
    )
    problem = Problem(vehicles, tuple(drops), metres_between([DEPOT, *points]), 180, 7 * HOUR, 18 * HOUR)
    return problem, [math.atan2(a - DEPOT[0], b - DEPOT[1]) for a, b in points]


def the_fallback_holds(case: tuple[Problem, list[float]]) -> None:
    problem, _bearings = case

    plan = savings.plan(problem)

    assert list(tour_checks.faults(problem, plan)) == []
    assert savings.plan(problem) == plan


def the_solver_holds_and_is_never_worse(case: tuple[Problem, list[float]]) -> None:
    problem, bearings = case

    solved = solving.solve(problem, bearings, iterations=30)

    assert list(tour_checks.faults(problem, solved.plan)) == []
    assert solved.plan.cost(problem) <= solved.greedy.cost(problem)
    assert solving.solve(problem, bearings, iterations=30) == solved  # D4


def one_tour_visits_each_drop_once(case: tuple[Problem, list[float]]) -> None:
    metres = case[0].metres

    order, length = savings.one_tour(metres)

    assert sorted(order) == list(range(len(metres) - 1))
    path = [0, *(drop + 1 for drop in order), 0]
    assert length == sum(int(metres[a, b]) for a, b in pairwise(path))
    assert savings.one_tour(metres) == (order, length)


PROPERTIES = [the_fallback_holds, the_solver_holds_and_is_never_worse, one_tour_visits_each_drop_once]


@pytest.mark.parametrize("check", PROPERTIES)
def test_plans_hold(check):
    QUICK(given(problems())(check))()


@pytest.mark.slow
@pytest.mark.parametrize("check", PROPERTIES)
def test_plans_hold_on_many_examples(check):
    LONG(given(problems())(check))()


def grid(size: int, vehicles: int, capacity: int = 60) -> tuple[Problem, list[float]]:
    """Drops on a square grid round the depot, two boxes each."""
    side = math.ceil(math.sqrt(size))
    points = [
        (DEPOT[0] + (number // side - side / 2) * 0.004, DEPOT[1] + (number % side - side / 2) * 0.004)
        for number in range(size)
    ]
    problem = Problem(
        (Vehicle(capacity, 8 * HOUR, 18 * HOUR, 8 * HOUR),) * vehicles,
        (Drop(2, 8 * HOUR, 18 * HOUR, 300),) * size,
        metres_between([DEPOT, *points]),
        180,
    )
    return problem, [math.atan2(a - DEPOT[0], b - DEPOT[1]) for a, b in points]


def test_the_solver_finds_shorter_tours_than_savings():
    problem, bearings = grid(60, 3)

    solved = solving.solve(problem, bearings, iterations=200)

    assert solved.made_by == solving.SOLVER
    assert solved.plan.length(problem) < solved.greedy.length(problem)


def test_when_the_solver_fails_the_fallback_ships(monkeypatch):
    problem, bearings = grid(20, 2)

    def broken(*_arguments: object, **_more: object) -> None:
        raise MemoryError

    monkeypatch.setattr("pyvrp.solve", broken)
    solved = solving.solve(problem, bearings, iterations=10)

    assert solved.made_by == solving.FALLBACK
    assert solved.plan == savings.plan(problem)


def test_more_than_300_drops_are_split_by_direction():
    problem, bearings = grid(650, 30)

    parts = solving.split(problem, bearings)

    assert sorted(drop for _vehicles, drops in parts for drop in drops) == list(range(650))
    assert sorted(van for vehicles, _drops in parts for van in vehicles) == list(range(30))
    assert all(len(drops) <= solving.MOST and vehicles for vehicles, drops in parts)
    edges = [[bearings[drop] for drop in drops] for _vehicles, drops in parts]
    assert all(max(a) <= min(b) for a, b in pairwise(edges))


def test_it_ends_in_time_with_a_plan_that_holds_and_is_no_worse(monkeypatch):
    """A clock that goes a second further each time it is asked: of 1,000 iterations few are made."""
    problem, bearings = grid(650, 30)
    asked = count()
    monkeypatch.setattr(solving, "monotonic", lambda: float(next(asked)))
    told: list[int] = []

    solved = solving.solve(
        problem, bearings, iterations=1_000, seconds=30, tell=lambda done, total: told.append(done)
    )

    assert next(asked) <= 30 + 10  # asked a few times more by each part than there are seconds
    assert told == []
    assert not list(tour_checks.faults(problem, solved.plan))
    assert solved.plan.cost(problem) <= solved.greedy.cost(problem)


def test_when_time_is_over_before_the_solver_begins_the_savings_plan_ships(monkeypatch):
    problem, bearings = grid(650, 30)
    monkeypatch.setattr("pyvrp.solve", None)  # nobody asks it

    for seconds in (0, -5):
        solved = solving.solve(problem, bearings, iterations=1_000, seconds=seconds)
        assert (solved.plan, solved.made_by) == (solved.greedy, solving.FALLBACK)


def test_the_depots_of_a_plan_share_its_time_by_their_parts(monkeypatch):
    """Whatever a depot does not use is the next ones'; the distances are counted in."""
    now, given = [0.0], list[float]()

    def metres(points):
        now[0] += 3
        return metres_between(points)

    def solve(problem, _bearings, *, seconds, **_more):
        given.append(seconds)
        now[0] += seconds / 2
        return solving.Solved(Plan(), Plan(), solving.FALLBACK)

    monkeypatch.setattr(plan_sheets, "monotonic", lambda: now[0])
    monkeypatch.setattr(plan_sheets, "metres_between", metres)
    monkeypatch.setattr(solving, "solve", solve)
    depot = {"opens": 0, "closes": DAY_S, "point": DEPOT, "vehicles": [], "drops": []}
    sheet = {"minutes_per_stop": 6, "km_per_hour": 20, "depots": [depot] * 3}

    plan_sheets.solve(sheet, iterations=10, seconds=60, tell=lambda done, total: None)

    assert given == [17, 21.25, 31.875]
    assert now[0] <= 60


def test_enough_time_changes_nothing():
    problem, bearings = grid(40, 2)

    in_time = solving.solve(problem, bearings, iterations=50, seconds=600)

    assert in_time == solving.solve(problem, bearings, iterations=50)


def test_it_tells_how_far_it_is():
    problem, bearings = grid(40, 2)
    told: list[tuple[int, int]] = []

    solving.solve(problem, bearings, iterations=200, tell=lambda done, total: told.append((done, total)))

    assert told == [(100, 200), (200, 200)]


def test_one_tour_unties_a_crossing():
    corners = [(30.0, 120.0), (30.1, 120.1), (30.0, 120.1), (30.1, 120.0)]

    order, _metres = savings.one_tour(metres_between([(30.05, 119.95), *corners]))

    assert order in ([0, 2, 1, 3], [3, 1, 2, 0])
    assert savings.one_tour(metres_between([])) == ([], 0)


def test_a_degree_of_latitude_is_111_kilometres_and_streets_are_longer():
    points = [(30.0, 120.0), (31.0, 120.0)]

    assert metres_between(points, detour_percent=100)[0, 1] == 111_195
    assert metres_between(points)[0, 1] == 144_553


def test_what_is_left_says_why():
    drops = (Drop(5), Drop(50), Drop(5, 0, 8 * HOUR), Drop(5))
    problem = Problem(
        (Vehicle(9, 8 * HOUR, 18 * HOUR, 8 * HOUR),),
        drops,
        metres_between([DEPOT, *[(30.3, 120.1)] * 4]),
        180,
    )

    plan = savings.plan(problem)

    assert plan.left == {1: LEFT_TOO_BIG, 2: LEFT_OUT_OF_TIME, 3: LEFT_NO_ROOM}
    assert savings.plan(replace(problem, vehicles=())).left == dict.fromkeys(range(4), LEFT_NO_VEHICLE)


def test_a_vehicle_leaves_as_late_as_costs_nothing():
    problem = Problem(
        (Vehicle(9, 6 * HOUR, 18 * HOUR, 3 * HOUR),),
        (Drop(1, 12 * HOUR, 13 * HOUR, 600),),
        metres_between([DEPOT, (30.3, 120.1)]),
        180,
    )

    (tour,) = savings.plan(problem).tours

    assert tour.arrives == (12 * HOUR,)
    assert tour.leaves > 11 * HOUR


def spoiled(problem: Problem, plan: Plan) -> dict[str, tuple[Problem, Plan]]:
    first, *rest = plan.tours
    drops = problem.drops
    return {
        "planned 0 times": (problem, Plan(tuple(rest), plan.left)),
        "planned 2 times": (problem, Plan((first, *plan.tours), plan.left)),
        "drives 2 tours": (problem, Plan((first, *plan.tours), plan.left)),
        "carries": (replace(problem, vehicles=(Vehicle(1, 0, 24 * HOUR, 24 * HOUR),) * 3), plan),
        "leaves before": (replace(problem, opens=first.leaves + 1), plan),
        "back too late": (replace(problem, closes=first.back - 1), plan),
        "longer than a shift": (
            replace(
                problem, vehicles=(replace(problem.vehicles[0], shift=first.back - first.leaves - 1),) * 3
            ),
            plan,
        ),
        "is closed": (
            replace(problem, drops=tuple(replace(drop, closes=first.leaves - 1) for drop in drops)),
            plan,
        ),
        "cannot be at drop": (replace(problem, seconds_per_km=9_000), plan),
        "cannot be back by": (problem, Plan((replace(first, back=first.leaves + 1), *rest), plan.left)),
        "without a reason": (
            problem,
            Plan(tuple(rest), plan.left | dict.fromkeys(first.drops, "")),
        ),
        "Nobody asked": (problem, Plan(plan.tours, plan.left | {999: "stray"})),
    }


GRID = grid(60, 3)[0]
SPOILED = spoiled(GRID, savings.plan(GRID))


@pytest.mark.parametrize("words", SPOILED)
def test_the_second_opinion_finds_every_fault(words):
    assert any(words in fault for fault in tour_checks.faults(*SPOILED[words]))
