"""What a program of the stick schedule would take, by unit."""

from __future__ import annotations

import math
from collections import Counter

from codegen.cost.estimate import WORD_BYTES, Units, cycles_in_a_row, fetch_cycles, rate, round_trip
from codegen.cost.throughputs import costs
from codegen.emulator.instructions import MATH, PACK, TENSIX_PROCESSORS, UNPACK, Settings
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.stick.plan import StickGeometry


def stick_units(plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
    """Work of a core, by unit [cycles]: the calls for each output, with what they cost."""
    geometry = plan.geometry
    assert isinstance(geometry, StickGeometry)
    sections = math.ceil(geometry.channel_tiles / geometry.section_tiles)
    calls = {
        "mul_init": 1,
        "mul_tiles": geometry.weight_tiles,
        "tilizeA_B_reduce_init": 1,
        "llk_unpack_tilizeA_B": geometry.channel_tiles,
        "reduce_tile_math": geometry.channel_tiles,
        "pack_tile": geometry.channel_tiles,
        "pack_untilize_dest_init": 1,
        "pack_untilize_dest": geometry.channel_tiles,
        "pack_untilize_uninit": 1,
        "unpack_tilizeA_B_uninit": 1,
        "tile_regs_acquire": 2 * sections,
        "tile_regs_commit": 2 * sections,
        "tile_regs_wait": 2 * sections,
        "tile_regs_release": 2 * sections,
    }
    table = costs(settings).calls
    busy: Counter[str] = Counter()
    for call, times in calls.items():
        for processor in TENSIX_PROCESSORS:
            busy[processor] += times * cycles_in_a_row(table[call][processor])
    taps_bytes = plan.case.kernel[0] * plan.case.kernel[1] * geometry.stick_bytes
    operand = (geometry.weight_tiles + geometry.channel_tiles) * geometry.tile_bytes
    fetched = fetch_cycles(operand, operand, settings)
    window = taps_bytes / rate("noc_bytes_per_cycle", settings)
    outputs = core.work.num_outputs
    return {
        "unpackers": math.ceil(outputs * max(busy[UNPACK], fetched)),
        "matrix unit": outputs * busy[MATH],
        "packer": outputs * busy[PACK],
        "window": math.ceil(outputs * (window + round_trip(settings))),
    }


def padding_cycles(plan: ProgramPlan, settings: Settings) -> int:
    """Until the writer has filled what no tap fills, of the scaler and of each window [cycles]."""
    geometry = plan.geometry
    assert isinstance(geometry, StickGeometry)
    windows = geometry.window_pages // geometry.weight_tiles
    taps_bytes = plan.case.kernel[0] * plan.case.kernel[1] * geometry.stick_bytes
    filled = geometry.scaler_tiles * geometry.tile_bytes + windows * (
        geometry.weight_tiles * geometry.tile_bytes - taps_bytes
    )
    return math.ceil(filled / WORD_BYTES * rate("store_cycles", settings))
