"""
Tasks of the research community for our planner: the CVRPLIB and the Solomon text formats, one depot, equal vehicles.

Distances follow each collection's rule: CVRPLIB rounds to whole units; with time windows (Solomon), tenths of a unit,
cut off. A second is as long as a unit of distance, so that windows and distances speak of the same thing.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from supplies.tours import DAY_S, Drop, Problem, Vehicle

TENTHS = 10
Node = tuple[float, float]


@dataclass(frozen=True)
class Instance:
    """:param best: the length of the best plan anybody knows, in the problem's metres; None if it is not told"""

    name: str
    problem: Problem
    bearings: list[float]
    best: int | None


def read(path: Path) -> Instance:
    """An instance, and its best known cost from the `.sol` beside it. :raises ValueError: for another format"""
    text = path.read_text(encoding="utf-8")
    best = best_of(path.with_suffix(".sol"))
    return solomon(text, best) if re.search(r"^\s*VEHICLE\s*$", text, re.MULTILINE) else cvrplib(text, best)


def best_of(path: Path) -> float | None:
    found = (
        re.search(r"^Cost:?\s+([\d.]+)", path.read_text(encoding="utf-8"), re.MULTILINE)
        if path.exists()
        else None
    )
    return float(found.group(1)) if found else None


def cvrplib(text: str, best: float | None) -> Instance:
    """`KEY : value` lines and sections of `node values`; the depot is node 1."""
    words = dict(re.findall(r"^([A-Z_]+)\s*:\s*(.+?)\s*$", text, re.MULTILINE))
    if words.get("EDGE_WEIGHT_TYPE") != "EUC_2D":
        raise ValueError(f"EDGE_WEIGHT_TYPE {words.get('EDGE_WEIGHT_TYPE')}")
    nodes = [(x, y) for x, y in section(text, "NODE_COORD")]
    loads = [int(load) for (load,) in section(text, "DEMAND")]
    windows = [(int(opens), int(closes)) for opens, closes in section(text, "TIME_WINDOW")]
    has_hours, service = bool(windows), float(words.get("SERVICE_TIME", 0))
    scale = TENTHS if has_hours else 1
    hours = windows or [(0, DAY_S)] * len(nodes)
    drops = [
        Drop(load, opens * scale, min(closes * scale, DAY_S), round(service * scale))
        for load, (opens, closes) in zip(loads[1:], hours[1:], strict=True)
    ]
    closes = min(hours[0][1] * scale, DAY_S)
    vans = (Vehicle(int(words["CAPACITY"]), 0, closes, DAY_S),) * int(words.get("VEHICLES", len(drops)))
    return instance(words["NAME"], nodes, drops, vans, scale=scale, has_hours=has_hours, best=best)


def section(text: str, name: str) -> list[list[float]]:
    """The numbers of each line below `NAME_SECTION`, without the node's own."""
    lines = iter(text.splitlines())
    rows = []
    for line in lines:
        if line.strip() == f"{name}_SECTION":
            for row in lines:
                words = row.split()
                if not words or words[0].isupper():
                    break
                rows.append([float(word) for word in words[1:]])
            break
    return rows


def solomon(text: str, best: float | None) -> Instance:
    """Name, `VEHICLE` with number and capacity, `CUSTOMER` with number, x, y, demand, ready, due, service."""
    rows = [
        [float(word) for word in line.split()]
        for line in text.splitlines()
        if re.fullmatch(r"[\s\d.]+", line)
    ]
    (count, capacity), *customers = [row for row in rows if row]
    drops = [
        Drop(int(load), int(opens) * TENTHS, int(closes) * TENTHS, int(service) * TENTHS)
        for _number, _x, _y, load, opens, closes, service in customers[1:]
    ]
    vans = (Vehicle(int(capacity), 0, int(customers[0][5]) * TENTHS, DAY_S),) * int(count)
    nodes = [(x, y) for _number, x, y, *_more in customers]
    name = text.split(maxsplit=1)[0]
    return instance(name, nodes, drops, vans, scale=TENTHS, has_hours=True, best=best)


def instance(
    name: str, nodes: list[Node], drops: Iterable[Drop], vans: tuple[Vehicle, ...], *, scale: int, has_hours: bool,
    best: float | None,
) -> Instance:  # fmt: skip
    points = np.array(nodes)
    exact = np.hypot(*(points[:, None] - points).transpose(2, 0, 1)) * scale
    metres = (np.floor(exact + 1e-9) if has_hours else np.rint(exact)).astype(np.int64)
    problem = Problem(vans, tuple(drops), metres, seconds_per_km=1000 if has_hours else 0)
    bearings = [math.atan2(x - nodes[0][0], y - nodes[0][1]) for x, y in nodes[1:]]
    return Instance(name, problem, bearings, None if best is None else round(best * scale))


def clusters(places: int, each: int, *, seed: int = 1) -> Instance:
    """
    Made here, in the CVRPLIB format, with a known optimum: at each place exactly one vehicle's load is asked for.

    No plan is shorter than twice the sum of load times distance over capacity, and one trip to each place is that.
    """
    chance = np.random.default_rng(seed)
    spots = chance.integers(-1_000, 1_000, (places, 2))
    nodes = [(0, 0), *(spot for spot in spots.tolist() for _customer in range(each))]
    best = sum(2 * round(math.hypot(x, y)) for x, y in spots.tolist())
    head = {
        "NAME": f"places-{places}x{each}",
        "DIMENSION": len(nodes),
        "VEHICLES": places + 5,
        "CAPACITY": each,
    }
    lines = [f"{key} : {value}" for key, value in head.items()]
    lines += ["EDGE_WEIGHT_TYPE : EUC_2D", "NODE_COORD_SECTION"]
    lines += [f"{number} {x} {y}" for number, (x, y) in enumerate(nodes, start=1)]
    lines += [
        "DEMAND_SECTION",
        "1 0",
        *(f"{number} 1" for number in range(2, len(nodes) + 1)),
        "DEPOT_SECTION",
        "1",
        "-1",
    ]
    return cvrplib("\n".join([*lines, "EOF"]) + "\n", best)
