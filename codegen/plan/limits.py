"""What a variant, a case and a chip must agree on before there is a plan; all findings point into the case."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sized

from codegen.model.case import Case
from codegen.model.finding import Finding
from codegen.model.positions import argument_lists
from codegen.model.schedule import buffer_uses
from codegen.model.targets import target_of
from codegen.model.variant import KERNEL_NAMES, KernelName, Variant
from codegen.plan.buffers import BufferPlan, L1Budget, available_bytes
from codegen.plan.chip import MAX_BUFFER_PAGES, MAX_PRODUCT, Chip
from codegen.plan.geometry import (
    channel_multiple_of,
    filled_shards,
    most_positions,
    reach_sticks,
    shared_geometry,
    split_channels,
)
from codegen.plan.grid import Core, core_ranges
from codegen.schedules.schedule import all_schedules, schedule_of


def one_program_findings(case: Case) -> list[Finding]:
    """Whether a case is one program."""
    if case.slices is None:
        return []
    return [
        Finding(
            "one-program", "in slices, each of which is a program of its own", ("slices",), "leave out slices for this"
        )
    ]


def format_findings(variant: Variant, case: Case) -> list[Finding]:
    """Whether the kernels of the variant compute with the number formats of the case."""
    schedule = schedule_of(variant)
    tensors = (*schedule.formats, *schedule.converted_formats)
    verb = "take and give" if schedule.converted_formats else "compute with"
    wanted = {
        "dtype": (case.dtype, verb, tensors),
        "output_dtype": (case.output_dtype or case.dtype, verb, tensors),
        "weights_dtype": (case.weights_dtype, "compute with", schedule.formats),
    }
    wrong = [(field, *row) for field, row in wanted.items() if row[0] not in row[2]]
    return [
        Finding(
            "format-computed",
            f"{field} is {name}, the kernels of schedule {variant.schedule!r} {verb} {' and '.join(formats)}",
            (field,),
            f"use {' or '.join(formats)}, or {_variant_for(name)}",
        )
        for field, name, verb, formats in wrong
        if getattr(case, field) is not None
    ]


def _variant_for(name: str) -> str:
    """The variants that take tensors in a number format."""
    takers = [one.name for one in all_schedules() if name in (*one.formats, *one.converted_formats)]
    return f"a variant of schedule {' or '.join(map(repr, takers))}" if takers else "a variant of another schedule"


def input_findings(variant: Variant, case: Case) -> Iterator[Finding]:
    """Whether the variant's input can be what the case says of it: a plain tensor comes as it is."""
    schedule = schedule_of(variant)
    if case.padding_mode not in schedule.padding_modes:
        yield Finding(
            "padding-made",
            f"padding_mode is {case.padding_mode}, the kernels of variant {variant.name!r} pad with "
            f"{' or '.join(schedule.padding_modes)}",
            ("padding_mode",),
            "use a variant whose input is prepared, or is taken in rows",
        )
    if case.channel_multiplier > 1 and schedule.gathers:
        yield Finding(
            "multiplier-prepared",
            f"variant {variant.name!r} takes its input as it is, with {case.channels} channels, and a "
            f"channel_multiplier of {case.channel_multiplier} needs {case.out_channels}",
            ("channel_multiplier",),
            "use a variant whose input is prepared, or let ttnn.repeat_interleave make an input of "
            f"{case.out_channels} channels, and a case of it",
        )


def placement_findings(variant: Variant, case: Case, chip: Chip) -> list[Finding]:
    """Whether the grid lies on the chip and has the form that the memory layout needs."""
    findings = []
    for axis, name in enumerate(("columns", "rows")):
        end, limit = case.origin[axis] + case.grid[axis], chip.grid[axis]
        if end > limit:
            findings.append(
                Finding(
                    "grid-on-chip",
                    f"the grid ends after {end} {name}, the {chip.title} has {limit}",
                    ("grid",),
                    f"use fewer {name}, or another origin",
                )
            )
    columns, rows = case.grid
    num_cores = case.num_cores
    rectangles = core_ranges(case, variant.shard_orientation)
    if variant.memory_layout == "BLOCK_SHARDED" and (len(rectangles) > 1 or num_cores < columns * rows):
        findings.append(
            Finding(
                "block-is-full",
                f"BLOCK_SHARDED needs all {columns * rows} cores of its grid as one rectangle, "
                f"the case has {num_cores} as {len(rectangles)}",
                ("cores",),
                "leave out cores",
            )
        )
    senders = {"none": 1, "column": rows, "row": columns, "grid": num_cores}[variant.multicast.topology]
    if variant.multicast.sender >= senders:
        findings.append(
            Finding(
                "sender-in-grid",
                f"multicast.sender is {variant.multicast.sender}, and the grid has {senders} to choose from",
                ("grid",),
                "use a larger grid, or another multicast.sender in the spec",
            )
        )
    return findings


def size_findings(case: Case, stick_bytes: int) -> list[Finding]:
    """Whether the emitted plan can count what the case says.

    Args:
        case: The case.
        stick_bytes: Size of a stick of a channel shard [bytes].
    """
    height, width = case.padded_input
    products = {
        "batch * padded_height * padded_width": (case.batch, height, width),
        "channels * datum_bytes": (case.out_channels, case.number_format.size_of(1)),
        "stride_height * padded_width": (case.stride[0], width),
        "stride_width": (case.stride[1],),
        "dilation_height * padded_width * stick_bytes": (case.dilation[0], width, stick_bytes),
        "dilation_width * stick_bytes": (case.dilation[1], stick_bytes),
    }
    return [
        Finding(
            "case-size",
            f"{name} is {math.prod(factors)}, a plan counts to {MAX_PRODUCT}",
            (_field_of(name),),
            "no chip holds as much",
        )
        for name, factors in products.items()
        if math.prod(factors) > MAX_PRODUCT
    ][:1]


def _field_of(product: str) -> str:
    """The field of a case that a product starts with."""
    return product.partition(" ")[0].removesuffix("_height").removesuffix("_width")


def program_findings(variant: Variant, case: Case, channel_shards: int) -> list[Finding]:
    """Whether each channel shard holds channels, and not padding only."""
    multiple = channel_multiple_of(schedule_of(variant), case, channel_shards)
    filled = filled_shards(case.out_channels, channel_shards, multiple)
    if filled == channel_shards:
        return []
    # A shard keeps its width with as many shards as are filled now, and when the last shard gets its first channel.
    width = split_channels(case.out_channels, channel_shards, multiple)
    enough = math.ceil(((channel_shards - 1) * width + 1) / case.channel_multiplier)
    return [
        Finding(
            "channels-fill-shards",
            f"{case.out_channels} channels fill {filled} of {channel_shards} channel shards, {width} on each",
            ("channels",),
            f"set the number of {_channel_axis(variant)} to {filled}, or that of channels to {enough}",
        )
    ]


def _channel_axis(variant: Variant) -> str:
    """What channels are split over, in the words of the case."""
    if variant.memory_layout == "BLOCK_SHARDED":
        return "columns" if variant.shard_orientation == "ROW_MAJOR" else "rows"
    return "cores"


def shard_findings(variant: Variant, case: Case, chip: Chip, channel_shards: int, stick_shards: int) -> list[Finding]:
    """Whether the tensors may fit at all, whatever the schedule: asked before anything of their size is made."""
    schedule = schedule_of(variant)
    multiple = channel_multiple_of(schedule, case, channel_shards)
    shared = shared_geometry(case, channel_shards, stick_shards, multiple, schedule.stick_multiple_of(variant))
    stick_bytes = shared["stick_bytes"]
    available = available_bytes(chip, case.l1_small_size)
    padded_bytes = case.batch * case.padded_input[0] * case.padded_input[1] * channel_shards * stick_bytes
    on_chip = chip.grid[0] * chip.grid[1] * available
    if padded_bytes > on_chip:
        return [
            Finding(
                "input-on-chip",
                f"the padded input has {padded_bytes:,} bytes, all cores of the {chip.title} together have "
                f"{on_chip:,} bytes of L1",
                ("input",),
                "make batch, channels, input or padding smaller",
            )
        ]
    input_sticks = most_positions(case, shared["output_shard_sticks"], stick_shards) + reach_sticks(case)
    resident = {"input_shard": input_sticks, "output_shard": shared["output_shard_sticks"], "own": 0}
    shards = sum(resident[use.memory] for use in buffer_uses(variant).values()) * stick_bytes
    if shards > SURELY_TOO_LARGE * available:
        return [
            Finding(
                "l1-budget",
                f"the shards of a core's input and output take {shards:,} bytes of L1, {available:,} are available",
                ("grid",),
                _smaller_shards(case, chip),
            )
        ]
    return []


SURELY_TOO_LARGE = 32
"""Times what a core has: a budget that is exceeded by less is planned, and shown."""


def _smaller_shards(case: Case, chip: Chip) -> str:
    """What makes shards smaller: more cores only where there are more."""
    if case.num_cores < chip.num_cores:
        return "use more cores, or a layout that splits what is largest"
    return f"all {chip.num_cores} cores of the {chip.title} are in use: use a layout that splits what is largest"


def budget_findings(budget: L1Budget, buffers: tuple[BufferPlan, ...], case: Case, chip: Chip) -> list[Finding]:
    """Whether the buffers fit into L1, and their pages can be counted."""
    small = f" beside the {case.l1_small_size:,} of l1_small_size" if case.l1_small_size else ""
    findings = [
        Finding(
            "buffer-pages",
            f"circular buffer {buffer.name!r} has {buffer.num_pages} pages of {buffer.page_bytes} bytes, "
            f"a core counts to {MAX_BUFFER_PAGES}",
            ("channels",),
            "use channels per shard with a larger power of two as a factor, or more cores",
        )
        for buffer in buffers
        if buffer.num_pages > MAX_BUFFER_PAGES
    ]
    if not budget.fits:
        has = f"{budget.available:,} are available{small}"
        findings.append(
            Finding(
                "l1-budget",
                f"a core needs {budget.used:,} bytes of L1, {has}\n{budget.table()}",
                ("grid",),
                _smaller_shards(case, chip),
            )
        )
    return findings


def common_words(variant: Variant) -> dict[KernelName, int]:
    """Words of runtime arguments that all cores share, by kernel."""
    return {
        kernel: sum(len(one.words) for one in argument_lists(variant, kernel) if one.kind == "common_runtime")
        for kernel in KERNEL_NAMES
    }


def argument_findings(
    variant: Variant, core: Core, arguments: Mapping[KernelName, Sized], common: Mapping[KernelName, int]
) -> Iterator[Finding]:
    """Whether the chip takes as many words of runtime arguments as a core is given.

    Args:
        variant: The variant.
        core: The core.
        arguments: Its own words, by kernel.
        common: Words that all cores share; see `common_words`.
    """
    limit = target_of(variant).max_runtime_words
    for kernel, words in arguments.items():
        count = len(words) + common[kernel]
        if count > limit:
            yield Finding(
                "argument-words",
                f"the {kernel} of core {core} gets {count:,} words of runtime arguments, the chip takes {limit:,}",
                ("grid",),
                "use more cores, or a layout that splits sticks, so that each has fewer rows of outputs",
            )
