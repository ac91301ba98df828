"""What kernels do themselves, between the calls of the API: measured in compiled kernels, read from a table.

`python -m codegen.commands.calibrate` writes the table anew, for another compiler or other kernels. $TTDW_OWN_CODE
names one that takes the place of the one that is shipped.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from codegen.cost.throughputs import costs
from codegen.emulator.instructions import Settings
from codegen.emulator.request import Arch
from codegen.emulator.times import Costs, OwnCode
from codegen.emulator.translate import ARCHITECTURES
from codegen.model.finding import Finding, in_environment
from codegen.model.model import Model, first_error
from codegen.model.variant import Variant
from codegen.plan.program import ProgramPlan

TABLE_VARIABLE = "TTDW_OWN_CODE"
SHIPPED = Path(__file__).parent / "own_code.json"


class ChipTable(Model):
    """What was measured on a chip.

    Attributes:
        source: With what it was measured.
        starts: When each processor begins with its kernel [cycles].
        kernels: By kernels, processor and edge, its calls with a space between them [cycles].
    """

    source: str = ""
    starts: Mapping[str, int]
    kernels: Mapping[str, Mapping[str, Mapping[str, int]]]


_TABLE = TypeAdapter(Mapping[Arch, ChipTable])


def own_code(variant: Variant, arch: Arch) -> OwnCode:
    """What the kernels of a variant take beside their calls; nothing where its kernels were not measured.

    Raises:
        InputError: The file that $TTDW_OWN_CODE names cannot be read, or is no such table.
    """
    table = _table(os.environ.get(TABLE_VARIABLE) or str(SHIPPED)).get(arch)
    kernels = table.kernels.get(kernels_of(variant)) if table else None
    if table is None or kernels is None:
        return OwnCode()
    between = {
        processor: {(edge.split()[0], edge.split()[1]): cycles for edge, cycles in edges.items()}
        for processor, edges in kernels.items()
    }
    return OwnCode(table.starts, between)


def costs_of(plan: ProgramPlan) -> Costs:
    """What the calls of a program cost, and what its kernels do between them.

    Raises:
        InputError: What $TTDW_OWN_CODE or $TTDW_RATES names cannot be taken.
    """
    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    return replace(costs(settings), own_code=own_code(plan.variant, settings.arch))


def kernels_of(variant: Variant) -> str:
    """Under which name the kernels of a variant stand in the table: they differ by schedule, input and multiply."""
    sharded = ["sharded"] if variant.input == "sharded" else []
    tiles = ["tiles"] if variant.multiply == "tiles" else []
    return ", ".join([variant.schedule, *sharded, *tiles])


@cache
def _table(file: str) -> Mapping[Arch, ChipTable]:
    try:
        return _TABLE.validate_json(Path(file).read_bytes())
    except (OSError, ValidationError) as error:
        hint = "`python -m codegen.commands.calibrate --own-code FILE` writes such a table"
        why = error if isinstance(error, OSError) else first_error(error)
        finding = Finding("own-code-table", f"{file} is no table of what kernels do: {why}", (), hint)
        raise in_environment(TABLE_VARIABLE, finding) from error
