"""Random valid cases, for hypothesis."""

from __future__ import annotations

from hypothesis import assume
from hypothesis import strategies as st

from codegen.plan.chip import CHIPS, Chip
from codegen.plan.limits import placement_findings, program_findings
from codegen.plan.program import PlanError, ProgramPlan, plan_program
from codegen.spec.case import ACTIVATIONS, Case
from codegen.spec.rules import case_findings
from codegen.spec.variant import Variant
from tests.variants import ALL

chips: st.SearchStrategy[Chip] = st.sampled_from(list(CHIPS.values()))
variants: st.SearchStrategy[Variant] = st.sampled_from(list(ALL.values()))


@st.composite
def cases(draw: st.DrawFn, variant: Variant, chip: Chip) -> Case:
    """A case that the variant can compute on the chip; L1 is not looked at, shapes are small."""

    def pair(low: int, high: int) -> tuple[int, int]:
        return (draw(st.integers(low, high)), draw(st.integers(low, high)))

    grid = pair(1, 4)
    num_cores = grid[0] * grid[1]
    if variant.memory_layout != "BLOCK_SHARDED":
        num_cores = draw(st.integers(1, num_cores))
    channel_shards = {
        "HEIGHT_SHARDED": 1,
        "WIDTH_SHARDED": num_cores,
        "BLOCK_SHARDED": grid[0] if variant.shard_orientation == "ROW_MAJOR" else grid[1],
    }[variant.memory_layout]
    case = Case(
        id="random",
        variant=variant.name,
        batch=draw(st.integers(1, 3)),
        channels=channel_shards * 8 * draw(st.integers(1, 20)),
        input=pair(1, 12),
        kernel=pair(1, 5),
        stride=pair(1, 3),
        padding=(*pair(0, 3), *pair(0, 3)),
        dilation=pair(1, 2),
        grid=grid,
        origin=(draw(st.integers(0, chip.grid[0] - grid[0])), draw(st.integers(0, chip.grid[1] - grid[1]))),
        cores=None if num_cores == grid[0] * grid[1] else num_cores,
        bias=draw(st.booleans()),
        activation=draw(st.sampled_from(ACTIVATIONS)),
        fp32_dest_acc=draw(st.booleans()),
        math_fidelity=draw(st.sampled_from(["LoFi", "HiFi2", "HiFi3", "HiFi4"])),
    )
    assume(not case_findings(case))
    assume(not placement_findings(variant, case, chip))
    assume(not program_findings(variant, case, channel_shards))
    return case


@st.composite
def plans(draw: st.DrawFn) -> ProgramPlan:
    """The plan of a random case on a random variant and chip."""
    variant, chip = draw(variants), draw(chips)
    case = draw(cases(variant, chip))
    try:
        return plan_program(variant, case, chip, weight_addr=draw(st.integers(0, 2**30)) * 32)
    except PlanError:
        assume(False)
        raise
