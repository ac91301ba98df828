"""Draws small cases that have a plan: nothing is drawn and thrown away."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from contextlib import suppress

from codegen.model.activations import ACTIVATIONS
from codegen.model.case import Case
from codegen.model.cores import Cores
from codegen.model.slices import SLICE_AXES, Slices
from codegen.model.variant import Variant
from codegen.plan.chip import Chip
from codegen.plan.program import PlanError, ProgramPlan, plan_program
from codegen.plan.sequence import CasePlan, plan_case
from codegen.plan.slices import most_slices
from codegen.schedules.schedule import schedule_of
from codegen.search.choices import Choices

Pair = tuple[int, int]

MOST_SLICES = 5
"""Of a case."""

MOST_CHANNELS = 160
"""Of a core."""

MOST_MULTIPLIED = 3
"""Output channels for each input channel: with no more, there is a multiple among those that fill all shards."""

FEWEST_WEIGHTS = 4
"""Of a core that lacks L1: the flat schedule wants room for two, and some is lost between buffers [tiles]."""


def draw_plan(choices: Choices, variants: Sequence[Variant], chips: Sequence[Chip], case_id: str) -> ProgramPlan:
    """The plan of a case on one of some variants and chips, its weights anywhere in DRAM."""
    variant, chip = choices.one_of(variants), choices.one_of(chips)
    case = draw_case(choices, variant, chip, case_id)
    weight_addr = choices.whole(0, 2**30) * 2
    plan = plan_program(variant, case, chip, weight_addr=weight_addr)
    if not schedule_of(variant).fits_l1 or choices.one_of((False, True)):
        return plan
    small = {"l1_small_size": _draw_small_buffers(choices, plan)}
    return plan_program(variant, case.model_copy(update=small), chip, weight_addr=weight_addr)


def draw_case_plan(choices: Choices, variants: Sequence[Variant], chips: Sequence[Chip], case_id: str) -> CasePlan:
    """The same, one time in four in slices; as one program where a slice would have no plan."""
    plan = draw_plan(choices, variants, chips, case_id)
    if choices.one_of((True, False, False, False)):
        axis = choices.one_of(SLICE_AXES)
        most = min(MOST_SLICES, most_slices(plan.case, axis))
        slices = Slices(axis=axis, count=choices.whole(min(2, most), most))
        with suppress(PlanError):
            return plan_case(plan.variant, plan.case.model_copy(update={"slices": slices}), plan.chip)
    return plan


def draw_case(
    choices: Choices, variant: Variant, chip: Chip, case_id: str, activations: Collection[str] = ACTIVATIONS
) -> Case:
    """A case that a variant can compute on a chip.

    Args:
        choices: Makes the choices.
        variant: The variant.
        chip: The chip.
        case_id: Id of the case, which is also the seed of its numbers.
        activations: Names of those that it may have.
    """

    def pair(low: int, high: int) -> Pair:
        return choices.whole(low, high), choices.whole(low, high)

    grid, num_cores = draw_grid(choices, variant)
    channels, multiplier = _draw_channels(choices, variant, grid, num_cores)
    origin = choices.whole(0, chip.grid[0] - grid[0]), choices.whole(0, chip.grid[1] - grid[1])
    schedule = schedule_of(variant)
    formats = (*schedule.formats, *schedule.converted_formats)
    batch, size = _draw_images(choices)
    mode = choices.one_of(schedule.padding_modes)
    most = [min(3, one - 1) if mode == "reflect" else 3 for one in size]
    padding, dilation = (*pair(0, most[0]), *pair(0, most[1])), pair(1, 2)
    padded = (size[0] + padding[0] + padding[1], size[1] + padding[2] + padding[3])
    height, width = (min(5, (one - 1) // step + 1) for one, step in zip(padded, dilation, strict=True))
    return Case(
        id=case_id,
        variant=variant.name,
        batch=batch,
        channels=channels,
        channel_multiplier=multiplier,
        input=size,
        kernel=(choices.whole(1, height), choices.whole(1, width)),
        stride=pair(1, 3),
        padding=padding,
        padding_mode=mode,
        dilation=dilation,
        grid=grid,
        origin=origin,
        cores=_draw_cores(choices, variant, grid, origin, num_cores),
        bias=choices.one_of((False, True)),
        activation=choices.one_of(tuple(activations)),
        dtype=choices.one_of(formats),
        output_dtype=choices.one_of(formats),
        fp32_dest_acc=choices.one_of((False, True)),
        math_fidelity=choices.one_of(("LoFi", "HiFi2", "HiFi3", "HiFi4")),
    )


def draw_grid(choices: Choices, variant: Variant) -> tuple[Pair, int]:
    """Columns and rows of cores, and how many of the cores are used: at least as many as the variant's sender needs."""
    least = variant.multicast.sender + 1
    topology = variant.multicast.topology
    columns = choices.whole(least if topology == "row" else 1, 4)
    rows = choices.whole(least if topology in ("column", "grid") else 1, 4)
    if variant.memory_layout == "BLOCK_SHARDED":
        return (columns, rows), columns * rows
    return (columns, rows), choices.whole(least, columns * rows)


def _draw_cores(choices: Choices, variant: Variant, grid: Pair, origin: Pair, num_cores: int) -> Cores | None:
    """So many cores of a grid: the first ones, or any ones in any order, if the layout is no block."""
    if variant.memory_layout == "BLOCK_SHARDED" or choices.one_of((False, True)):
        return None if num_cores == grid[0] * grid[1] else num_cores
    left = [(origin[0] + x, origin[1] + y) for y in range(grid[1]) for x in range(grid[0])]
    chosen = [left.pop(choices.whole(0, len(left) - 1)) for _ in range(num_cores)]
    return tuple((x, y, x, y) for x, y in chosen)


def _draw_images(choices: Choices) -> tuple[int, Pair]:
    """Batch and size: some images, or, one time in three, one whose rows are longer than what units take at once."""
    if choices.one_of((False, False, True)):
        return 1, (choices.whole(1, 4), choices.whole(60, 160))
    return choices.whole(1, 3), (choices.whole(1, 12), choices.whole(1, 12))


def _draw_channels(choices: Choices, variant: Variant, grid: Pair, num_cores: int) -> tuple[int, int]:
    """Channels and their multiplier: each shard has some, all that it holds, or the last one fewer."""
    shards = {
        "HEIGHT_SHARDED": 1,
        "WIDTH_SHARDED": num_cores,
        "BLOCK_SHARDED": grid[0] if variant.shard_orientation == "ROW_MAJOR" else grid[1],
    }[variant.memory_layout]
    schedule = schedule_of(variant)
    multiple = choices.one_of((schedule.channel_multiple, schedule.least_channel_multiple))
    multiplier = 1 if schedule.gathers else choices.one_of((1, 1, *range(2, MOST_MULTIPLIED + 1)))
    most = shards * multiple * choices.whole(1, MOST_CHANNELS // multiple)
    fewest = most - most // shards + 1
    return choices.one_of((most // multiplier, choices.whole(-(-fewest // multiplier), most // multiplier))), multiplier


def _draw_small_buffers(choices: Choices, plan: ProgramPlan) -> int:
    """So much of L1 for small buffers that it is too small for all weights: a few have room at least [bytes]."""
    tile_bytes = plan.geometry.tile_bytes
    most = dict(plan.budget.buffers)["weights"] // tile_bytes - FEWEST_WEIGHTS
    left = plan.budget.available - plan.budget.used
    return left + choices.whole(1, most) * tile_bytes if most > 0 else 0
