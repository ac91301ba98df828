"""What ttnn.conv2d would return: asked of itself, without a launch, so that no rule of its grids stands here twice.

A graph capture that dispatches nothing lets an operation do all that it does on the host: choose cores, derive the
tensors, and neither take memory nor run a program. It takes some milliseconds, once for each kind of call.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, cast

import numpy as np
import ttnn

from ttdw_ttnn.call import Call
from ttdw_ttnn.fallback import NotServedError
from ttdw_ttnn.layer import Placement, core_range

CONV2D = ttnn.conv2d
"""The operation of ttnn, whatever stands in its place while a model is patched."""

_graph = ttnn._ttnn.graph  # ttnn.graph wraps it with what reads the graph, and needs torch
_answers: dict[Hashable, Any] = {}

AnswerT = TypeVar("AnswerT")


@dataclass(frozen=True)
class Outside:
    """What ttnn.conv2d returns of a call.

    Attributes:
        shape: Logical shape of the output.
        padded_shape: Shape with what fills up tiles and shards.
        layout: Layout.TILE or Layout.ROW_MAJOR.
        memory_config: Where the output is in the end.
    """

    shape: tuple[int, ...]
    padded_shape: tuple[int, ...]
    layout: Any
    memory_config: Any


@dataclass(frozen=True)
class Answer(Outside):
    """What ttnn.conv2d makes of a call.

    Attributes:
        placement: The cores of the output in L1, and how its shards lie on them.
    """

    placement: Placement


def ask(call: Call) -> Answer:
    """What ttnn.conv2d would do, and return.

    Raises:
        NotServedError: It refuses the call, works out of DRAM with other operations, or cannot be asked.
    """
    placement, outside = ask_placement(call), ask_outside(call)
    return Answer(outside.shape, outside.padded_shape, outside.layout, outside.memory_config, placement)


def ask_placement(call: Call) -> Placement:
    """On which cores ttnn.conv2d would compute a call; errors are those of `ask`."""
    return _asked(_placement, call)


def ask_outside(call: Call) -> Outside:
    """What ttnn.conv2d would return; errors are those of `ask`."""
    return _asked(_outside, call)


def _asked(question: Callable[[Call], AnswerT], call: Call) -> AnswerT:
    """The answer to a question, which is asked once for each kind of call."""
    key = (question.__name__, key_of(call))
    if key not in _answers:
        if _graph.is_graph_capture_active():
            raise NotServedError("a graph is being captured, and ttnn.conv2d has not been asked before")
        try:
            _answers[key] = question(call)
        except RuntimeError as error:
            _answers[key] = f"ttnn.conv2d refuses it: {first_line(error)}"
        except NotServedError as refusal:
            _answers[key] = str(refusal)
    answer = _answers[key]
    if isinstance(answer, str):
        raise NotServedError(answer)
    return cast("AnswerT", answer)


def call_of(given: Mapping[str, Any]) -> Call:
    """A call with these parameters of ttnn.conv2d."""
    return Call(**{**given, "conv_config": given.get("conv_config") or ttnn.Conv2dConfig()})


def first_line(error: BaseException) -> str:
    """What an error of ttnn says, without where it says it."""
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    told = lines[lines.index("info:") + 1 :] if "info:" in lines else lines
    return told[0] if told else type(error).__name__


def placement_of(memory_config: Any) -> Placement:
    """The cores of a sharded tensor."""
    spec = memory_config.shard_spec
    ranges = [core_range((one.start.x, one.start.y), (one.end.x, one.end.y)) for one in spec.grid.ranges()]
    return Placement(memory_config.memory_layout.name, spec.orientation.name, tuple(ranges))


def _placement(call: Call) -> Placement:
    inside = _output(call.given(memory_config=None, slice_config=ttnn.Conv2dL1FullSliceConfig), call)
    if not inside.is_sharded():
        raise NotServedError("ttnn.conv2d makes a matmul of it")
    return placement_of(inside.memory_config())


def _outside(call: Call) -> Outside:
    output = _output(call.given(), call)
    if output.layout != ttnn.TILE_LAYOUT and output.padded_shape != output.shape:
        shape, padded_shape = list(output.shape), list(output.padded_shape)
        raise NotServedError(f"rows of {shape} padded to {padded_shape}, which ttnn cannot make of tiles")
    return Outside(tuple(output.shape), tuple(output.padded_shape), output.layout, output.memory_config())


def _output(given: dict[str, Any], call: Call) -> Any:
    """The output of a call with tensors that have no memory."""
    given = given | {"return_output_dim": False, "return_weights_and_bias": False}
    try:
        return _without_launch(given, call, _prepared_weights)
    except RuntimeError:  # it wants them filled up in another way: let it prepare some, which may take a second
        return _without_launch(given, call, _host_weights)


def _without_launch(given: dict[str, Any], call: Call, make_weights: Callable[[Call, Any], Any]) -> Any:
    x = call.input_tensor
    _graph.begin_graph_capture(_graph.RunMode.NO_DISPATCH)
    try:
        bias = _prepared_bias(given, call)
        tensors = {
            "input_tensor": ttnn.allocate_tensor_on_device(x.shape, x.dtype, x.layout, call.device, x.memory_config()),
            "weight_tensor": make_weights(call, bias),
            "bias_tensor": None if call.bias_tensor is None else bias,
        }
        return CONV2D.function(**given | tensors)
    finally:
        _graph.end_graph_capture()


def _prepared_weights(call: Call, bias: Any) -> Any:
    """Weights of the form that ttnn prepares, so that it does not prepare them: as wide as their bias."""
    taps = int(call.kernel_size[0]) * int(call.kernel_size[1])
    shape = ttnn.Shape([1, 1, taps * call.in_channels, bias.padded_shape[-1]])
    return ttnn.allocate_tensor_on_device(shape, bias.dtype, ttnn.TILE_LAYOUT, call.device, ttnn.DRAM_MEMORY_CONFIG)


def _host_weights(call: Call, _bias: Any) -> Any:
    return _zeros(call.out_channels, 1, *map(int, call.kernel_size))


def _zeros(*shape: int) -> Any:
    return ttnn.to_dtype(ttnn.Tensor(np.zeros(shape, np.float32), ttnn.float32), ttnn.bfloat16)


def _prepared_bias(given: dict[str, Any], call: Call) -> Any:
    return ttnn.prepare_conv_bias(
        bias_tensor=_zeros(1, 1, 1, call.out_channels),
        input_memory_config=call.input_tensor.memory_config(),
        input_layout=call.input_tensor.layout,
        input_dtype=call.input_tensor.dtype,
        output_dtype=call.output_dtype,
        conv_config=_with_weights_dtype(call),
        **{name: given[name] for name in _OF_A_BIAS},
    )


_OF_A_BIAS = (
    *("in_channels", "out_channels", "batch_size", "input_height", "input_width", "kernel_size", "stride"),
    *("padding", "dilation", "groups", "device", "compute_config", "slice_config"),
)
"""The parameters of ttnn.conv2d that ttnn.prepare_conv_bias has, too, in the same form."""


def _with_weights_dtype(call: Call) -> Any:
    """The configuration of a call; ttnn.prepare_conv_bias takes none that does not say the type of the weights."""
    config = call.conv_config
    names = [name for name in dir(config) if not name.startswith("_")]
    dtype = config.weights_dtype or ttnn.bfloat16
    return ttnn.Conv2dConfig(**{name: getattr(config, name) for name in names} | {"weights_dtype": dtype})


def key_of(call: Call) -> Hashable:
    """All that an answer depends on."""
    x, compute = call.input_tensor, call.compute_config
    numbers = (call.in_channels, call.out_channels, call.batch_size, call.input_height, call.input_width)
    windows = tuple(tuple(map(int, one)) for one in (call.kernel_size, call.stride, call.padding, call.dilation))
    return (
        call.device.id(),
        tuple(x.shape),
        x.dtype,
        x.layout,
        x.memory_config(),
        numbers,
        windows,
        call.bias_tensor is None,
        call.output_dtype,
        repr(call.conv_config),
        None if compute is None else (compute.math_fidelity, compute.fp32_dest_acc_en, compute.packer_l1_acc),
        call.memory_config,
        repr(call.slice_config),
    )
