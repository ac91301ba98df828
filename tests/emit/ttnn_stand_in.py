"""What the emitted pytest file asks of ttnn, played by the reference model: no chip, no compiled operation."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import Enum
from functools import partial
from pathlib import PurePosixPath
from types import ModuleType
from typing import Any, NamedTuple

import numpy as np
import torch

from codegen.emit.layers import NAME
from codegen.emit.render import render
from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.model.operation import Operation, alone
from codegen.model.variant import Variant
from codegen.plan.program import ProgramPlan, plan_program
from codegen.reference import execute
from codegen.reference.execute import weight_tiles
from codegen.reference.tensors import Tensors
from codegen.schedules.schedule import schedule_named

BINDING = re.compile(r'^    bind<"(\w+)", &\w+>\(\n(.*?)\);\n', re.DOTALL | re.MULTILINE)
"""Name and arguments of a function that the emitted bindings register."""

SHARED = re.compile(r"\n        operands\.\.\.,\n(.*?)\);\n", re.DOTALL)
"""The arguments that all of them have."""

ARGUMENT = re.compile(r'\barg\("(\w+)"\)( =)?')
"""Name of an argument, and whether it may be left out."""

RUN, PREPARE_INPUT, PREPARE_WEIGHTS, PREPARE_BIAS = (
    "depthwise_conv2d",
    "prepare_depthwise_conv2d_input",
    "prepare_depthwise_conv2d_weights",
    "prepare_depthwise_conv2d_bias",
)

Coord = tuple[int, int]


class Range(NamedTuple):
    """A rectangle of cores; both corners belong to it."""

    start: Coord
    end: Coord


@dataclass
class Device:
    """Counts launches of different programs, and allocations."""

    programs: set[str] = field(default_factory=set)
    allocations: int = 0

    def num_program_cache_entries(self) -> int:
        return len(self.programs)


@dataclass(frozen=True)
class Tensor:
    """A tensor, and what it was prepared from."""

    numbers: Floats
    memory: str = "host"
    address: int | None = None
    device: Device | None = None
    cores: frozenset[Range] = frozenset()
    layout: MemoryLayout | None = None
    source: Any = None

    def memory_config(self) -> str:
        return self.memory

    def buffer_address(self) -> int | None:
        return self.address


class MemoryLayout(Enum):
    """How a tensor is sharded."""

    BLOCK_SHARDED = "BLOCK_SHARDED"
    HEIGHT_SHARDED = "HEIGHT_SHARDED"
    WIDTH_SHARDED = "WIDTH_SHARDED"


@dataclass(frozen=True)
class Played:
    """An operation, which picks the variant for a layout, and for a bias that is a tensor of its own or none."""

    operation: Operation

    def variant(self, layout: MemoryLayout, has_bias_tensor: bool | None = None) -> Variant:
        return next(
            one
            for one in self.operation.variants
            if one.memory_layout == layout.value and has_bias_tensor in (None, one.has_bias_tensor)
        )

    @property
    def takes_bias_tensor(self) -> bool:
        return schedule_named(self.operation.schedule).takes_bias_tensor


def ttnn_stand_in(operation: Operation, bindings: str) -> ModuleType:
    """A module to import as ttnn.

    Args:
        operation: The operation that it has.
        bindings: Text of the emitted bindings, which say how the operation is called.
    """
    module, experimental = ModuleType("ttnn"), ModuleType("ttnn.experimental")
    implementations: dict[str, Callable[..., Tensor]] = {
        RUN: run,
        PREPARE_INPUT: prepare_input,
        PREPARE_WEIGHTS: prepare_weights,
    }
    played = Played(operation)
    if played.takes_bias_tensor:
        implementations[PREPARE_BIAS] = prepare_bias
    (shared,) = SHARED.findall(bindings)
    for name, text in BINDING.findall(bindings):
        implementation = implementations.pop(name.replace(operation.name, NAME))
        bound = {argument: not default for argument, default in ARGUMENT.findall(text + shared)}
        setattr(experimental, name, partial(call, partial(implementation, played), bound))
    assert not implementations, "not bound"
    vars(module).update(
        bfloat16="bfloat16",
        DRAM_MEMORY_CONFIG="DRAM",
        L1_MEMORY_CONFIG="L1",
        TensorMemoryLayout=MemoryLayout,
        CoreCoord=lambda x, y: (x, y),
        CoreRange=Range,
        CoreRangeSet=frozenset,
        from_torch=lambda tensor, dtype: Tensor(tensor.to(getattr(torch, dtype)).float().numpy()),
        to_torch=lambda tensor: torch.from_numpy(tensor.numbers),
        to_device=to_device,
        experimental=experimental,
    )
    return module


def call(function: Callable[..., Tensor], bound: dict[str, bool], *positional: Tensor, **keywords: Any) -> Tensor:
    """Call a function with the arguments that its binding takes, and no others."""
    given = dict(zip(bound, positional, strict=False)) | keywords
    assert set(given) <= set(bound), "an argument that is not bound"
    assert {name for name, needed in bound.items() if needed} <= set(given), "an argument is missing"
    return function(**given)


def to_device(tensor: Tensor, device: Device, memory_config: str) -> Tensor:
    device.allocations += 1
    return replace(tensor, memory=memory_config, device=device, address=device.allocations)


def prepare_input(
    played: Played, *, input_tensor: Tensor, memory_layout: MemoryLayout, core_grid: frozenset[Range], **conv: Any
) -> Tensor:
    plan = plan_on(played.variant(memory_layout), core_grid, **conv)
    assert input_tensor.numbers.shape == (plan.case.batch, *plan.case.input, plan.case.channels)
    empty = np.empty(0, np.float32)
    return Tensor(empty, memory="shards in L1", cores=core_grid, layout=memory_layout, source=input_tensor.numbers)


def prepare_weights(
    played: Played,
    *,
    weight_tensor: Tensor,
    memory_layout: MemoryLayout,
    core_grid: frozenset[Range],
    bias_tensor: Tensor | None = None,
    has_bias: bool = False,
    **conv: Any,
) -> Tensor:
    plan = plan_on(played.variant(memory_layout), core_grid, has_bias=has_bias or bias_tensor is not None, **conv)
    assert weight_tensor.numbers.shape == (plan.case.channels, 1, *plan.case.kernel)
    bias = np.zeros((1, 1, 1, plan.case.channels), np.float32) if bias_tensor is None else bias_tensor.numbers
    assert bias.shape == (1, 1, 1, plan.case.channels)
    source = (weight_tensor.numbers[:, 0], bias[0, 0, 0])
    return Tensor(weight_tiles(plan, Tensors(np.empty(0, np.float32), *source)), cores=core_grid, source=source)


def prepare_bias(
    played: Played, *, bias_tensor: Tensor, memory_layout: MemoryLayout, core_grid: frozenset[Range], **conv: Any
) -> Tensor:
    geometry = plan_on(played.variant(memory_layout, True), core_grid, has_bias=True, **conv).geometry
    numbers = np.pad(bias_tensor.numbers[0, 0, 0], (0, geometry.padded_channels - bias_tensor.numbers.size))
    pages = numbers.reshape(1, 1, geometry.channel_shards, geometry.shard_channels)
    return Tensor(pages, cores=core_grid, source=bias_tensor.numbers[0, 0, 0])


def run(
    played: Played, *, input_tensor: Tensor, weight_tensor: Tensor, bias_tensor: Tensor | None = None, **conv: Any
) -> Tensor:
    assert input_tensor.layout is not None
    has_bias_tensor = bias_tensor is not None if played.takes_bias_tensor else None
    variant = played.variant(input_tensor.layout, has_bias_tensor)
    plan = plan_on(variant, input_tensor.cores, **conv)
    assert bias_tensor is None or (plan.case.bias and bias_tensor.memory == "DRAM")
    tiles = (plan.geometry.channel_shards * plan.geometry.weight_pitch_tiles, 1024)
    if weight_tensor.numbers.shape != tiles:
        raise RuntimeError(f"the weight tensor has shape {weight_tensor.numbers.shape}, wanted {tiles}")
    if weight_tensor.memory != "DRAM":
        raise RuntimeError(f"the weight tensor is in {weight_tensor.memory}, wanted DRAM")
    assert input_tensor.memory == "shards in L1"
    assert input_tensor.device is not None
    input_tensor.device.programs.add(repr((variant.name, plan.case)))
    if variant.is_checkpoint:
        raise RuntimeError(message_of_selection(variant))
    weights, bias = weight_tensor.source
    tensors = Tensors(input_tensor.source, weights, bias if bias_tensor is None else bias_tensor.source)
    return to_device(Tensor(as_sticks(execute.execute_plan(plan, tensors))), input_tensor.device, "shards in L1")


def message_of_selection(variant: Variant) -> str:
    """What the selection of the factory says to a checkpoint."""
    path = PurePosixPath(f"device/{variant.operation_name}_program_factory.hpp")
    stop = re.search(rf'TT_FATAL\(&variant != &{variant.name}::kVariant, "(.*)"\);', render(alone(variant))[path])
    assert stop, "the selection does not refuse a checkpoint"
    return stop[1]


def as_sticks(output: Floats) -> Floats:
    """[1, 1, batch * output height * output width, channels]: what pads the shards is no part of the shape."""
    return output.reshape(1, 1, -1, output.shape[-1])


def plan_on(variant: Variant, cores: frozenset[Range], **conv: Any) -> ProgramPlan:
    """The plan of a call."""
    ((_, (last_column, last_row)),) = cores
    case = Case(
        id="call",
        variant=variant.name,
        batch=conv["batch_size"],
        channels=conv["channels"],
        input=(conv["input_height"], conv["input_width"]),
        kernel=conv["kernel_size"],
        stride=conv.get("stride", (1, 1)),
        padding=conv.get("padding", (0, 0, 0, 0)),
        dilation=conv.get("dilation", (1, 1)),
        grid=(last_column + 1, last_row + 1),
        bias=conv.get("has_bias", False),
        activation=conv.get("activation", "none"),
    )
    return plan_program(variant, case)
