"""What kernels do themselves, between the calls of the API: measured in compiled kernels, read from a table.

`python -m codegen.commands.calibrate` writes the table anew, for another compiler or other kernels. $TTDW_OWN_CODE
names one that takes the place of the one that is shipped.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

from codegen.cost.throughputs import costs
from codegen.emulator.instructions import Settings
from codegen.emulator.request import Arch
from codegen.emulator.times import Costs, OwnCode
from codegen.emulator.translate import ARCHITECTURES
from codegen.model.variant import Variant
from codegen.plan.program import ProgramPlan

TABLE_VARIABLE = "TTDW_OWN_CODE"
SHIPPED = Path(__file__).parent / "own_code.json"


def own_code(variant: Variant, arch: Arch) -> OwnCode:
    """What the kernels of a variant take beside their calls; nothing where its kernels were not measured.

    Raises:
        OSError: The table that $TTDW_OWN_CODE names cannot be read.
        ValueError: It is no such table.
    """
    table = _table(os.environ.get(TABLE_VARIABLE) or str(SHIPPED)).get(arch, {})
    kernels = table.get("kernels", {}).get(kernels_of(variant))
    if kernels is None:
        return OwnCode()
    between = {
        processor: {(edge.split()[0], edge.split()[1]): cycles for edge, cycles in edges.items()}
        for processor, edges in kernels.items()
    }
    return OwnCode(table["starts"], between)


def costs_of(plan: ProgramPlan) -> Costs:
    """What the calls of a program cost, and what its kernels do between them.

    Raises:
        OSError: The table that $TTDW_OWN_CODE names cannot be read.
        ValueError: It is no such table.
    """
    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    return replace(costs(settings), own_code=own_code(plan.variant, settings.arch))


def kernels_of(variant: Variant) -> str:
    """Under which name the kernels of a variant stand in the table: they differ by schedule, input and multiply."""
    sharded = ["sharded"] if variant.input == "sharded" else []
    tiles = ["tiles"] if variant.multiply == "tiles" else []
    return ", ".join([variant.schedule, *sharded, *tiles])


@cache
def _table(file: str) -> Mapping[str, Any]:
    table: Mapping[str, Any] = json.loads(Path(file).read_text(encoding="utf-8"))
    return table
