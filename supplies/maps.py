"""
A map of tours as a drawing: places, lines and, where a tile server is set, its pictures. Pure.

Web Mercator, so that outside tiles fit under the same drawing; without them it stands on its own.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, MARGIN = 720, 460, 24
TILE = 256  # pixels of a tile's side
CLOSEST = 17  # zoom
COLOURS = 6  # `chart-part-1` … in charts.css
Point = tuple[float, float]  # latitude, longitude


@dataclass(frozen=True, slots=True)
class Dot:
    x: float
    y: float
    words: str
    number: int
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Track:
    """One tour's line and its dots, in one of six colours, every second round with another dash."""

    name: str
    path: str  # the points of a polyline
    dots: tuple[Dot, ...]
    number: int

    @property
    def colour(self) -> int:
        return (self.number - 1) % COLOURS + 1

    @property
    def is_dashed(self) -> bool:
        return (self.number - 1) // COLOURS % 2 == 1


@dataclass(frozen=True, slots=True)
class Tile:
    x: float
    y: float
    size: float
    address: str


@dataclass(frozen=True)
class Map:
    depots: tuple[Dot, ...]
    tracks: tuple[Track, ...]
    left: tuple[Dot, ...]  # planned on no tour
    tiles: tuple[Tile, ...]
    width: int = WIDTH
    height: int = HEIGHT


@dataclass(frozen=True, slots=True)
class Frame:
    """World pixels at `zoom`, moved and scaled into the drawing."""

    zoom: int
    west: float
    north: float
    scale: float

    def place(self, point: Point) -> tuple[float, float]:
        x, y = world(point, self.zoom)
        return round((x - self.west) * self.scale, 1), round((y - self.north) * self.scale, 1)


def world(point: Point, zoom: int) -> tuple[float, float]:
    """Web Mercator pixels of a point at a zoom."""
    latitude, longitude = max(-85.0, min(85.0, point[0])), point[1]
    size = TILE * 2**zoom
    north = math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))
    return (longitude + 180) / 360 * size, (1 - north / math.pi) / 2 * size


def frame_of(points: Sequence[Point]) -> Frame:
    """The closest zoom at which all points fit, with a margin; the drawing is filled in its narrower direction."""
    spots = [world(point, CLOSEST) for point in points] or [world((30.0, 120.0), CLOSEST)]
    xs, ys = [x for x, _y in spots], [y for _x, y in spots]
    wide, tall = max(xs) - min(xs), max(ys) - min(ys)
    fit = min((WIDTH - 2 * MARGIN) / max(wide, 1.0), (HEIGHT - 2 * MARGIN) / max(tall, 1.0), 1.0)
    steps = min(CLOSEST, max(0, math.ceil(-math.log2(fit))))
    shrink = 2**steps
    scale = fit * shrink
    middle = (min(xs) + max(xs)) / 2 / shrink, (min(ys) + max(ys)) / 2 / shrink
    return Frame(CLOSEST - steps, middle[0] - WIDTH / 2 / scale, middle[1] - HEIGHT / 2 / scale, scale)


def tiles_of(frame: Frame, template: str) -> tuple[Tile, ...]:
    """The pictures under the drawing, by an address with `{z}`, `{x}` and `{y}`; none without one."""
    if not template:
        return ()
    size = round(TILE * frame.scale, 2)
    columns = range(int(frame.west // TILE), int((frame.west + WIDTH / frame.scale) // TILE) + 1)
    rows = range(int(frame.north // TILE), int((frame.north + HEIGHT / frame.scale) // TILE) + 1)
    most = 2**frame.zoom
    return tuple(
        Tile(
            round((x * TILE - frame.west) * frame.scale, 1),
            round((y * TILE - frame.north) * frame.scale, 1),
            size,
            template.format(z=frame.zoom, x=x % most, y=y),
        )
        for x in columns
        for y in rows
        if 0 <= y < most
    )


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to draw."""

    point: Point
    words: str
    is_guess: bool = False


@dataclass(frozen=True, slots=True)
class Way:
    """A tour to draw, from its depot and back."""

    name: str
    depot: Point
    spots: tuple[Spot, ...]


def draw(depots: Sequence[Spot], ways: Sequence[Way], left: Sequence[Spot], *, tile_address: str = "") -> Map:
    """:param tile_address: of a tile server, `https://…/{z}/{x}/{y}.png`; empty: no picture from outside"""
    everywhere = [
        *(spot.point for spot in (*depots, *left)),
        *(spot.point for way in ways for spot in way.spots),
    ]
    frame = frame_of(everywhere)
    return Map(
        depots=tuple(dot(frame, spot, 0) for spot in depots),
        tracks=tuple(track(frame, way, number) for number, way in enumerate(ways, start=1)),
        left=tuple(dot(frame, spot, 0) for spot in left),
        tiles=tiles_of(frame, tile_address),
    )


def dot(frame: Frame, spot: Spot, number: int) -> Dot:
    x, y = frame.place(spot.point)
    return Dot(x, y, spot.words, number, spot.is_guess)


def track(frame: Frame, way: Way, number: int) -> Track:
    dots = tuple(dot(frame, spot, place) for place, spot in enumerate(way.spots, start=1))
    home = frame.place(way.depot)
    path = " ".join(f"{x},{y}" for x, y in [home, *((each.x, each.y) for each in dots), home])
    return Track(way.name, path, dots, number)
