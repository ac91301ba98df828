"""What computes a call: its layer, or the layers of its slices."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, NamedTuple

import ttnn

from codegen.model.case import Case
from codegen.model.finding import Finding
from codegen.model.rules import case_findings
from codegen.model.slices import SliceAxis, Slices
from codegen.plan.sequence import cuts
from codegen.plan.slices import Slice, count_findings, cut, slice_findings
from ttdw_ttnn.call import Call, refusals
from ttdw_ttnn.chips import chip_of
from ttdw_ttnn.fallback import NotServedError, TooLargeError
from ttdw_ttnn.layer import Layer, Placement, plan_layer
from ttdw_ttnn.stock import Answer, ask, ask_placement, key_of

AXES: tuple[SliceAxis, ...] = ("height", "width")
"""What is cut. ttnn cuts no channels either: their weights would have to be cut, too."""


class Piece(NamedTuple):
    """A slice of a call, the layer that computes it, and on which cores."""

    slice: Slice
    layer: Layer
    placement: Placement


@dataclass(frozen=True)
class InSlices:
    """A call in slices, in the order in which they run."""

    axis: SliceAxis
    pieces: tuple[Piece, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the output [sticks]."""
        last = self.pieces[-1].slice.outputs
        return last.rows.stop, last.columns.stop


_found: dict[Hashable, InSlices] = {}


def layer_of(call: Call) -> Layer:
    """The layer of a call.

    Raises:
        NotServedError: It is passed on.
    """
    for reason in refusals(call):
        raise NotServedError(reason)
    answer, chip = ask(call), chip_of(call.device)
    if _stays_in_rows(call, answer):
        with suppress(NotServedError):
            return plan_layer(call.problem(), answer.placement, chip, "ROW_MAJOR")
    return plan_layer(call.problem(), answer.placement, chip)


def slices_of(call: Call) -> InSlices | None:
    """The slices of a call, if it asks for some, or if its input lies in DRAM and L1 does not hold it; None if not.

    Raises:
        NotServedError: It asks for slices, and these are passed on.
    """
    if call.slices is None and (call.slice_config is not None or not call.lies_in_dram):
        return None
    for reason in refusals(call):
        raise NotServedError(reason)
    if call.slices is None:
        try:
            layer_of(call)
        except TooLargeError:
            pass
        except NotServedError:
            return None
        else:
            return None
    key = key_of(call)
    if key not in _found:
        _found[key] = _find(call)
    return _found[key]


def _find(call: Call) -> InSlices:
    """The fewest slices that a call may have: with smaller ones, L1 holds more.

    Raises:
        NotServedError: There are none; the reason is that of the first that were tried.
    """
    case = Case(id="layer", variant="any", grid=(1, 1), slices=call.slices or Slices(), **asdict(call.problem()))
    _refuse(case_findings(case))
    first: TooLargeError | None = None
    for axis, count in cuts(case):
        if axis in AXES:
            _refuse(count_findings(case, axis, count))
            try:
                return InSlices(axis, tuple(_piece(call, one) for one in cut(case, axis, count)))
            except TooLargeError as refusal:
                first = first or refusal
    assert first, "a case can be cut in one slice at least"
    raise first


def _refuse(findings: Sequence[Finding]) -> None:
    for one in findings:
        raise NotServedError(one.message)


def _piece(call: Call, one: Slice) -> Piece:
    _refuse(slice_findings(one))
    part = _part(call, one)
    placement = ask_placement(part)
    return Piece(one, plan_layer(part.problem(), placement, chip_of(call.device)), placement)


def _part(call: Call, one: Slice) -> Call:
    """The call that computes a slice, out of rows in DRAM that are still to come."""
    shape = ttnn.Shape([call.batch_size, *one.case.input, call.in_channels])
    return replace(
        call,
        input_tensor=TensorToCome(shape, ttnn.bfloat16, ttnn.ROW_MAJOR_LAYOUT, ttnn.DRAM_MEMORY_CONFIG),
        input_height=one.case.input[0],
        input_width=one.case.input[1],
        padding=one.case.padding_sides,
        dtype=call.output_dtype,
        memory_config=None,
        slice_config=ttnn.Conv2dL1FullSliceConfig,
    )


def _stays_in_rows(call: Call, answer: Answer) -> bool:
    """Whether shards of rows become shards of rows: then there is no need of tiles."""
    x = call.input_tensor
    in_rows = x.layout == answer.layout == ttnn.ROW_MAJOR_LAYOUT and x.dtype == call.output_dtype == ttnn.bfloat16
    return bool(in_rows and x.is_sharded() and answer.memory_config.is_sharded())


@dataclass(frozen=True)
class TensorToCome:
    """What is asked of an input before there is one."""

    shape: Any
    dtype: Any
    layout: Any
    memory: Any

    def memory_config(self) -> Any:
        """Where it will lie."""
        return self.memory

    def storage_type(self) -> Any:
        """It will be on the chip."""
        return ttnn.StorageType.DEVICE

    def is_sharded(self) -> bool:
        """Whether it will have shards."""
        return bool(self.memory.is_sharded())
