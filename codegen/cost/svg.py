"""What all pictures share: colours that follow the page around them or have a scheme of their own, and round axes."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

_LIGHT = {"paper": "#ffffff", "ink": "#1f2328", "faint": "#6e7781", "line": "#d0d7de"}
_DARK = {"paper": "#0d1117", "ink": "#e6edf3", "faint": "#9198a1", "line": "#3d444d"}

TICKS = 10
"""Most marks of an axis, apart from the one at 0."""


def svg(width: float, height: float, label: str, lines: list[str], style: str = "") -> str:
    """A picture of its own, or a part of a page: that may set --paper, --ink, --faint and --line.

    Args:
        width: Of the picture [pixels].
        height: The same.
        label: What is read out in its place.
        lines: What is drawn.
        style: Rules for classes of its own.
    """
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{width:g}" height="{height:g}" '
            f'viewBox="0 0 {width:g} {height:g}" role="img" aria-label={quoteattr(label)} '
            'font-family="system-ui, sans-serif" font-size="12">',
            f"<style>{_rules(_LIGHT)}@media (prefers-color-scheme: dark) {{{_rules(_DARK)}}}{style}</style>",
            f'<rect class="paper" width="{width:g}" height="{height:g}"/>',
            *lines,
            "</svg>\n",
        ]
    )


def text(x: float, y: float, said: str, kind: str = "ink", anchor: str = "start", size: int = 12) -> str:
    """A line of text; its class is `ink` or `faint`."""
    return f'<text class="{kind}" x="{x:g}" y="{y:g}" text-anchor="{anchor}" font-size="{size}">{escape(said)}</text>'


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
