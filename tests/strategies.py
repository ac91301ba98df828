"""Random valid cases, for hypothesis."""

from __future__ import annotations

from collections.abc import Collection

from hypothesis import strategies as st

from codegen.model.activations import ACTIVATIONS
from codegen.model.case import Case
from codegen.model.rules import case_findings
from codegen.model.variant import Variant
from codegen.plan.chip import CHIPS, Chip
from codegen.plan.program import ProgramPlan, plan_program
from codegen.schedules.schedule import schedule_of
from tests.variants import ALL

Size = tuple[int, int]
chips: st.SearchStrategy[Chip] = st.sampled_from(list(CHIPS.values()))


def _images(most: int, height: tuple[int, int], width: tuple[int, int]) -> st.SearchStrategy[tuple[int, Size]]:
    return st.tuples(st.integers(1, most), st.tuples(st.integers(*height), st.integers(*width)))


images = st.one_of(_images(3, (1, 12), (1, 12)), _images(3, (1, 12), (1, 12)), _images(1, (1, 4), (60, 160)))
"""Batch and size: some images, or one whose rows are longer than what the units take at once."""


@st.composite
def cases(draw: st.DrawFn, variant: Variant, chip: Chip, activations: Collection[str] = ACTIVATIONS) -> Case:
    """A small case that the variant can compute on the chip; nothing is drawn and thrown away."""

    def pair(low: int, high: int) -> tuple[int, int]:
        return (draw(st.integers(low, high)), draw(st.integers(low, high)))

    grid, num_cores = draw(grids(variant))
    channel_shards = {
        "HEIGHT_SHARDED": 1,
        "WIDTH_SHARDED": num_cores,
        "BLOCK_SHARDED": grid[0] if variant.shard_orientation == "ROW_MAJOR" else grid[1],
    }[variant.memory_layout]
    multiple = schedule_of(variant).channel_multiple
    most_channels = channel_shards * multiple * draw(st.integers(1, 160 // multiple))
    formats = st.sampled_from((*schedule_of(variant).formats, *schedule_of(variant).converted_formats))
    least_channels = most_channels - most_channels // channel_shards + 1
    batch, size = draw(images)
    padding, dilation = (*pair(0, 3), *pair(0, 3)), pair(1, 2)
    padded = (size[0] + padding[0] + padding[1], size[1] + padding[2] + padding[3])
    height, width = (min(5, (one - 1) // step + 1) for one, step in zip(padded, dilation, strict=True))
    case = Case(
        id="random",
        variant=variant.name,
        batch=batch,
        channels=draw(st.just(most_channels) | st.integers(least_channels, most_channels)),
        input=size,
        kernel=(draw(st.integers(1, height)), draw(st.integers(1, width))),
        stride=pair(1, 3),
        padding=padding,
        dilation=dilation,
        grid=grid,
        origin=(draw(st.integers(0, chip.grid[0] - grid[0])), draw(st.integers(0, chip.grid[1] - grid[1]))),
        cores=None if num_cores == grid[0] * grid[1] else num_cores,
        bias=draw(st.booleans()),
        activation=draw(st.sampled_from(list(activations))),
        dtype=draw(formats),
        output_dtype=draw(formats),
        fp32_dest_acc=draw(st.booleans()),
        math_fidelity=draw(st.sampled_from(["LoFi", "HiFi2", "HiFi3", "HiFi4"])),
    )
    assert not case_findings(case)
    return case


@st.composite
def grids(draw: st.DrawFn, variant: Variant) -> tuple[tuple[int, int], int]:
    """Columns and rows of cores, and how many of the cores are used: at least as many as the variant's sender needs."""
    least = variant.multicast.sender + 1
    topology = variant.multicast.topology
    columns = draw(st.integers(least if topology == "row" else 1, 4))
    rows = draw(st.integers(least if topology in ("column", "grid") else 1, 4))
    if variant.memory_layout == "BLOCK_SHARDED":
        return (columns, rows), columns * rows
    return (columns, rows), draw(st.integers(least, columns * rows))


@st.composite
def plans(
    draw: st.DrawFn, schedule: str | None = None, given: str | None = None, multiply: str | None = None
) -> ProgramPlan:
    """The plan of a random case on a random variant, of any schedule or a certain one, and any chip."""
    fitting = [
        one
        for one in ALL.values()
        if schedule in (None, one.schedule) and given in (None, one.input) and multiply in (None, one.multiply)
    ]
    variant, chip = draw(st.sampled_from(fitting)), draw(chips)
    case = draw(cases(variant, chip))
    plan = plan_program(variant, case, chip, weight_addr=draw(st.integers(0, 2**30)) * 2)
    return draw(st.just(plan) | short_of_l1(plan)) if schedule_of(variant).fits_l1 else plan


@st.composite
def short_of_l1(draw: st.DrawFn, plan: ProgramPlan) -> ProgramPlan:
    """The same with so little of L1 that not all weights fit: some, or just the fewest that must."""
    fewest, buffers = 4, dict(plan.budget.buffers)
    lacks = (
        draw(st.integers(1, max(buffers["weights"] // plan.geometry.tile_bytes - fewest, 1))) * plan.geometry.tile_bytes
    )
    left = plan.budget.available - plan.budget.used
    if lacks + fewest * plan.geometry.tile_bytes > buffers["weights"]:
        return plan
    return plan_program(plan.variant, plan.case.model_copy(update={"l1_small_size": left + lacks}), plan.chip)
