"""What a program of the planes schedule would take, by unit."""

from __future__ import annotations

import math
from collections.abc import Iterator

from codegen.cost.estimate import SENDER, WRITER, Units, rate
from codegen.cost.throughputs import UNIT_CYCLES, costs
from codegen.emulator.instructions import Settings
from codegen.plan.chip import BLOCK_DATUMS, TILE_DATUMS
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.planes.gathered import GatheredGeometry, GatheredWork
from codegen.schedules.planes.multiplies import multiply_of
from codegen.schedules.planes.placed import PlacedGeometry
from codegen.schedules.planes.plan import STRIP_STICKS, PlanesGeometry
from codegen.schedules.planes.work import PlanesWork


def planes_units(plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
    """Work of a core, by unit [cycles]."""
    geometry, work = plan.geometry, core.work
    if isinstance(geometry, PlacedGeometry):
        return {}
    assert isinstance(geometry, GatheredGeometry)
    assert isinstance(work, GatheredWork)
    sections = list(_sections(geometry, work))
    multiply = multiply_of(plan.variant)
    multiplied = [multiply.section_work(plan.case, geometry, sticks) for sticks in sections]
    fetched = sum(one.bytes for one in multiplied)
    products = sum(one.products for one in multiplied)
    addresses = sum(one.addresses for one in multiplied) * rate("unpack_address_cycles", settings)
    tiles = sum(math.ceil(sticks / STRIP_STICKS) for sticks in sections)
    packed = tiles * plan.case.number_format.tile_bytes / rate("pack_bytes_per_cycle", settings)
    copy = costs(settings).calls["noc_async_read_with_state"]
    by_plane = {
        "unpackers": fetched / rate("unpack_bytes_per_cycle", settings) + addresses,
        "matrix unit": products * settings.phases * UNIT_CYCLES["ELWMUL"],
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
    assert isinstance(geometry, GatheredGeometry)
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
