"""A layer: what is computed, on which shards, and the plan for that, made once."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache, cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from codegen.model.case import Case, MathFidelity
from codegen.model.loader import load_variants
from codegen.model.rules import case_findings
from codegen.model.variant import MemoryLayout, ShardOrientation, Variant
from codegen.model.window import PaddingMode
from codegen.plan.chip import Chip
from codegen.plan.grid import Core, CoreRange
from codegen.plan.program import PlanError, ProgramPlan, plan_program
from codegen.plan.sequence import is_too_large
from codegen.resources import shipped_specs
from codegen.schedules.schedule import Layout, schedule_of
from ttdw_ttnn.fallback import NotServedError, TooLargeError
from ttdw_ttnn.weight_layout import places_of

TARGET = "0.81"
"""The release of tt-metal whose kernels are taken; later ones compile them, too."""


@dataclass(frozen=True)
class Problem:
    """What is computed: the fields of a case, without the cores; the input has as many channels as the output."""

    batch: int
    channels: int
    input: tuple[int, int]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    padding: tuple[int, ...]
    padding_mode: PaddingMode
    dilation: tuple[int, int]
    activation: str
    bias: bool
    dtype: str
    output_dtype: str
    weights_dtype: str
    math_fidelity: MathFidelity
    fp32_dest_acc: bool


@dataclass(frozen=True)
class Placement:
    """The cores of a sharded tensor, and how its shards lie on them."""

    layout: MemoryLayout
    orientation: ShardOrientation
    ranges: tuple[CoreRange, ...]


class Layer:
    """A layer with its plan, whose weights lie at address 0."""

    def __init__(self, plan: ProgramPlan) -> None:
        self.plan = plan

    @property
    def weight_tiles(self) -> int:
        """Tiles of the prepared weights and bias."""
        return self.plan.geometry.channel_shards * self.plan.geometry.weight_pitch_tiles

    @property
    def layout(self) -> Layout:
        """Order of the memory of input and output."""
        return schedule_of(self.plan.variant).layout

    @cached_property
    def places(self) -> NDArray[np.int64]:
        """Where each weight, and then each bias, lies among the prepared datums."""
        return places_of(self.plan)

    def takes_weights_of(self, other: Layer) -> bool:
        """Whether weights that were prepared for another layer are laid out as this one reads them."""
        if self is other:
            return True
        return self.weight_tiles == other.weight_tiles and np.array_equal(self.places, other.places)


class Refusal(NamedTuple):
    """Why there is no layer, and what it raises."""

    kind: type[NotServedError]
    reason: str


def plan_layer(problem: Problem, placement: Placement, chip: Chip, layout: Layout = "TILE") -> Layer:
    """The layer on these cores; the same object each time.

    Args:
        problem: What is computed.
        placement: The cores.
        chip: The chip that they are on.
        layout: Order of the memory of input and output.

    Raises:
        NotServedError: No plan can do it; a TooLargeError if one may do a part of it.
    """
    layer = _plan(problem, placement, chip, layout)
    if isinstance(layer, Refusal):
        raise layer.kind(layer.reason)
    return layer


@cache
def _plan(problem: Problem, placement: Placement, chip: Chip, layout: Layout) -> Layer | Refusal:
    """The layer, or why there is none."""
    try:
        variant = _variant(placement.layout, placement.orientation, layout)
        case = _case(problem, placement, variant)
    except NotServedError as refusal:
        return Refusal(NotServedError, str(refusal))
    if findings := case_findings(case):
        return Refusal(NotServedError, findings[0].message)
    try:
        return Layer(plan_program(variant, case, chip))
    except PlanError as error:
        kind = TooLargeError if is_too_large(error) else NotServedError
        return Refusal(kind, error.findings[0].message.partition("\n")[0])


@cache
def _variant(memory_layout: MemoryLayout, orientation: ShardOrientation, layout: Layout) -> Variant:
    """The shipped variant that computes from plain tensors of a layout to such tensors."""
    for loaded in load_variants([shipped_specs()]):
        one = loaded.variant
        fits = (one.target, one.memory_layout, one.shard_orientation) == (TARGET, memory_layout, orientation)
        if fits and schedule_of(one).gathers and schedule_of(one).layout == layout and not one.is_checkpoint:
            return one
    raise NotServedError(f"there are no kernels for {memory_layout} in {orientation} order")


def _case(problem: Problem, placement: Placement, variant: Variant) -> Case:
    """The case on the cores of a placement."""
    ranges = placement.ranges
    left, top = min(one.start.x for one in ranges), min(one.start.y for one in ranges)
    right, bottom = max(one.end.x for one in ranges), max(one.end.y for one in ranges)
    return Case(
        id="layer",
        variant=variant.name,
        grid=(right - left + 1, bottom - top + 1),
        origin=(left, top),
        cores=tuple((one.start.x, one.start.y, one.end.x, one.end.y) for one in ranges),
        **asdict(problem),
    )


def core_range(start: tuple[int, int], end: tuple[int, int]) -> CoreRange:
    """A rectangle by its corners, column and row each."""
    return CoreRange(Core(*start), Core(*end))
