"""Between the Python plan and the runner: what is asked, and what its words mean."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from codegen.emulator.request import Arch, Chip, PlanRequest, RunRequest
from codegen.emulator.run import PlanWords
from codegen.model.formats import format_named
from codegen.model.named import splits_readers
from codegen.model.schedule import buffer_uses
from codegen.model.uses import MEMORIES
from codegen.model.variant import KERNEL_NAMES
from codegen.plan.buffers import available_bytes, round_up
from codegen.plan.chip import Chip as PlanChip
from codegen.plan.chip import ChipName
from codegen.plan.geometry import Geometry, Work, field_names
from codegen.plan.grid import Core
from codegen.plan.program import ProgramPlan, conv_values
from codegen.reference.shards import input_shards, output_words, to_memory
from codegen.reference.tensors import Tensors
from codegen.schedules.schedule import schedule_of

ARCHITECTURES: dict[ChipName, Arch] = {"wormhole": "wormhole_b0", "blackhole": "blackhole"}


def dram_addresses(plan: ProgramPlan) -> tuple[int, int]:
    """Where the emulator puts the prepared weights, and behind them the bias, if it is a tensor of its own [bytes]."""
    chip, geometry = plan.chip, plan.geometry
    pages = math.ceil(geometry.channel_shards * geometry.weight_pitch_tiles / chip.dram_banks)
    behind = chip.dram_base + pages * round_up(geometry.tile_bytes, chip.dram_alignment)
    return chip.dram_base, behind if plan.variant.has_bias_tensor else 0


def plan_request(plan: ProgramPlan, weight_addr: int, bias_addr: int = 0) -> PlanRequest:
    """The question whose answer must be this plan."""
    return PlanRequest(
        conv=tuple(conv_values(plan.case).values()),
        grid=[((area.start.x, area.start.y), (area.end.x, area.end.y)) for area in plan.ranges],
        chip=_chip(plan.chip),
        weight_addr=weight_addr,
        bias_addr=bias_addr,
        fp32_dest_acc=plan.case.fp32_dest_acc,
        l1_bytes=available_bytes(plan.chip, plan.case.l1_small_size),
    )


def run_request(plan: ProgramPlan, tensors: Tensors, adder_slips: bool | None = None) -> RunRequest:
    """A launch of the plan.

    Args:
        plan: The plan.
        tensors: What it computes with.
        adder_slips: Whether the adder miscounts the sum -1; as the plan's chip does it if left out.

    Raises:
        ValueError: The tensors are not those of the plan's case.
    """
    tensors.require_fit(plan.case)
    noc, uses = plan.variant.multicast.noc, buffer_uses(plan.variant)
    return RunRequest(
        problem=plan_request(plan, *dram_addresses(plan)),
        weights=plan.case.weights_format.encode(tensors.weights),
        bias=plan.case.weights_format.encode(tensors.bias),
        input_shards=to_memory(plan, plan.case.input_format.encode(input_shards(plan, tensors.input))),
        output_shard_words=output_words(plan),
        adder_slips=plan.chip.adder_slips if adder_slips is None else adder_slips,
        math_fidelity=plan.case.math_fidelity,
        reader_noc=noc,
        writer_noc=1 - noc,
        buffer_names={buffer.index: buffer.name for buffer in plan.buffers},
        buffer_users={
            buffer.index: (uses[buffer.name].producer, uses[buffer.name].consumer)
            for buffer in plan.buffers
            if buffer.name in uses
        },
        buffer_rows={buffer.index: buffer.tile_rows for buffer in plan.buffers},
        receivers=[(one.core.x, one.core.y) for one in plan.cores if one.role == "receiver"]
        if splits_readers(plan.variant)
        else [],
        semaphore_names={semaphore.id: semaphore.name for semaphore in plan.variant.semaphores},
    )


def plan_differences(plan: ProgramPlan, words: PlanWords) -> list[str]:
    """Every value in which the Python plan and the emitted C++ plan differ, by name; both numbers in each line."""
    ours, theirs = _words_of(plan), _named(plan, words)
    return [
        f"{name}: Python plans {ours.get(name)}, C++ plans {theirs.get(name)}"
        for name in sorted(ours.keys() | theirs.keys())
        if ours.get(name) != theirs.get(name)
    ]


def _chip(chip: PlanChip) -> Chip:
    columns, rows = chip.grid
    places = [Core(x, y) for y in range(rows) for x in range(columns)]
    nocs = [chip.noc_coordinates(core) for core in places]
    return Chip(
        arch=ARCHITECTURES[chip.name],
        l1_bytes=chip.l1_bytes,
        l1_base=chip.l1_base,
        l1_alignment=chip.l1_buffer_alignment,
        dram_banks=chip.dram_banks,
        dram_alignment=chip.dram_alignment,
        noc_coordinates={(one.x, one.y): (noc.x, noc.y) for one, noc in zip(places, nocs, strict=True)},
    )


def _words_of(plan: ProgramPlan) -> dict[str, Any]:
    """The Python plan, flat: what the emitted plan must say too."""
    flat: dict[str, Any] = _fields_of("geometry", plan.geometry)
    for place, buffer in enumerate(plan.buffers):
        memory = MEMORIES.index(buffer.memory)
        words = [buffer.index, buffer.num_pages, buffer.page_bytes, memory, format_named(buffer.format).number]
        flat[f"circular_buffers[{place}]"] = words
    for place, semaphore in enumerate(plan.variant.semaphores):
        flat[f"semaphores[{place}]"] = [semaphore.id, semaphore.initial_value]
    for kernel in KERNEL_NAMES:
        flat |= _numbered(f"{kernel}.compile_time", plan.kernels[kernel].compile_time.values())
        flat |= _numbered(f"{kernel}.common", plan.kernels[kernel].common.values())
    for place, core in enumerate(plan.cores):
        prefix = f"cores[{place}]"
        flat[f"{prefix}.core"] = [core.core.x, core.core.y]
        flat[f"{prefix}.noc"] = [core.noc.x, core.noc.y]
        flat |= _fields_of(f"{prefix}.work", core.work)
        for kernel in KERNEL_NAMES:
            flat |= _numbered(f"{prefix}.{kernel}", core.arguments[kernel].values())
    return flat


def _named(plan: ProgramPlan, words: PlanWords) -> dict[str, Any]:
    """The emitted plan, flat, under the same names."""
    flat: dict[str, Any] = _fields("geometry", field_names(type(plan.geometry)), words["geometry"])
    flat |= {f"circular_buffers[{place}]": one for place, one in enumerate(words["circular_buffers"])}
    flat |= {f"semaphores[{place}]": one for place, one in enumerate(words["semaphores"])}
    for kernel in KERNEL_NAMES:
        flat |= _numbered(f"{kernel}.compile_time", words[kernel]["compile_time_args"])
        flat |= _numbered(f"{kernel}.common", words[kernel]["common_args"])
    for place, core in enumerate(words["cores"]):
        prefix = f"cores[{place}]"
        flat[f"{prefix}.core"], flat[f"{prefix}.noc"] = core["core"], core["noc"]
        flat |= _fields(f"{prefix}.work", field_names(schedule_of(plan.variant).work), core["work"])
        arguments = {"reader": core["reader_args"], "compute": core["compute_args"], "writer": core["writer_args"]}
        for kernel in KERNEL_NAMES:
            flat |= _numbered(f"{prefix}.{kernel}", arguments[kernel])
    return flat


def _fields_of(prefix: str, record: Geometry | Work) -> dict[str, int]:
    return {f"{prefix}.{name}": getattr(record, name) for name in field_names(type(record))}


def _fields(prefix: str, names: Sequence[str], numbers: Sequence[int]) -> dict[str, Any]:
    return {f"{prefix}.{name}": number for name, number in zip(names, numbers, strict=True)}


def _numbered(prefix: str, numbers: Any) -> dict[str, Any]:
    return {f"{prefix}[{place}]": number for place, number in enumerate(numbers)}
