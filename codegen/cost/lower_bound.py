"""What no program can beat on its cores: the least that each unit has to do, spread evenly over them."""

from __future__ import annotations

import math
from collections.abc import Mapping

from codegen.cost.throughputs import MULTIPLY_DATUMS, RATES
from codegen.emulator.instructions import Settings
from codegen.emulator.translate import ARCHITECTURES
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.program import ProgramPlan
from codegen.schedules.schedule import schedule_of


def lower_bounds(plan: ProgramPlan) -> Mapping[str, int]:
    """The least cycles of a core, by unit.

    Counted is what a case wants, without padding of channels, rows or tiles. With n = outputs x channels / cores:

    - matrix unit: taps x n x phases / 128 (MatrixUnit: ELWMUL takes 128 products in a cycle and phase); a bias is one
      more tap.
    - unpackers: fetches x n x bytes of a datum of the input / 64 (UNPACR_Regular: bytes of L1 in a cycle). How often it
      has to go to SrcA, its schedule says; weights may stay in SrcB and are not counted, nor is a bias.
    - packers: n x bytes of a datum of the output / 64 (L1: bytes to L1 in a cycle).

    A datum has its part of what its format lets datums share.
    """
    case = plan.case
    settings = Settings(ARCHITECTURES[plan.chip.name], case.math_fidelity)
    results = case.batch * case.output[0] * case.output[1] * case.out_channels / len(plan.cores)
    taps, fetches = case.kernel[0] * case.kernel[1], schedule_of(plan.variant).fetches(plan.variant, case)
    fetched, packed = (RATES[name].on(settings.arch) for name in ("unpack_bytes_per_cycle", "pack_bytes_per_cycle"))
    return {
        "matrix unit": math.ceil((taps + case.bias) * results * settings.phases / MULTIPLY_DATUMS),
        "unpackers": math.ceil(case.input_format.tile_bytes / TILE_DATUMS * fetches * results / fetched),
        "packers": math.ceil(case.output_format.tile_bytes / TILE_DATUMS * results / packed),
    }
