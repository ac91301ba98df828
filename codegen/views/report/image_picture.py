"""Where on the image a slice of sticks lies: its outputs, and the padded input under them with the halo."""

from __future__ import annotations

from collections.abc import Iterator

from codegen.cost.picture import Picture, rectangle, text, tick
from codegen.plan.program import ProgramPlan
from codegen.views.report.shard_picture import own_sticks, stick_works

SIDE, MOST_SCALE, GAP, LEFT, TOP, MARGIN = 300, 16, 60, 46, 56, 10
"""Longest side of an image, of a stick, and of what is around [pixels]."""

LEAST_WIDTH = 390
"""What the legend takes [pixels]."""

MOST_IMAGES = 2
"""Images of a batch that are drawn; on the others slices lie in the same way."""

_STYLE = (
    ".frame{fill:none;stroke-width:1}.padding{fill:#8c959f;fill-opacity:.18}"
    ".slice{fill:none;stroke:none}.slice.on.held{fill:#54aeff}.slice.on.halo{fill:#fb8f44}.slice.on.output{fill:#4ac26b}"
)
"""A page chooses the slice that is seen: by the class `on`."""

Area = tuple[int, int, int, int]
"""Column, row, columns, rows [sticks]."""


def image_picture(plan: ProgramPlan) -> Picture:
    """The picture of the images of a plan; every slice of sticks is in it, and none is seen."""
    geometry, case = plan.geometry, plan.case
    output = (geometry.output_height, geometry.output_width)
    padded = (geometry.padded_height, geometry.padded_width)
    images = min(case.batch, MOST_IMAGES)
    scale = min(SIDE / max(*output, *padded), MOST_SCALE)
    right = LEFT + output[1] * scale + GAP
    pitch = max(output[0], padded[0]) * scale + GAP / 2
    top, _, left, _ = case.padding_sides
    works = stick_works(plan)
    lines = [
        text(LEFT, TOP - 28, f"Output, {output[0]} x {output[1]}"),
        text(right, TOP - 28, f"Padded input, {padded[0]} x {padded[1]}"),
    ]
    for image in range(images):
        y = TOP + image * pitch
        inner = (left, top, case.input[1], case.input[0])
        lines += [
            *([text(MARGIN, y + 12, f"n={image}", "faint")] if case.batch > 1 else []),
            _rect("padding", (0, 0, padded[1], padded[0]), right, y, scale),
            _rect("paper", inner, right, y, scale),
            *_marks(LEFT, y, output, scale),
            *_marks(right, y, padded, scale),
        ]
        for place, work in enumerate(works):
            own = own_sticks(works, place)
            first = work.first_input_stick
            spans = (
                ("output", range(work.first_output, work.first_output + work.num_outputs), output, LEFT),
                ("held", range(first, first + own), padded, right),
                ("halo", range(first + own, first + work.num_input_sticks), padded, right),
            )
            for kind, span, size, x in spans:
                areas = "".join(_area(one, x, y, scale) for one in areas_of(span, image, size))
                if areas:
                    lines.append(f'<path class="slice {kind}" data-slice="{work.stick_shard}" d="{areas}"/>')
        lines += [
            _rect("frame line", (0, 0, output[1], output[0]), LEFT, y, scale),
            _rect("frame line", (0, 0, padded[1], padded[0]), right, y, scale),
            _rect("frame line", inner, right, y, scale),
        ]
    below = TOP + images * pitch
    if case.batch > images:
        lines.append(text(LEFT, below, f"and {case.batch - images} more images", "faint"))
    legend = ("Green: outputs of the slice. Grey: padding.", "Blue: input of the slice. Orange: its halo.")
    return Picture(
        width=max(right + padded[1] * scale + MARGIN, LEAST_WIDTH),
        height=below + 46,
        label=f"{case.id}: where a slice of sticks lies on the image",
        lines=[*lines, *(text(LEFT, below + 18 + 16 * place, one, "faint") for place, one in enumerate(legend))],
        style=_STYLE,
    )


def areas_of(span: range, image: int, size: tuple[int, int]) -> Iterator[Area]:
    """The rectangles of sticks that follow each other, as far as they are of an image: three at most.

    Args:
        span: The sticks, counted through all images.
        image: The image.
        size: Its rows and columns.
    """
    rows, columns = size
    first = max(span.start - image * rows * columns, 0)
    last = min(span.stop - image * rows * columns, rows * columns)
    while first < last:
        row, column = divmod(first, columns)
        whole = (last - first) // columns if column == 0 else 0
        width, height = (columns, whole) if whole else (min(columns - column, last - first), 1)
        yield column, row, width, height
        first += width * height


def _area(area: Area, x: float, y: float, scale: float) -> str:
    column, row, columns, rows = area
    width = columns * scale
    return f"M{x + column * scale:.1f} {y + row * scale:.1f}h{width:.1f}v{rows * scale:.1f}h{-width:.1f}z"


def _rect(kind: str, area: Area, x: float, y: float, scale: float) -> str:
    column, row, columns, rows = area
    return rectangle(kind, x + column * scale, y + row * scale, columns * scale, rows * scale)


def _marks(x: float, y: float, size: tuple[int, int], scale: float) -> Iterator[str]:
    """Numbers of rows and columns, round and far enough from each other."""
    rows, columns = size
    for row in range(0, rows, tick(max(rows, 10))):
        yield text(x - 4, round(y + (row + 0.5) * scale + 4, 1), str(row), "faint", "end", 10)
    for column in range(0, columns, 2 * tick(max(columns, 10))):
        yield text(round(x + (column + 0.5) * scale, 1), y - 5, str(column), "faint", "middle", 10)
