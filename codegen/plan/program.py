"""The plan of a program: everything that a renderer, the reference model and a backend need."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields
from functools import cache
from typing import Any, NamedTuple

from codegen.model.activations import ACTIVATIONS
from codegen.model.case import Case
from codegen.model.finding import Finding
from codegen.model.positions import ArgumentList, argument_lists
from codegen.model.schedule import kernel_uses
from codegen.model.uses import RECTANGLES, RESERVED
from codegen.model.variant import KERNEL_NAMES, KernelName, Role, Variant
from codegen.model.window import PADDING_MODES
from codegen.plan.buffers import BufferPlan, L1Budget, available_bytes, bytes_left, plan_budget, plan_buffers
from codegen.plan.chip import WORMHOLE, Chip
from codegen.plan.geometry import Geometry, Work, channel_multiple_of, split_channels
from codegen.plan.grid import Core, CoreRange, ShardPlace, core_ranges, shard_places
from codegen.plan.limits import (
    argument_findings,
    budget_findings,
    common_words,
    format_findings,
    input_findings,
    one_program_findings,
    placement_findings,
    program_findings,
    shard_findings,
    size_findings,
)
from codegen.plan.multicast import Link, plan_link
from codegen.plan.notes import plan_notes
from codegen.schedules.schedule import schedule_of

Words = dict[str, int]
"""Arguments by name, in the order of their positions."""

Records = Callable[[str], Sequence[Any]]
"""Makes the records of a list, by its name; asked for only those that the variant lists."""


class ConvField(NamedTuple):
    """A field of the emitted struct Conv2d; one that is not positive may be zero."""

    name: str
    unit: str
    doc: str
    positive: bool = True


CONV_FIELDS = (
    ConvField("batch", "images", "images"),
    ConvField("channels", "datums", "input channels, output channels and groups"),
    ConvField("input_height", "sticks", "rows of an image"),
    ConvField("input_width", "sticks", "columns of an image"),
    ConvField("kernel_height", "taps", "rows of the kernel"),
    ConvField("kernel_width", "taps", "columns of the kernel"),
    ConvField("stride_height", "sticks", "from an output to the one below"),
    ConvField("stride_width", "sticks", "from an output to the next"),
    ConvField("pad_top", "sticks", "rows of padding above", positive=False),
    ConvField("pad_bottom", "sticks", "rows of padding below", positive=False),
    ConvField("pad_left", "sticks", "columns of padding before", positive=False),
    ConvField("pad_right", "sticks", "columns of padding behind", positive=False),
    ConvField("padding_mode", "", "what lies there, as a PaddingMode", positive=False),
    ConvField("dilation_height", "sticks", "from a tap to the one below"),
    ConvField("dilation_width", "sticks", "from a tap to the next"),
    ConvField("has_bias", "", "1 if each channel has a number that is added to its results", positive=False),
    ConvField("activation", "", "what is applied to each result, as an Activation", positive=False),
    ConvField("input_format", "", "number format of the input, as a NumberFormat", positive=False),
    ConvField("output_format", "", "number format of the output, as a NumberFormat", positive=False),
)


class PlanError(Exception):
    """A case that its variant cannot compute on the chip: every reason at once, and the L1 budget where it was made."""

    def __init__(self, findings: list[Finding], budget: L1Budget | None = None) -> None:
        super().__init__("; ".join(finding.message for finding in findings))
        self.findings = findings
        self.budget = budget


@dataclass(frozen=True)
class KernelArguments:
    """Arguments that are the same on every core."""

    compile_time: Words
    common: Words


@dataclass(frozen=True)
class CorePlan:
    """One core: its coordinates, its work, its part in the multicast, the runtime arguments of each kernel."""

    core: Core
    noc: Core
    role: Role | None
    work: Work
    link: Link
    arguments: Mapping[KernelName, Words]


@dataclass(frozen=True)
class ProgramPlan:
    """A program for one variant, case and chip."""

    variant: Variant
    case: Case
    chip: Chip
    ranges: tuple[CoreRange, ...]
    geometry: Geometry
    buffers: tuple[BufferPlan, ...]
    budget: L1Budget
    kernels: Mapping[KernelName, KernelArguments]
    cores: tuple[CorePlan, ...]
    notes: tuple[str, ...]


def plan_program(
    variant: Variant, case: Case, chip: Chip = WORMHOLE, weight_addr: int = 0, bias_addr: int = 0
) -> ProgramPlan:
    """Plan a program.

    Args:
        variant: How the operation is laid out and fed; it follows codegen.model.rules.
        case: What is computed; it follows codegen.model.rules.
        chip: The chip that it runs on.
        weight_addr: DRAM address of the prepared weights [bytes], known at launch.
        bias_addr: DRAM address of the prepared bias, where it is a tensor of its own [bytes], known at launch.

    Raises:
        PlanError: The channels do not fill the shards, the input is none that the variant takes, the grid is not on the
            chip, L1 is too small, or the case is so large that the plan cannot count it.
    """
    _raise_if_any(one_program_findings(case))
    _raise_if_any(
        [*format_findings(variant, case), *input_findings(variant, case), *placement_findings(variant, case, chip)]
    )
    ranges = core_ranges(case, variant.shard_orientation)
    places = shard_places(variant, ranges)
    channel_shards = 1 + max(place.channel_shard for place in places)
    stick_shards = 1 + max(place.stick_shard for place in places)
    schedule = schedule_of(variant)
    multiple = channel_multiple_of(schedule, case, channel_shards)
    stick_bytes = case.number_format.size_of(split_channels(case.out_channels, channel_shards, multiple))
    _raise_if_any(size_findings(case, stick_bytes))
    _raise_if_any(program_findings(variant, case, channel_shards))
    _raise_if_any(shard_findings(variant, case, chip, channel_shards, stick_shards))

    widest = schedule.plan_geometry(variant, case, channel_shards, stick_shards)
    left = bytes_left(plan_buffers(variant, case, widest), available_bytes(chip, case.l1_small_size))
    geometry = schedule.fitted(case, widest, left)
    buffers = plan_buffers(variant, case, geometry)
    budget = plan_budget(chip, buffers, case.l1_small_size)
    _raise_if_any(budget_findings(budget, buffers, case, chip), budget)

    addresses = {"weight_addr": weight_addr, "bias_addr": bias_addr}
    shared = {**_integers(geometry), **conv_values(case), **_semaphores(variant), **addresses, RESERVED: 0}
    cores = [place.core for place in places]
    lists = [table for kernel in KERNEL_NAMES for table in argument_lists(variant, kernel) if table.kind == "runtime"]
    noc_of = {(place.channel_shard, place.stick_shard): chip.noc_coordinates(place.core) for place in places}
    common = common_words(variant)
    core_plans: list[CorePlan] = []
    for place in places:
        link = plan_link(variant, chip, ranges, cores, place.core)
        planned = _plan_core(variant, case, chip, geometry, place, link, lists, shared, noc_of)
        findings = argument_findings(variant, planned.core, planned.arguments, common)
        _raise_if_any([*findings][:1])  # before others grow as long
        core_plans.append(planned)
    return ProgramPlan(
        variant=variant,
        case=case,
        chip=chip,
        ranges=ranges,
        geometry=geometry,
        buffers=buffers,
        budget=budget,
        kernels={kernel: _kernel_arguments(variant, kernel, shared) for kernel in KERNEL_NAMES},
        cores=tuple(core_plans),
        notes=plan_notes(case, geometry),
    )


def replace_weight_addr(plan: ProgramPlan, weight_addr: int, bias_addr: int = 0) -> ProgramPlan:
    """The same plan for a launch with the prepared weights and bias at other DRAM addresses [bytes]."""
    return plan_program(plan.variant, plan.case, plan.chip, weight_addr, bias_addr)


def conv_values(case: Case) -> dict[str, int]:
    """The numbers of the convolution itself, by the names of CONV_FIELDS."""
    numbers = (
        *(case.batch, case.out_channels, *case.input, *case.kernel, *case.stride, *case.padding_sides),
        PADDING_MODES.index(case.padding_mode),
        *case.dilation,
        int(case.bias),
        list(ACTIVATIONS).index(case.activation),
        case.input_format.number,
        case.output_format.number,
    )
    return {field.name: number for field, number in zip(CONV_FIELDS, numbers, strict=True)}


def _raise_if_any(findings: list[Finding], budget: L1Budget | None = None) -> None:
    if findings:
        raise PlanError(findings, budget)


def _kernel_arguments(variant: Variant, kernel: KernelName, values: Mapping[str, int]) -> KernelArguments:
    tables = {table.kind: table for table in argument_lists(variant, kernel) if table.kind != "runtime"}
    words = {kind: _words(table, values) for kind, table in tables.items()}
    return KernelArguments(words.get("compile_time", {}), words.get("common_runtime", {}))


def _plan_core(
    variant: Variant,
    case: Case,
    chip: Chip,
    geometry: Geometry,
    place: ShardPlace,
    link: Link,
    lists: list[ArgumentList],
    shared: Mapping[str, int],
    noc_of: Mapping[tuple[int, int], Core],
) -> CorePlan:
    schedule = schedule_of(variant)
    work = schedule.plan_work(case, geometry, place.channel_shard, place.stick_shard)
    values = {**shared, **_integers(work), **_link_values(variant, link)}
    role: Role | None = ("sender" if link.is_sender else "receiver") if variant.multicasts else None

    def records(value: str) -> Sequence[Any]:
        if value == RECTANGLES:
            return link.rectangles
        return schedule.plan_records(value, case, geometry, work, lambda shard: noc_of[place.channel_shard, shard])

    arguments = {
        table.kernel: _words(table, values) | _records(table, records) for table in lists if table.role in (None, role)
    }
    return CorePlan(place.core, chip.noc_coordinates(place.core), role, work, link, arguments)


def _words(table: ArgumentList, values: Mapping[str, int]) -> Words:
    return {word.name: values[word.carries] for word in table.words}


def _records(table: ArgumentList, records: Records) -> Words:
    """The words of the lists behind the other arguments, as name[index].field."""
    return {
        f"{one.name}[{index}].{name}": value
        for one in table.records
        for index, record in enumerate(records(one.carries))
        for name, value in _integers(record).items()
    }


def _integers(record: Any) -> dict[str, int]:
    return {name: getattr(record, name) for name in _field_names(record.__class__)}


@cache
def _field_names(record: type) -> tuple[str, ...]:
    return tuple(one.name for one in fields(record))


def _link_values(variant: Variant, link: Link) -> dict[str, int]:
    uses = kernel_uses(variant, "reader").items()
    return {name: link.value(name) for name, use in uses if use.scope == "link" and not use.is_list}


def _semaphores(variant: Variant) -> dict[str, int]:
    """The ids of the semaphores as values for arguments."""
    return {f"{semaphore.name}_semaphore": semaphore.id for semaphore in variant.semaphores}
