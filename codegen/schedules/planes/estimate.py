"""What a program of the planes schedule would take, by unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from codegen.cost.estimate import WRITER, Units, rate
from codegen.cost.throughputs import UNIT_CYCLES, costs
from codegen.emulator.instructions import Settings
from codegen.plan.chip import CHUNK_BLOCKS
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.planes.plan import (
    BLOCK_ROWS,
    LOAD_TAPS,
    PLANE_CHANNELS,
    STRIP_STICKS,
    PlanesGeometry,
    PlanesWork,
    taps_of_phase,
)


class _Load(NamedTuple):
    """Weights that SrcB holds at once, and the strips that are multiplied with them.

    Attributes:
        taps: Rows of SrcB that are wanted.
        strips: Times that SrcA is filled.
        products: Strips times taps that reach the section.
    """

    taps: int
    strips: int
    products: int


def planes_units(plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
    """Work of a core, by unit [cycles]."""
    geometry, work = plan.geometry, core.work
    assert isinstance(geometry, PlanesGeometry)
    assert isinstance(work, PlanesWork)
    loads = [load for tiles in _sections(geometry, work) for load in _loads(plan, tiles)]
    stick_bytes = plan.case.number_format.size_of(PLANE_CHANNELS)
    fetched = sum(load.strips * STRIP_STICKS + load.taps * BLOCK_ROWS for load in loads) * stick_bytes
    products = sum(load.products for load in loads)
    addresses = sum(load.strips for load in loads) * rate("unpack_address_cycles", settings)
    tiles, format_ = geometry.planes * work.plane_tiles, plan.case.number_format
    return {
        "unpackers": math.ceil(geometry.planes * (fetched / rate("unpack_bytes_per_cycle", settings) + addresses)),
        "matrix unit": geometry.planes * products * CHUNK_BLOCKS * settings.phases * UNIT_CYCLES["ELWMUL"],
        "packer": math.ceil(tiles * format_.tile_bytes / rate("pack_bytes_per_cycle", settings)),
        "writer": geometry.planes * work.num_outputs * costs(settings).calls["noc_async_read"][WRITER].riscv,
    }


def _sections(geometry: PlanesGeometry, work: PlanesWork) -> Iterator[int]:
    """Tiles of each section of a plane."""
    for first in range(0, work.plane_tiles, geometry.section_tiles):
        yield min(geometry.section_tiles, work.plane_tiles - first)


def _loads(plan: ProgramPlan, tiles: int) -> Iterator[_Load]:
    """What fills SrcB for a section of a plane: taps of a column of the kernel that see one phase, and the bias."""
    geometry, case = plan.geometry, plan.case
    assert isinstance(geometry, PlanesGeometry)
    for phase in range(geometry.phases):
        taps = len(taps_of_phase(case, phase))
        load_taps = LOAD_TAPS if geometry.tap_step <= tiles * STRIP_STICKS else 1
        for first in range(0, taps, load_taps):
            count = min(load_taps, taps - first)
            strips = tiles + math.ceil((count - 1) * geometry.tap_step / STRIP_STICKS)
            reach = [
                (strip * STRIP_STICKS - tap * geometry.tap_step) for strip in range(strips) for tap in range(count)
            ]
            products = sum(-STRIP_STICKS < place < tiles * STRIP_STICKS for place in reach)
            for _ in range(case.kernel[1]):
                yield _Load(count, strips, products)
    if case.bias:
        yield _Load(1, tiles, tiles)
