"""The formats of the research community are read as their collections mean them."""

import pytest

from benchmarks import instances
from supplies import savings, tour_checks

CVRPLIB = """NAME : toy
TYPE : CVRP
DIMENSION : 3
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : 10
NODE_COORD_SECTION
1 0 0
2 3 4
3 1 1
DEMAND_SECTION
1 0
2 4
3 5
DEPOT_SECTION
1
-1
EOF
"""
SOLOMON = """C101

VEHICLE
NUMBER     CAPACITY
  25         200

CUSTOMER
CUST NO.  XCOORD.   YCOORD.    DEMAND   READY TIME  DUE DATE   SERVICE   TIME

    0      40         50          0          0       1236          0
    1      45         68         10        912        967         90
    2      41         51         20        100        200         90
"""


def test_cvrplib_rounds_to_whole_units():
    found = instances.cvrplib(CVRPLIB, 12)

    assert found.problem.metres.tolist() == [[0, 5, 1], [5, 0, 4], [1, 4, 0]]
    assert [drop.load for drop in found.problem.drops] == [4, 5]
    assert (found.problem.vehicles[0].capacity, found.best, found.name) == (10, 12, "toy")


def test_solomon_counts_tenths_cut_off_and_keeps_the_hours():
    found = instances.solomon(SOLOMON, 41.5)

    assert found.problem.metres[0].tolist() == [0, 186, 14]
    assert found.problem.seconds(0, 1) == 186
    first = found.problem.drops[0]
    assert (first.load, first.opens, first.closes, first.service) == (10, 9_120, 9_670, 900)
    assert (len(found.problem.vehicles), found.problem.vehicles[0].ends, found.best) == (25, 12_360, 415)
    assert list(tour_checks.faults(found.problem, savings.plan(found.problem))) == []


def test_a_made_instance_is_never_beaten():
    made = instances.clusters(4, 6)

    plan = savings.plan(made.problem)

    assert made.best is not None
    assert not plan.left
    assert plan.length(made.problem) >= made.best


def test_files_are_known_by_what_is_in_them(tmp_path):
    for name, text in (("a.vrp", CVRPLIB), ("b.txt", SOLOMON)):
        (tmp_path / name).write_text(text, encoding="utf-8")
    (tmp_path / "a.sol").write_text("Route #1: 1 2\nCost 12\n", encoding="utf-8")

    assert [instances.read(tmp_path / name).best for name in ("a.vrp", "b.txt")] == [12, None]
    with pytest.raises(ValueError, match="EXPLICIT"):
        instances.cvrplib(CVRPLIB.replace("EUC_2D", "EXPLICIT"), None)
