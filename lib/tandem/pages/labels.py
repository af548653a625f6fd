"""Where names go on a chart so that none covers another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CHARACTER, LINE = 6.3, 14.0  # pixels that one character and one line of a label take


@dataclass(frozen=True)
class Box:
    """A rectangle in pixels, y downward."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: Box) -> bool:
        """The two share some area."""
        return (
            self.left < other.right and other.left < self.right and self.top < other.bottom and other.top < self.bottom
        )

    def within(self, width: float, height: float) -> bool:
        """It lies on the plot whole."""
        return self.left >= 0 and self.top >= 0 and self.right <= width and self.bottom <= height


@dataclass(frozen=True)
class Point:
    """A mark with its name; `radius` in pixels."""

    name: str
    x: float
    y: float
    radius: float

    @property
    def box(self) -> Box:
        """The mark itself."""
        return Box(self.x - self.radius, self.y - self.radius, self.x + self.radius, self.y + self.radius)


@dataclass(frozen=True)
class Label:
    """A name at the middle of its left end."""

    name: str
    x: float
    y: float


def place_labels(
    named: Sequence[Point], others: Sequence[Point], taken: Sequence[Box], *, width: float, height: float
) -> list[Label]:
    """A label for each of `named`, first come first served; those without a free place get none."""
    blocked = [*taken, *(point.box for point in (*named, *others))]
    placed = []
    for point in named:
        for box in _candidates(point):
            if box.within(width, height) and not any(box.meets(other) for other in blocked):
                blocked.append(box)
                placed.append(Label(point.name, box.left, (box.top + box.bottom) / 2))
                break
    return placed


def _candidates(point: Point) -> list[Box]:
    wide, gap = len(point.name) * CHARACTER, point.radius + 4
    # Beside the corners first: the interval of a mark runs straight out of its sides.
    near, level = 0.7 * gap, LINE / 2
    corners = [
        (point.x + near, point.y - near - level),
        (point.x + near, point.y + near - level),
        (point.x - near - wide, point.y - near - level),
        (point.x - near - wide, point.y + near - level),
        (point.x + gap, point.y - level),
        (point.x - gap - wide, point.y - level),
        (point.x - wide / 2, point.y - gap - LINE),
        (point.x - wide / 2, point.y + gap),
    ]
    return [Box(left, top, left + wide, top + LINE) for left, top in corners]
