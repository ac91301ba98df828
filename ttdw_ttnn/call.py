"""A call of `ttnn.conv2d`: its parameters, what they mean for a depthwise convolution, and what rules it out."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any, cast

from codegen.model.case import MathFidelity
from codegen.model.slices import SliceAxis, Slices
from ttdw_ttnn.fallback import Record
from ttdw_ttnn.formats import PADDING_MODES, TENSOR_FORMATS, WEIGHTS_FORMAT, activation_of
from ttdw_ttnn.layer import Problem

DEFAULT_FIDELITY: MathFidelity = "HiFi4"
"""Of ttnn.conv2d without a compute_config, as are sums in 16 bits."""


SLICED_AXES: dict[str, SliceAxis] = {"DRAMSliceHeight": "height", "DRAMSliceWidth": "width"}
"""What is cut, by the name of ttnn's SliceTypeEnum."""


@dataclass(frozen=True, eq=False)
class Call:
    """The parameters of ttnn.conv2d of 0.81.1, with their defaults; conv_config, which may be left out there, is here.

    Tensors and configurations are ttnn's. What is asked of them here, is asked by the names of their values.
    """

    input_tensor: Any
    weight_tensor: Any
    device: Any
    in_channels: int
    out_channels: int
    batch_size: int
    input_height: int
    input_width: int
    kernel_size: Any
    conv_config: Any
    stride: Any = (1, 1)
    padding: Any = (0, 0)
    dilation: Any = (1, 1)
    groups: int = 1
    dtype: Any = None
    bias_tensor: Any = None
    compute_config: Any = None
    memory_config: Any = None
    slice_config: Any = None
    return_output_dim: bool = False
    return_weights_and_bias: bool = False

    def given(self, **others: Any) -> dict[str, Any]:
        """The parameters as ttnn.conv2d takes them, some of them replaced."""
        return {one.name: getattr(self, one.name) for one in fields(self)} | others

    @property
    def is_depthwise(self) -> bool:
        """Whether each output channel has one input channel, and each input channel as many output channels."""
        return self.groups == self.in_channels and self.out_channels % self.in_channels == 0

    @property
    def output_dtype(self) -> Any:
        """The type of the output."""
        return self.input_tensor.dtype if self.dtype is None else self.dtype

    @property
    def input_sticks(self) -> int:
        """Sticks of the input."""
        return self.batch_size * self.input_height * self.input_width

    @property
    def frees_input(self) -> bool:
        """Whether the input is deallocated behind the call; ttnn.conv2d never does it to one in DRAM."""
        return bool(self.conv_config.deallocate_activation) and not _in_dram(self.input_tensor)

    @property
    def lies_in_dram(self) -> bool:
        """Whether the input is interleaved in DRAM."""
        return _in_dram(self.input_tensor) and not self.input_tensor.is_sharded()

    @property
    def slices(self) -> Slices | None:
        """The slices that are asked for; None if none are."""
        asked = self.slice_config
        if asked is None or asked.slice_type.name not in SLICED_AXES:
            return None
        return Slices(axis=SLICED_AXES[asked.slice_type.name], count=asked.num_slices or None)

    def problem(self) -> Problem:
        """What is computed; the call must be one that `refusals` has nothing against."""
        activation, compute = self.conv_config.activation, self.compute_config
        return Problem(
            batch=self.batch_size,
            channels=self.out_channels,
            input=(self.input_height, self.input_width),
            kernel=_pair(self.kernel_size),
            stride=_pair(self.stride),
            padding=tuple(map(int, self.padding)),
            padding_mode=PADDING_MODES[self.conv_config.padding_mode.name],
            dilation=_pair(self.dilation),
            activation="none" if activation is None else cast("str", activation_of(activation)),
            bias=self.bias_tensor is not None,
            dtype=TENSOR_FORMATS[self.input_tensor.dtype.name].name,
            output_dtype=TENSOR_FORMATS[self.output_dtype.name].name,
            weights_dtype=WEIGHTS_FORMAT.name,
            math_fidelity=DEFAULT_FIDELITY if compute is None else cast("MathFidelity", compute.math_fidelity.name),
            fp32_dest_acc=compute is not None and bool(compute.fp32_dest_acc_en),
        )

    def record(self, ran: str, reason: str = "") -> Record:
        """Where the call ran."""
        return Record(
            batch=self.batch_size,
            channels=(self.in_channels, self.out_channels),
            input=(self.input_height, self.input_width),
            kernel=_pair(self.kernel_size),
            stride=_pair(self.stride),
            groups=self.groups,
            ran=ran,
            reason=reason,
        )


PARAMETERS = tuple(one.name for one in fields(Call))
"""The names of the parameters."""


def refusals(call: Call) -> Iterator[str]:
    """Why a call cannot be served, whatever its sizes."""
    x, config = call.input_tensor, call.conv_config
    if not call.is_depthwise:
        yield f"not depthwise: groups {call.groups}, channels {call.in_channels} -> {call.out_channels}"
    if x.storage_type().name != "DEVICE":
        yield "the input is on the host"
    elif _in_dram(x) and x.is_sharded():
        yield "the input is sharded in DRAM"
    if call.device.get_num_devices() != 1:
        yield f"a mesh of {call.device.get_num_devices()} chips"
    for name, dtype in (("input", x.dtype), ("output", call.output_dtype)):
        if dtype.name not in TENSOR_FORMATS:
            yield f"{name} in {dtype.name}, served is {' or '.join(TENSOR_FORMATS)}"
    if list(x.shape) not in (
        [1, 1, call.input_sticks, call.in_channels],
        [call.batch_size, call.input_height, call.input_width, call.in_channels],
    ):
        yield f"an input of shape {list(x.shape)}"
    if config.padding_mode.name not in PADDING_MODES:
        yield f"padding mode {config.padding_mode.name}"
    if config.activation is not None and activation_of(config.activation) is None:
        yield f"activation {config.activation.op_type.name}{config.activation.params or ''}"
    if call.slices and not call.lies_in_dram:
        yield f"slices of an input that is not in DRAM: {call.slice_config.slice_type.name}"


def _in_dram(tensor: Any) -> bool:
    return bool(tensor.memory_config().buffer_type.name == "DRAM")


def _pair(numbers: Any) -> tuple[int, int]:
    first, second = numbers
    return int(first), int(second)
