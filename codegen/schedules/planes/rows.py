"""Which rows of the input make up a plane."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from codegen.model.case import Case
from codegen.schedules.planes.plan import PlanesGeometry, count_positions, reach_rows


class InputRow(NamedTuple):
    """Sticks of a row of the input, and the place of the first one in a plane."""

    phase: int
    sticks: range
    place: int


def input_rows(case: Case, geometry: PlanesGeometry, span: range) -> Iterator[InputRow]:
    """The rows of the input that a core with these outputs needs, phase by phase."""
    if not span:
        return
    first_row, image_rows = span.start // geometry.output_width, geometry.image_sticks // geometry.pitch
    first_image, first_output_row = divmod(first_row, geometry.output_height)
    positions = count_positions(case, span, geometry.pitch, geometry.image_sticks)
    columns = input_columns(case, geometry)
    for phase in range(geometry.phases):
        for plane_row in range(math.ceil(positions / geometry.pitch) + reach_rows(case)):
            image, output_row = divmod(first_output_row + plane_row, image_rows)
            row = output_row * case.stride[0] + phase * case.dilation[0] - case.padding_sides[0]
            if first_image + image < case.batch and 0 <= row < case.input[0]:
                first = ((first_image + image) * case.input[0] + row) * case.input[1]
                place = phase * geometry.phase_sticks + plane_row * geometry.pitch + case.padding_sides[2]
                yield InputRow(phase, range(first, first + columns), place)


def input_columns(case: Case, geometry: PlanesGeometry) -> int:
    """Sticks of a row of the input that outputs see."""
    return min(case.input[1], max(geometry.pitch - case.padding_sides[2], 0))
