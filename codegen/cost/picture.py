"""What all pictures share: colours that follow the page around them or have a scheme of their own, and round axes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape, quoteattr

_LIGHT = {"paper": "#ffffff", "ink": "#1f2328", "faint": "#6e7781", "line": "#d0d7de"}
_DARK = {"paper": "#0d1117", "ink": "#e6edf3", "faint": "#9198a1", "line": "#3d444d"}

TICKS = 10
"""Most marks of an axis, apart from the one at 0."""


@dataclass(frozen=True)
class Picture:
    """A picture of its own, or a part of a page: that may set --paper, --ink, --faint and --line.

    Attributes:
        width: Of the picture [pixels].
        height: The same.
        label: What is read out in its place.
        lines: What is drawn.
        style: Rules for classes of its own.
        role: Of the whole: `group` where its parts can be reached one by one.
    """

    width: float
    height: float
    label: str
    lines: Sequence[str]
    style: str = ""
    role: str = "img"

    def above(self, other: Picture) -> Picture:
        """A picture of two: another one below this one."""
        moved = [f'<g transform="translate(0 {self.height:g})">', *other.lines, "</g>"]
        return Picture(
            width=max(self.width, other.width),
            height=self.height + other.height,
            label=f"{self.label}; {other.label}",
            lines=[*self.lines, *moved],
            style=self.style + other.style,
            role=self.role,
        )

    def under(self, title: str) -> Picture:
        """The same with a title above it."""
        head = Picture(0, 24, title, [text(10, 18, title, size=14)])
        return replace(head.above(self), role=self.role)

    def svg(self) -> str:
        """The picture as a document."""
        size = f'width="{self.width:g}" height="{self.height:g}"'
        return "\n".join(
            [
                f'<svg xmlns="http://www.w3.org/2000/svg" {size} viewBox="0 0 {self.width:g} {self.height:g}" '
                f'role="{self.role}" aria-label={quoteattr(self.label)} '
                'font-family="system-ui, sans-serif" font-size="12">',
                f"<style>{_rules(_LIGHT)}@media (prefers-color-scheme: dark) {{{_rules(_DARK)}}}{self.style}</style>",
                f'<rect class="paper" {size}/>',
                *self.lines,
                "</svg>\n",
            ]
        )


def text(x: float, y: float, said: str, kind: str = "ink", anchor: str = "start", size: int = 12) -> str:
    """A line of text; its class is `ink` or `faint`."""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}">{escape(said)}</text>'


def rectangle(kind: str, x: float, y: float, width: float, height: float) -> str:
    """A rectangle of a class."""
    return f'<rect class="{kind}" x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}"/>'


def box(kind: str, x: float, y: float, width: float, height: float, said: str = "", size: int = 11) -> str:
    """A rectangle of a class with a name in it, where that has room.

    Boxes are light in both schemes, and what is written on them is dark: BOX_STYLE has the rule for it.
    """
    fits = said and 0.62 * size * len(said) <= width and size <= height
    middle = (round(x + width / 2, 1), round(y + height / 2 + 0.36 * size, 1))
    return rectangle(kind, x, y, width, height) + (text(*middle, said, "boxed", "middle", size) if fits else "")


def heading(x: float, title: str, said: str) -> tuple[str, str]:
    """A title at the top of a picture, and a line below it that says what is seen."""
    return text(x, 18, title, size=14), text(x, 18 + LEGEND_LINE, said, "faint")


BOX_STYLE = ".boxed{fill:#1f2328}"

LEGEND_LINE = 16
"""Height of a line of a legend [pixels]."""


def legend(x: float, y: float, entries: Iterable[tuple[str, str]]) -> list[str]:
    """Lines below each other: what is said, behind a swatch of its class where there is one."""
    lines = []
    for place, (kind, said) in enumerate(entries):
        top = y + place * LEGEND_LINE
        if kind:
            lines.append(rectangle(f"swatch {kind}", x + 4, top, 10, 10))
        lines.append(text(x + (20 if kind else 0), top + 10, said))
    return lines


def tick(most: int) -> int:
    """From one mark of an axis to the next: 1, 2 or 5 times a power of ten."""
    power = 1
    while True:
        for step in (power, 2 * power, 5 * power):
            if most <= step * TICKS:
                return step
        power *= 10


def _rules(colours: dict[str, str]) -> str:
    """A page's colours where it sets any; viewers that know no variables keep to the first ones."""
    fills = "".join(
        f".{name}{{fill:{colours[name]};fill:var(--{name},{colours[name]})}}" for name in ("paper", "ink", "faint")
    )
    return f"{fills}.line{{stroke:{colours['line']};stroke:var(--line,{colours['line']})}}"
