"""What a program of the planes schedule would take, by unit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping

from codegen.cost.estimate import SENDER, WRITER, Units, fetch_cycles, rate
from codegen.cost.own_code import costs_of
from codegen.cost.throughputs import UNIT_CYCLES
from codegen.emulator.instructions import Settings
from codegen.plan.chip import BLOCK_DATUMS, TILE_DATUMS
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.planes.gathered import GatheredGeometry, GatheredWork
from codegen.schedules.planes.multiplies import multiply_of
from codegen.schedules.planes.multiply import Summed
from codegen.schedules.planes.placed import PlacedGeometry, PlacedWork
from codegen.schedules.planes.placing import (
    filled_of_window,
    filled_sticks,
    input_window_runs,
    input_windows,
    output_window_runs,
    output_windows,
)
from codegen.schedules.planes.plan import STRIP_STICKS, PlanesGeometry
from codegen.schedules.planes.work import PlanesWork


def gathered_units(plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
    """Work of a core that gathers its planes, by unit [cycles]."""
    geometry, work = plan.geometry, core.work
    assert isinstance(geometry, GatheredGeometry)
    assert isinstance(work, GatheredWork)
    sections = list(_sections(geometry, work))
    tiles = sum(math.ceil(one.sticks / STRIP_STICKS) for one in sections)
    known, copy = costs_of(plan), ("noc_async_read_with_state",)
    by_plane = {
        **_multiplies(plan, sections, settings),
        "packer": tiles * plan.case.number_format.tile_bytes / rate("pack_bytes_per_cycle", settings),
        "reader": work.num_output_pieces * known.around(SENDER, copy),
        "writer": work.num_input_pieces * known.around(WRITER, copy),
    }
    tiles_in = work.num_halo_tiles + work.num_own_tiles
    converted = (
        tiles_in * plan.case.number_format.tile_bytes + geometry.result_column_tiles * geometry.output_tile_bytes
    )
    by_column = {
        **_copies(plan, tiles_in, geometry.result_column_tiles, settings),
        "packer": converted / rate("pack_bytes_per_cycle", settings),
        "writer": work.num_halo_tiles * costs_of(plan).around(WRITER, ("noc_async_read",)),
    }
    return _in_all(geometry, by_plane, by_column)


def placed_units(plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
    """Work of a core whose packers place sticks, by unit [cycles]."""
    geometry, work, case = plan.geometry, core.work, plan.case
    assert isinstance(geometry, PlacedGeometry)
    assert isinstance(work, PlacedWork)
    inputs = input_windows(case, geometry, work.stick_shard)
    outputs = output_windows(case, geometry, work.stick_shard)
    filled = filled_sticks(case, geometry, work.stick_shard)
    sections = [Summed(len(one.sticks), filled_of_window(geometry, one, filled)) for one in outputs]
    places_in = 2 * sum(run.num_pairs for one in inputs for run in input_window_runs(case, geometry, one))
    places_out = 2 * sum(run.num_pairs for one in outputs for run in output_window_runs(case, geometry, one))
    tiles_in, tiles_out = work.num_halo_tiles + work.num_own_tiles, geometry.output_tiles // geometry.channel_tiles

    def packing(bytes_packed: float) -> float:
        return bytes_packed / rate("pack_bytes_per_cycle", settings)

    stick = geometry.plane_stick_bytes
    by_plane = {
        **_multiplies(plan, sections, settings),
        "packer": packing((places_out * geometry.output_place_rows + geometry.plane_sticks) * stick),
    }
    by_column = {
        **_copies(plan, tiles_in, tiles_out, settings),
        "packer": packing(places_in * geometry.input_place_rows * stick + tiles_out * geometry.output_tile_bytes),
        "writer": work.num_halo_tiles * costs_of(plan).around(WRITER, ("noc_async_read",)),
    }
    return _in_all(geometry, by_plane, by_column)


def _in_all(geometry: PlanesGeometry, by_plane: Mapping[str, float], by_column: Mapping[str, float]) -> Units:
    return {
        unit: math.ceil(geometry.planes * by_plane.get(unit, 0) + geometry.channel_tiles * by_column.get(unit, 0))
        for unit in {**by_plane, **by_column}
    }


def _multiplies(plan: ProgramPlan, sections: Iterable[Summed], settings: Settings) -> dict[str, float]:
    """What a plane takes that is multiplied in sections, by unit [cycles]."""
    assert isinstance(plan.geometry, PlanesGeometry)
    multiply = multiply_of(plan.variant)
    multiplied = [multiply.section_work(plan.case, plan.geometry, one) for one in sections]
    input_bytes, weight_bytes = sum(one.input_bytes for one in multiplied), sum(one.weight_bytes for one in multiplied)
    products = sum(one.products for one in multiplied)
    addresses = sum(one.addresses for one in multiplied) * rate("unpack_address_cycles", settings)
    return {
        "unpackers": fetch_cycles(input_bytes, weight_bytes, settings) + addresses,
        "matrix unit": products * settings.phases * UNIT_CYCLES["ELWMUL"],
    }


def _copies(plan: ProgramPlan, tiles_in: int, tiles_out: int, settings: Settings) -> dict[str, float]:
    """What a column takes of which so many tiles go through Dst as they are, by unit [cycles]."""
    assert isinstance(plan.geometry, PlanesGeometry)
    unpacked = tiles_in * plan.geometry.input_tile_bytes + tiles_out * plan.case.number_format.tile_bytes
    return {
        "unpackers": fetch_cycles(unpacked, 0, settings),
        "matrix unit": (tiles_in + tiles_out) * TILE_DATUMS / BLOCK_DATUMS,
    }


def _sections(geometry: PlanesGeometry, work: PlanesWork) -> Iterator[Summed]:
    """Each section of a plane that is gathered: padding is multiplied, too."""
    whole = geometry.section_tiles * STRIP_STICKS
    for first in range(0, work.plane_positions, whole):
        yield Summed(min(whole, work.plane_positions - first), range(geometry.plane_sticks))
