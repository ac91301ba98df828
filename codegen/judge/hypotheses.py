"""What may have gone wrong: each hypothesis says what the outputs would then be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from itertools import combinations, product

import numpy as np

from codegen.judge.hypothesis import Family, Hypothesis
from codegen.judge.input_faults import halo_of_the_own_shard, input_channels_in_turn, other_padding
from codegen.judge.scene import Ints, Operation, Reals, Scene
from codegen.model.activations import ACTIVATIONS
from codegen.plan.chip import TILE_SIDE
from codegen.plan.geometry import channel_multiple_of, filled_shards
from codegen.reference.execute import weight_tiles
from codegen.schedules.schedule import schedule_of

RING = range(-3, 4)
"""Rows and columns by which an input may be shifted [sticks]."""


def hypotheses(operation: Operation) -> list[Hypothesis]:
    """All of them; of two that fit equally well, the first is told."""
    return [one for family in FAMILIES for one in family(operation)]


def other_activations(operation: Operation) -> Iterator[Hypothesis]:
    """The activation is missing or another one."""
    wanted = operation.plan.case.activation
    for activation in ACTIVATIONS:
        if activation != wanted:
            text = f"activation {wanted} is missing" if activation == "none" else f"{activation} instead of {wanted}"
            yield Hypothesis(text, partial(_with_activation, activation=activation))


def _with_activation(scene: Scene, activation: str) -> Reals:
    return scene.activated(scene.linear, activation)


def wrong_bias(operation: Operation) -> Iterator[Hypothesis]:
    """The bias is missing, counted twice, or not multiplied with ones."""
    if operation.plan.case.bias:
        yield Hypothesis("the bias is missing", lambda scene: scene.activated(scene.linear - scene.bias))
        yield Hypothesis("the bias is added twice", lambda scene: scene.activated(scene.linear + scene.bias))
        text = "the bias is multiplied with itself instead of with the tile of ones"
        yield Hypothesis(text, lambda scene: scene.activated(scene.linear - scene.bias + scene.bias**2))


def bias_of_another_shard(operation: Operation) -> Iterator[Hypothesis]:
    """The bias of another channel shard, with the right weights."""
    if operation.plan.case.bias and operation.plan.geometry.channel_shards > 1:
        for shard in range(operation.plan.geometry.channel_shards):
            yield Hypothesis(f"the bias is that of channel shard {shard}", partial(_bias_of, shard=shard))


def _bias_of(scene: Scene, shard: int) -> Reals:
    bias = scene.operation.bias[_in_shard(scene, shard)]
    return scene.activated(scene.linear - scene.bias + bias)


def missing_blocks(operation: Operation) -> Iterator[Hypothesis]:
    """Only the first blocks of 32 positions are multiplied; the bias is the last position."""
    for positions in range(TILE_SIDE, len(operation.taps) + operation.plan.case.bias, TILE_SIDE):
        text = f"only the first {positions} positions of the windows are multiplied"
        yield Hypothesis(text, partial(_with_first_taps, positions=positions))


def _with_first_taps(scene: Scene, positions: int) -> Reals:
    return scene.activated(scene.terms[:, :positions].sum(axis=1))


def scaled(_operation: Operation) -> Iterator[Hypothesis]:
    """All sums are a multiple of what they should be."""
    for factor in (2.0, 0.5, -1.0):
        yield Hypothesis(f"each sum is {factor:g} times what it should be", partial(_scaled, factor=factor))


def _scaled(scene: Scene, factor: float) -> Reals:
    return scene.activated(scene.linear * factor)


def shifted_input(operation: Operation) -> Iterator[Hypothesis]:
    """All taps read a few sticks beside their place; the nearest shift comes first."""
    width = operation.plan.geometry.padded_width
    for dy, dx in sorted(product(RING, RING), key=lambda shift: abs(shift[0]) + abs(shift[1])):
        if dy or dx:
            text = f"the input is shifted by dy={dy}, dx={dx} sticks"
            yield Hypothesis(text, partial(_shifted, delta=dy * width + dx))


def _shifted(scene: Scene, delta: int) -> Reals:
    inputs = scene.inputs_at(scene.first + delta, scene.operation.offsets, scene.channel)
    return scene.convolved(inputs, scene.weights)


def weights_of_another_shard(operation: Operation) -> Iterator[Hypothesis]:
    """The weights, and the bias, of another channel shard: a wrong start_tile_id."""
    if operation.plan.geometry.channel_shards > 1:
        for shard in range(operation.plan.geometry.channel_shards):
            yield Hypothesis(f"the weights are those of channel shard {shard}", partial(_weights_of, shard=shard))


def _weights_of(scene: Scene, shard: int) -> Reals:
    return _with_weights_at(scene, _in_shard(scene, shard))


def weights_split_without_padding(operation: Operation) -> Iterator[Hypothesis]:
    """The weights, and the bias, are divided over the channel shards as if no zeros filled these up."""
    geometry, channels = operation.plan.geometry, operation.plan.case.out_channels
    distance = channels // geometry.channel_shards
    if geometry.channel_shards > 1 and distance != geometry.shard_channels:
        text = f"the weights of channel shards start {distance} channels from each other, not {geometry.shard_channels}"
        yield Hypothesis(text, partial(_with_shards_apart, distance=distance))


def _with_shards_apart(scene: Scene, distance: int) -> Reals:
    shard, place = np.divmod(scene.channel, scene.operation.plan.geometry.shard_channels)
    return _with_weights_at(scene, np.asarray(shard * distance + place))


def _with_weights_at(scene: Scene, channel: Ints) -> Reals:
    weights = scene.operation.weights[channel].astype(np.float64)
    bias = scene.operation.bias[channel]
    return scene.activated(np.einsum("ot,ot->o", scene.inputs, weights) + bias)


def channels_of_another_shard(operation: Operation) -> Iterator[Hypothesis]:
    """The input of another channel shard, with the right weights."""
    if operation.plan.geometry.channel_shards > 1:
        for shard in range(operation.plan.geometry.channel_shards):
            yield Hypothesis(f"the input is that of channel shard {shard}", partial(_channels_of, shard=shard))


def _channels_of(scene: Scene, shard: int) -> Reals:
    inputs = scene.inputs_at(scene.first, scene.operation.offsets, _in_shard(scene, shard))
    return scene.convolved(inputs, scene.weights)


def _in_shard(scene: Scene, shard: int) -> Ints:
    width = scene.operation.plan.geometry.shard_channels
    return np.asarray(scene.channel % width + shard * width)


def otherwise_prepared_weights(operation: Operation) -> Iterator[Hypothesis]:
    """Weights prepared for another number of channel shards: those of HEIGHT_SHARDED in a BLOCK_SHARDED program."""
    plan, schedule = operation.plan, schedule_of(operation.plan.variant)
    for shards in sorted({1, *plan.case.grid, len(plan.cores)} - {plan.geometry.channel_shards}):
        if filled_shards(plan.case.out_channels, shards, channel_multiple_of(schedule, plan.case, shards)) == shards:
            geometry = schedule.plan_geometry(plan.variant, plan.case, shards, plan.geometry.stick_shards)
            tiles = weight_tiles(replace(plan, geometry=geometry), operation.tensors)
            hint = " (HEIGHT_SHARDED)" if shards == 1 else ""
            text = f"the weights are prepared for {shards} channel shards{hint}, not {plan.geometry.channel_shards}"
            other = f"channels of another {_channel_axis(operation)} are used"
            yield Hypothesis(f"{text}: {other}", partial(schedule.outputs_from_tiles, tiles=tiles))


def _channel_axis(operation: Operation) -> str:
    """What holds a slice of channels."""
    variant = operation.plan.variant
    if variant.memory_layout == "BLOCK_SHARDED":
        return "column" if variant.shard_orientation == "ROW_MAJOR" else "row"
    return "core"


def displaced_tiles(operation: Operation) -> Iterator[Hypothesis]:
    """A wrong first weight tile."""
    tiles = weight_tiles(operation.plan, operation.tensors)
    outputs = schedule_of(operation.plan.variant).outputs_from_tiles
    for delta in (-1, 1, -2, 2):
        text = f"the weight tiles are read {delta:+d} tiles beside their place (start_tile_id)"
        yield Hypothesis(text, partial(outputs, tiles=tiles, delta=delta))


def faults_of_the_schedule(operation: Operation) -> Iterator[Hypothesis]:
    """What may have gone wrong in the kernels of the plan's schedule and in no others."""
    for family in schedule_of(operation.plan.variant).hypotheses():
        yield from family(operation)


def one_tap(operation: Operation) -> Iterator[Hypothesis]:
    """A tap is missing or counted twice."""
    for index, tap in enumerate(operation.taps):
        yield Hypothesis(f"tap {_name(tap)} is missing", partial(_tap_times, index=index, extra=-1))
        yield Hypothesis(f"tap {_name(tap)} is added twice", partial(_tap_times, index=index, extra=1))


def _tap_times(scene: Scene, index: int, extra: int) -> Reals:
    return scene.activated(scene.linear + extra * scene.terms[:, index])


MOST_EXCHANGEABLE = 128
"""Taps of which each two are tried: of more, there are so many pairs that one of them would fit by chance."""


def exchanged_taps(operation: Operation) -> Iterator[Hypothesis]:
    """The weights of two taps are exchanged."""
    if len(operation.taps) > MOST_EXCHANGEABLE:
        return
    for (a, first), (b, second) in combinations(enumerate(operation.taps), 2):
        yield Hypothesis(f"taps {_name(first)} and {_name(second)} are exchanged", partial(_exchanged, a=a, b=b))


def _exchanged(scene: Scene, a: int, b: int) -> Reals:
    change = (scene.weights[:, b] - scene.weights[:, a]) * (scene.inputs[:, a] - scene.inputs[:, b])
    return scene.activated(scene.linear + change)


def weights_of_neighbouring_taps(operation: Operation) -> Iterator[Hypothesis]:
    """The weights come one tap late or early; there are none before the first tap and behind the last one."""
    order = np.arange(len(operation.taps))
    if len(order) == 1:
        return
    for text, step in (("before", -1), ("behind", 1)):
        neighbours = np.clip(order + step, 0, order[-1])
        yield Hypothesis(f"each tap has the weights of the one {text} it", partial(_reordered, order=neighbours))


def reordered_kernel(operation: Operation) -> Iterator[Hypothesis]:
    """The kernel is transposed, turned or mirrored."""
    order = np.arange(len(operation.taps)).reshape(operation.plan.case.kernel)
    for text, turned in (
        ("rows and columns of the kernel are exchanged (transposed)", order.T),
        ("the kernel is turned by 180 degrees", order[::-1, ::-1]),
        ("the kernel is mirrored from left to right", order[:, ::-1]),
        ("the kernel is mirrored from top to bottom", order[::-1]),
    ):
        if turned.ravel().tolist() != order.ravel().tolist():
            yield Hypothesis(text, partial(_reordered, order=turned.ravel()))


def _reordered(scene: Scene, order: Ints) -> Reals:
    return scene.convolved(scene.inputs, scene.weights[:, order])


def other_dilation(operation: Operation) -> Iterator[Hypothesis]:
    """Another dilation, or another distance between rows of taps."""
    case, width = operation.plan.case, operation.plan.geometry.padded_width
    for row, column in product(range(1, 4), range(1, 4)):
        if (row, column) != case.dilation:
            text = f"the dilation is {row}x{column}, not {case.dilation[0]}x{case.dilation[1]}"
            yield Hypothesis(text, partial(_with_distances, row=row * width, column=column))
    row, column = case.dilation[0] * width, case.dilation[1]
    unpadded = -case.dilation[0] * sum(case.padding_sides[2:])
    for delta in sorted({-2, -1, 1, 2, unpadded} - {0}):
        text = f"the taps of a row are read {delta:+d} sticks from those of the row above"
        yield Hypothesis(text, partial(_with_distances, row=row + delta, column=column))
    yield Hypothesis(
        "the distances of rows and columns of taps are exchanged", partial(_with_distances, row=column, column=row)
    )


def _with_distances(scene: Scene, row: int, column: int) -> Reals:
    offsets = np.array([i * row + j * column for i, j in scene.operation.taps])
    return scene.convolved(scene.inputs_at(scene.first, offsets, scene.channel), scene.weights)


def other_stride(operation: Operation) -> Iterator[Hypothesis]:
    """Another stride, on the whole output or from each core's first output on."""
    wanted = operation.plan.case.stride
    for stride in product(range(1, 4), range(1, 4)):
        if stride != wanted:
            text = f"the stride is {stride[0]}x{stride[1]}, not {wanted[0]}x{wanted[1]}"
            for from_core in (True, False):
                yield Hypothesis(text, partial(_with_stride, stride=stride, from_core=from_core))


def _with_stride(scene: Scene, stride: tuple[int, int], from_core: bool) -> Reals:
    first = scene.first_with_stride(stride)
    if from_core:
        starts = scene.operation.work("first_output")[scene.core]
        start = Scene(scene.operation, starts, scene.channel, scene.output)
        first = first - start.first_with_stride(stride) + start.first
    return scene.convolved(scene.inputs_at(first, scene.operation.offsets, scene.channel), scene.weights)


def displaced_outputs(operation: Operation) -> Iterator[Hypothesis]:
    """Outputs are those of other sticks."""
    geometry = operation.plan.geometry
    width, image = geometry.output_width, geometry.output_height * geometry.output_width
    distances = {1, 2, 3, width, 2 * width, image, geometry.output_shard_sticks}
    for distance in sorted(distances):
        for delta in (distance, -distance):
            rows = f" ({delta // width:+d} rows)" if delta % width == 0 else ""
            text = f"output o holds the result of output o{delta:+d}{rows}"
            yield Hypothesis(text, partial(_displaced, sticks=delta, channels=0))


def displaced_channels(operation: Operation) -> Iterator[Hypothesis]:
    """Outputs are those of other channels."""
    multiple = schedule_of(operation.plan.variant).least_channel_multiple
    for distance in sorted({1, 2, multiple, 2 * multiple, operation.plan.geometry.shard_channels}):
        for delta in (distance, -distance):
            text = f"channel c holds the result of channel c{delta:+d}"
            yield Hypothesis(text, partial(_displaced, sticks=0, channels=delta))


def _displaced(scene: Scene, sticks: int, channels: int) -> Reals:
    return scene.golden_at(scene.stick + sticks, scene.channel + channels)


def result_of_another_core(operation: Operation) -> Iterator[Hypothesis]:
    """A core holds what another one should."""
    for index, core in enumerate(operation.plan.cores):
        if core.work.num_outputs:
            yield Hypothesis(f"holds the result of core {core.core}", partial(_result_of, index=index))


def _result_of(scene: Scene, index: int) -> Reals:
    work = scene.operation.plan.cores[index].work
    stick = scene.stick - scene.operation.work("first_output")[scene.core] + work.first_output
    return scene.golden_at(stick, _in_shard(scene, work.channel_shard))


def input_of_another_core(operation: Operation) -> Iterator[Hypothesis]:
    """A core has its own weights, and the input shard of another one."""
    for index, core in enumerate(operation.plan.cores):
        if core.work.num_outputs:
            yield Hypothesis(f"the input shard is that of core {core.core}", partial(_input_of, index=index))


def _input_of(scene: Scene, index: int) -> Reals:
    work = scene.operation.plan.cores[index].work
    channel = _in_shard(scene, work.channel_shard)
    inputs = scene.inputs_at(scene.position + work.first_input_stick, scene.operation.offsets, channel)
    return scene.convolved(inputs, scene.weights)


def _name(tap: tuple[int, int]) -> str:
    return f"({tap[0]},{tap[1]})"


FAMILIES: tuple[Family, ...] = (
    other_activations,
    wrong_bias,
    one_tap,
    shifted_input,
    weights_of_another_shard,
    bias_of_another_shard,
    missing_blocks,
    weights_split_without_padding,
    otherwise_prepared_weights,
    exchanged_taps,
    weights_of_neighbouring_taps,
    reordered_kernel,
    displaced_outputs,
    other_stride,
    other_dilation,
    channels_of_another_shard,
    displaced_channels,
    result_of_another_core,
    input_of_another_core,
    input_channels_in_turn,
    other_padding,
    halo_of_the_own_shard,
    faults_of_the_schedule,
    displaced_tiles,
    scaled,
)
"""The simpler ones come first."""
