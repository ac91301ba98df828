"""What a program of the planes schedule would take, by unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import NamedTuple

from codegen.cost.estimate import SENDER, WRITER, Units, rate
from codegen.cost.throughputs import UNIT_CYCLES, costs
from codegen.emulator.instructions import Settings
from codegen.plan.chip import BLOCK_DATUMS, CHUNK_BLOCKS, TILE_DATUMS
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.planes.plan import (
    BLOCK_ROWS,
    LOAD_TAPS,
    STRIP_STICKS,
    PlanesGeometry,
    stick_bytes,
    taps_of_phase,
)
from codegen.schedules.planes.work import PlanesWork


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
    sections = list(_sections(geometry, work))
    loads = [load for sticks in sections for load in _loads(plan, sticks)]
    fetched = sum(load.strips * STRIP_STICKS + load.taps * BLOCK_ROWS for load in loads) * stick_bytes(plan.case)
    products = sum(load.products for load in loads)
    addresses = sum(load.strips for load in loads) * rate("unpack_address_cycles", settings)
    tiles = sum(math.ceil(sticks / STRIP_STICKS) for sticks in sections)
    packed = tiles * plan.case.number_format.tile_bytes / rate("pack_bytes_per_cycle", settings)
    copy = costs(settings).calls["noc_async_read_with_state"]
    by_plane = {
        "unpackers": fetched / rate("unpack_bytes_per_cycle", settings) + addresses,
        "matrix unit": products * CHUNK_BLOCKS * settings.phases * UNIT_CYCLES["ELWMUL"],
        "packer": packed,
        "reader": work.num_output_pieces * copy[SENDER].riscv,
        "writer": work.num_input_pieces * copy[WRITER].riscv,
    }
    by_column = _conversions(plan, work, settings)
    return {
        unit: math.ceil(geometry.planes * cycles + geometry.channel_tiles * by_column.get(unit, 0))
        for unit, cycles in by_plane.items()
    }


def _conversions(plan: ProgramPlan, work: PlanesWork, settings: Settings) -> dict[str, float]:
    """What a column of tiles takes where it is converted, by unit [cycles]: each tile goes through Dst."""
    geometry, case = plan.geometry, plan.case
    assert isinstance(geometry, PlanesGeometry)
    tiles_in, tiles_out = work.num_halo_tiles + work.num_own_tiles, geometry.result_column_tiles
    computed = case.number_format.tile_bytes
    unpacked = tiles_in * geometry.input_tile_bytes + tiles_out * computed
    packed = tiles_in * computed + tiles_out * geometry.output_tile_bytes
    return {
        "unpackers": unpacked / rate("unpack_bytes_per_cycle", settings),
        "matrix unit": (tiles_in + tiles_out) * TILE_DATUMS / BLOCK_DATUMS,
        "packer": packed / rate("pack_bytes_per_cycle", settings),
        "writer": work.num_halo_tiles * costs(settings).calls["noc_async_read"][WRITER].riscv,
    }


def _sections(geometry: PlanesGeometry, work: PlanesWork) -> Iterator[int]:
    """Sticks of each section of a plane."""
    whole = geometry.section_tiles * STRIP_STICKS
    for first in range(0, work.plane_positions, whole):
        yield min(whole, work.plane_positions - first)


def _loads(plan: ProgramPlan, sticks: int) -> Iterator[_Load]:
    """What fills SrcB for a section of a plane: taps of a column of the kernel that see one phase, and the bias."""
    geometry, case = plan.geometry, plan.case
    assert isinstance(geometry, PlanesGeometry)
    for phase in range(geometry.phases):
        taps = len(taps_of_phase(case, phase))
        load_taps = LOAD_TAPS if geometry.tap_step <= sticks else 1
        for first in range(0, taps, load_taps):
            count = min(load_taps, taps - first)
            strips = math.ceil((sticks + (count - 1) * geometry.tap_step) / STRIP_STICKS)
            rows = [strip * STRIP_STICKS - tap * geometry.tap_step for strip in range(strips) for tap in range(count)]
            products = sum(-STRIP_STICKS < row < sticks for row in rows)
            for _ in range(case.kernel[1]):
                yield _Load(count, strips, products)
    if case.bias:
        strips = math.ceil(sticks / STRIP_STICKS)
        yield _Load(1, strips, strips)
