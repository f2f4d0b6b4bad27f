"""Where columns stand in a drawing. Pure; the templates write the SVG, the stylesheet the colours."""

from dataclasses import dataclass

HEAD = 8  # room above the tallest column


@dataclass(frozen=True, slots=True)
class Box:
    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A drawing of `width` × `height`; its columns stand on a floor `foot` above the lower edge."""

    width: int
    height: int
    foot: int

    @property
    def floor(self) -> int:
        return self.height - self.foot

    def column(self, x: float, width: float, value: int, most: int) -> Box:
        """The column of `value` where `most` reaches the top."""
        tall = (self.floor - HEAD) * value / most if most else 0.0
        return Box(round(x, 1), round(self.floor - tall, 1), round(width, 1), round(tall, 1))
