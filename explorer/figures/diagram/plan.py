"""The record of a diagram: everything placed, in points (1/72 inch), with y downwards. Drawing it adds nothing but ink."""

from __future__ import annotations

from dataclasses import dataclass, field

from explorer.figures.overview.geometry.lettering import TEXT_SIZE, text_width

SIZE = 7.5
"""Font size in pt; papers ask for 7 to 9."""
HIGH = 12.0
"""Height of a box with one line, in pt."""
LINE = 9.0
"""Distance of lines in a box, in pt."""
CAP = 0.35
"""How far the base line lies below the middle of letters, in font sizes."""
Frame = tuple[float, float, float, float]
"""Left, top, right and bottom edge."""
NARROWER = 0.9
"""What a text in Helvetica takes at most of what it takes in the widest of usual fonts; in that one it still fits its box."""


def width_of(text: str, bold: bool = False) -> float:
    """The width of a text in pt, estimated from its letters."""
    return NARROWER * text_width(text, bold) * SIZE / TEXT_SIZE


@dataclass(frozen=True)
class Label:
    """A text at (x, y), the `anchor` of its base line: "start", "middle" or "end"; `faint` ones say sizes."""

    text: str
    x: float
    y: float
    anchor: str = "middle"
    bold: bool = False
    faint: bool = False

    @property
    def frame(self) -> Frame:
        """The rectangle that it takes at most."""
        width = width_of(self.text, self.bold)
        left = self.x - {"start": 0.0, "middle": 0.5, "end": 1.0}[self.anchor] * width
        return left, self.y - 0.75 * SIZE, left + width, self.y + 0.22 * SIZE


@dataclass(frozen=True)
class Block:
    """A box around the words of a layer, coloured by its `role`."""

    left: float
    top: float
    width: float
    height: float
    role: str

    @property
    def frame(self) -> Frame:
        """Its edges."""
        return self.left, self.top, self.left + self.width, self.top + self.height


@dataclass(frozen=True)
class Wire:
    """A line from corner to corner, with an arrow's head at its end if `arrow`."""

    points: tuple[tuple[float, float], ...]
    arrow: bool = True


@dataclass(frozen=True)
class Joint:
    """The circle with the `sign` in which branches are added or multiplied, around (x, y)."""

    x: float
    y: float
    sign: str


@dataclass(frozen=True)
class Around:
    """The frame around what is repeated."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass
class Plan:
    """All parts of a diagram, and its size; parts are added while it is laid out."""

    width: float = 0
    height: float = 0
    blocks: list[Block] = field(default_factory=list)
    labels: list[Label] = field(default_factory=list)
    wires: list[Wire] = field(default_factory=list)
    joints: list[Joint] = field(default_factory=list)
    arounds: list[Around] = field(default_factory=list)

    def wire(self, *points: tuple[float, float], arrow: bool = True) -> None:
        """Add a line; one without any length is left out."""
        if len(set(points)) > 1:
            self.wires.append(Wire(points, arrow))
