"""Each fault is made in NumPy, and its explanation read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given

from codegen.judge.compare import compare, tolerance_of
from codegen.judge.explain import explain
from codegen.judge.golden import Golden, golden_numpy
from codegen.model.activations import ACTIVATIONS
from codegen.model.arrays import Floats
from codegen.model.case import Case
from codegen.model.formats import BFLOAT16
from codegen.plan.program import CorePlan, ProgramPlan, plan_program
from codegen.reference.activation import ACTIVATION_FUNCTIONS
from codegen.reference.execute import execute_plan, weight_tiles
from codegen.reference.tensors import Tensors, make_tensors
from codegen.schedules.flat.reference import flat_geometry
from tests.strategies import plans
from tests.variants import SHIPPED

POISON = float(BFLOAT16.decode(np.array([0x7F7F], np.uint16))[0])


def planned(variant: str = "block_sharded", **changes: object) -> ProgramPlan:
    words = {
        "id": "explained",
        "variant": variant,
        "batch": 1,
        "channels": 64,
        "input": (8, 8),
        "kernel": (3, 3),
        "padding": (1, 1),
        "grid": (2, 2),
        **changes,
    }
    return plan_program(SHIPPED[variant], Case.model_validate(words))


def explained(plan: ProgramPlan, output: Floats, tensors: Tensors | None = None) -> str:
    tensors = tensors or make_tensors(plan.case)
    return explain(plan, tensors, output, golden_numpy(plan.case, tensors))


def other_case(plan: ProgramPlan, tensors: Tensors | None = None, **changes: object) -> Floats:
    """The output of the same tensors with another case."""
    golden = golden_numpy(plan.case.model_copy(update=changes), tensors or make_tensors(plan.case))
    return BFLOAT16.round(golden)


def with_weights(plan: ProgramPlan, change: Callable[[Floats], Floats]) -> str:
    """The explanation where the weights [channels, rows, columns] were changed."""
    tensors = make_tensors(plan.case)
    return explained(plan, execute_plan(plan, replace(tensors, weights=change(tensors.weights.copy()))))


def right(plan: ProgramPlan) -> Floats:
    return execute_plan(plan, make_tensors(plan.case))


PLAN = planned()

each_activation = pytest.mark.parametrize("activation", ACTIVATIONS)


@each_activation
@pytest.mark.parametrize(("dy", "dx"), [(0, 1), (-1, 0), (2, -1)])
def test_a_shifted_input(activation: str, dy: int, dx: int) -> None:
    plan = planned(activation=activation)
    cores = [
        replace(
            core,
            work=replace(
                core.work, first_input_stick=core.work.first_input_stick + dy * plan.geometry.padded_width + dx
            ),
        )
        for core in plan.cores
    ]
    tensors = make_tensors(plan.case)
    golden = golden_numpy(plan.case, tensors)
    # Sticks outside of the padded input do not exist: only the last cores, or the first ones, can be shifted.
    keep = slice(2, 4) if dy < 0 else slice(0, 2)
    broken = replace(
        plan, cores=tuple(new if new in cores[keep] else old for new, old in zip(cores, plan.cores, strict=True))
    )
    text = explain(plan, tensors, execute_plan(broken, tensors), golden)
    assert f"the input is shifted by dy={dy}, dx={dx} sticks " in text
    assert ("cores (0,1)-(1,1): the input" if dy < 0 else "cores (0,0)-(1,0): the input") in text
    assert "Unexplained" not in text


@each_activation
def test_the_weights_of_the_neighbour_column(activation: str) -> None:
    text = with_weights(planned(activation=activation), lambda weights: np.roll(weights, 32, axis=0))
    assert "cores (0,0)-(0,1): the weights are those of channel shard 1 (PCC 0.9999" in text
    assert "cores (1,0)-(1,1): the weights are those of channel shard 0 (PCC 0.9999" in text
    assert "Unexplained" not in text


def test_the_weights_of_a_padded_shard() -> None:
    """Zeros pad the second column: 16 channels on the first, 4 on the second."""
    plan = planned(channels=20)
    tensors = make_tensors(plan.case)
    padded = np.concatenate([tensors.weights, np.zeros((12, 3, 3), np.float32)])
    exchanged = replace(tensors, weights=np.roll(padded, 16, axis=0)[:20])
    text = explained(plan, execute_plan(plan, exchanged))
    assert "cores (0,0)-(0,1): the weights are those of channel shard 1 (PCC 0.9999" in text
    assert "cores (1,0)-(1,1): the weights are those of channel shard 0 (PCC 0.9999" in text
    assert "Unexplained" not in text


def test_shards_that_are_not_padded_in_the_weights() -> None:
    plan = planned(channels=20)
    text = with_weights(plan, lambda weights: np.concatenate([weights[:16], weights[10:14]]))
    assert "cores (1,0)-(1,1): the weights of channel shards start 10 channels from each other, not 16" in text
    assert "Unexplained" not in text


def test_zeros_on_a_padded_shard() -> None:
    plan = planned(channels=20)
    output = right(plan)
    output[..., 16:] = 0
    text = explained(plan, output)
    assert "cores (1,0)-(1,1): zeros: " in text
    assert "Unexplained" not in text


def test_the_channels_of_the_neighbour_column() -> None:
    tensors = make_tensors(PLAN.case)
    output = execute_plan(PLAN, replace(tensors, input=np.roll(tensors.input, 32, axis=3)))
    assert "cores (0,0)-(0,1): the input is that of channel shard 1" in explained(PLAN, output)


def test_height_weights_in_a_block_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """The hand-written version: PCC 0.089."""
    tensors = make_tensors(PLAN.case)
    tiles = weight_tiles(planned("height_sharded"), tensors)
    short = np.concatenate([tiles, np.zeros((2 * PLAN.geometry.weight_pitch_tiles - len(tiles), 1024), np.float32)])
    monkeypatch.setattr("codegen.reference.execute.weight_tiles", lambda *_: short)
    text = explained(PLAN, execute_plan(PLAN, tensors))
    assert "cores (0,0)-(0,1): the weights are prepared for 1 channel shards (HEIGHT_SHARDED), not 2" in text
    assert "cores (1,0)-(1,1): zeros: " in text


def test_a_wrong_first_tile(monkeypatch: pytest.MonkeyPatch) -> None:
    tensors = make_tensors(PLAN.case)
    tiles = weight_tiles(PLAN, tensors)
    monkeypatch.setattr("codegen.reference.execute.weight_tiles", lambda *_: np.roll(tiles, -1, axis=0))
    text = explained(PLAN, execute_plan(PLAN, tensors))
    assert "the weight tiles are read +1 tiles beside their place (start_tile_id)" in text


def test_the_weights_of_the_next_chunk(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows of 12 x 96 datums: a full chunk and a short one."""
    plan = planned("height_sharded", channels=96, input=(12, 12))
    tiles, geometry = weight_tiles(plan, make_tensors(plan.case)), flat_geometry(plan)
    assert geometry.tap_tiles == 2
    wrong = tiles.copy()
    slots = tiles[: geometry.weight_tiles].reshape(geometry.tap_tiles, geometry.slot_tiles, 1024)
    wrong[: geometry.weight_tiles] = slots[::-1].reshape(-1, 1024)
    monkeypatch.setattr("codegen.reference.execute.weight_tiles", lambda *_: wrong)
    text = explained(plan, execute_plan(plan, make_tensors(plan.case)))
    assert "the weight tiles of all chunks are those of 1 chunks further (PCC" in text


@each_activation
def test_a_missing_tap(activation: str) -> None:
    def without(weights: Floats) -> Floats:
        weights[:, 0, 2] = 0
        return weights

    text = with_weights(planned(activation=activation), without)
    assert "cores (0,0)-(1,1): tap (0,2) is missing (PCC 0.9999" in text
    assert "Unexplained" not in text


def test_a_doubled_tap() -> None:
    def twice(weights: Floats) -> Floats:
        weights[:, 1, 0] *= 2
        return weights

    assert "tap (1,0) is added twice" in with_weights(PLAN, twice)


def test_weights_of_the_tap_before() -> None:
    def late(weights: Floats) -> Floats:
        taps = weights.reshape(len(weights), -1)
        return np.concatenate([taps[:, :1], taps[:, :-1]], axis=1).reshape(weights.shape)

    assert "each tap has the weights of the one before it" in with_weights(PLAN, late)


@each_activation
def test_exchanged_taps(activation: str) -> None:
    def exchanged(weights: Floats) -> Floats:
        weights[:, [0, 2], [1, 2]] = weights[:, [2, 0], [2, 1]]
        return weights

    assert "taps (0,1) and (2,2) are exchanged" in with_weights(planned(activation=activation), exchanged)


def test_a_transposed_kernel() -> None:
    text = with_weights(PLAN, lambda weights: weights.transpose(0, 2, 1))
    assert "rows and columns of the kernel are exchanged (transposed)" in text


def test_a_turned_kernel() -> None:
    text = with_weights(PLAN, lambda weights: weights[:, ::-1, ::-1])
    assert "the kernel is turned by 180 degrees" in text


def test_a_missing_bias() -> None:
    plan = planned(bias=True, activation="relu6")
    tensors = make_tensors(plan.case)
    output = execute_plan(plan, replace(tensors, bias=np.zeros_like(tensors.bias)))
    assert "the bias is missing" in explained(plan, output)


@pytest.mark.parametrize(
    ("wanted", "got", "text"),
    [
        ("relu", "none", "activation relu is missing"),
        ("gelu", "none", "activation gelu is missing"),
        ("none", "relu", "relu instead of none"),
        ("relu6", "relu", "relu instead of relu6"),
        ("silu", "gelu", "gelu instead of silu"),
    ],
)
def test_another_activation(wanted: str, got: str, text: str) -> None:
    plan = planned(activation=wanted)
    assert f"cores (0,0)-(1,1): {text} (PCC" in explained(plan, other_case(plan, activation=got))


def test_another_stride_from_the_first_output_of_each_core() -> None:
    plan = planned(stride=(2, 2), grid=(2, 1))
    wanted = other_case(plan, stride=(2, 1))
    assert "the stride is 2x1, not 2x2" in explained(plan, wanted[:, :, :4])


def test_another_dilation() -> None:
    plan = planned(dilation=(2, 2), padding=(2, 2), grid=(2, 1))
    tensors = make_tensors(plan.case)
    wrong = golden_numpy(plan.case.model_copy(update={"dilation": (1, 1)}), tensors)
    assert "the dilation is 1x1, not 2x2" in explained(plan, BFLOAT16.round(wrong[:, :8, :8]))


def test_displaced_rows_of_a_core() -> None:
    output = right(PLAN)
    output[:, :4, :, :32] = output[:, 1:5, :, :32]
    text = explained(PLAN, output)
    assert "core (0,0): the input is shifted by dy=1, dx=0 sticks or output o holds the result of output o+8" in text


def test_displaced_outputs_of_a_core() -> None:
    output = right(PLAN)
    sticks = output.reshape(-1, 64)
    sticks[:32, :32] = sticks[2:34, :32]
    assert "core (0,0): output o holds the result of output o+2 (PCC" in explained(PLAN, output)


def test_a_core_with_the_result_of_another() -> None:
    output = right(PLAN)
    output[:, :4, :, :32] = output[:, 4:, :, 32:]
    text = explained(PLAN, output)
    assert "core (0,0): holds the result of core (1,1) (PCC 0.99999" in text
    assert "on 1 of 4 cores:\n  core (0,0): all over (" in text


def test_the_input_of_another_core() -> None:
    first, *others = PLAN.cores
    tensors = make_tensors(PLAN.case)
    moved = replace(first, work=replace(first.work, first_input_stick=others[2].work.first_input_stick))
    exchanged = replace(tensors, input=np.roll(tensors.input, 32, axis=3))
    output = right(PLAN)
    broken = execute_plan(replace(PLAN, cores=(moved, *others)), exchanged)
    output[:, :4, :, :32] = broken[:, :4, :, :32]
    assert "core (0,0): the input shard is that of core (1,1) (PCC" in explained(PLAN, output)


@pytest.mark.parametrize("variant", ["block_sharded_rows", "block_sharded_planes"])
def test_the_halo_of_the_own_shard(variant: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def own_shard(plan: ProgramPlan, core: CorePlan, shards: Floats) -> dict[int, Floats]:
        return {one.work.stick_shard: shards[plan.cores.index(core)] for one in plan.cores}

    plan, tensors = planned(variant), make_tensors(planned(variant).case)
    for module in ("flat", "planes"):
        monkeypatch.setattr(f"codegen.schedules.{module}.reference.shards_beside", own_shard)
    text = explained(plan, execute_plan(plan, tensors))
    assert "cores (0,0)-(1,1): the sticks of neighbours are read from the core's own shard" in text


def test_input_channels_in_turn() -> None:
    plan = planned(channels=20, channel_multiplier=3)
    tensors = make_tensors(plan.case)
    filters = np.arange(60).reshape(20, 3).T.ravel()  # which output channels have input channels 0, 1, 2, ... first
    in_turn = replace(tensors, weights=tensors.weights[np.argsort(filters)])
    output = execute_plan(plan, in_turn)[..., filters]
    text = explained(plan, output, tensors)
    assert "cores (0,0)-(1,1): output channel o has input channel o % channels (PCC 0.9999" in text


@pytest.mark.parametrize(("mode", "made"), [("replicate", "zeros"), ("reflect", "replicate"), ("zeros", "reflect")])
def test_the_padding_of_another_mode(mode: str, made: str) -> None:
    plan = planned(kernel=(5, 5), padding=(2, 2), padding_mode=mode)
    text = explained(plan, other_case(plan, padding_mode=made))
    assert f"cores (0,0)-(1,1): the padding is that of padding_mode {made}, not of {mode} (PCC 0.9999" in text


def test_unwritten_outputs() -> None:
    output = right(PLAN)
    output[:, 5:7, :, 32:] = POISON
    text = explained(PLAN, output)
    assert text.splitlines()[0] == "512 of 4096 outputs are wrong, on 1 of 4 cores:"
    assert text.splitlines()[1] == ("  core (1,1): rows 5-6, columns 0-7 (512 of 1024 outputs)")
    assert "core (1,1): unwritten: 512 outputs hold 0x7F7F" in text
    assert "Unexplained" not in text


@each_activation
def test_zeros(activation: str) -> None:
    plan = planned(activation=activation)
    output = right(plan)
    output[:, 3, :, :32] = 0
    text = explained(plan, output)
    assert "core (0,0): zeros: " in text
    assert "all channels of their sticks" in text


def test_outputs_that_are_not_finite() -> None:
    output = right(PLAN)
    output[:, 0, 0] = np.nan
    assert "cores (0,0)-(1,0): 64 outputs are not finite" in explained(PLAN, output)


def test_two_faults_on_two_cores() -> None:
    tensors = make_tensors(PLAN.case)
    weights = tensors.weights.copy()
    weights[:32, 1, 1] = 0
    weights[32:, 0, 0] *= 2
    text = explained(PLAN, execute_plan(PLAN, replace(tensors, weights=weights)))
    assert "cores (0,0)-(0,1): tap (1,1) is missing" in text
    assert "cores (1,0)-(1,1): tap (0,0) is added twice" in text


def test_a_fault_on_some_channels() -> None:
    def without(weights: Floats) -> Floats:
        weights[3:6, 0, 0] = 0
        return weights

    text = with_weights(PLAN, without)
    assert "channels 3-5 of the shard's 32" in text
    assert "tap (0,0) is missing" in text


@each_activation
def test_a_fault_that_nobody_thought_of(activation: str) -> None:
    """Two taps are lost, and one reads the stick on the right of its place."""
    plan = planned(activation=activation, input=(12, 12))
    tensors = make_tensors(plan.case)
    padded = np.pad(tensors.input, ((0, 0), (1, 1), (1, 2), (0, 0)))
    weights = tensors.weights.copy()
    weights[:, 0, 0] = weights[:, 2, 1] = weights[:, 1, 2] = 0
    linear = golden_numpy(
        plan.case.model_copy(update={"activation": "none"}), replace(tensors, weights=weights)
    ) + padded[:, 1:13, 3:15] * tensors.weights[:, 1, 2].astype(np.float64)
    text = explained(plan, BFLOAT16.round(ACTIVATION_FUNCTIONS[activation](linear)))
    for part in ("tap (0,0) is missing", "tap (2,1) is missing", "tap (1,2) is missing"):
        assert part in text
    assert "the sum has +1.00 x weight (1,2) x input (1,3)" in text
    assert "Unexplained" not in text


def noise(golden: Golden) -> Floats:
    scale = float(np.sqrt(np.mean(np.square(golden)))) + 1
    return BFLOAT16.round(np.random.default_rng(1).standard_normal(golden.shape) * scale)


@each_activation
def test_noise_is_not_explained(activation: str) -> None:
    plan = planned(activation=activation)
    tensors = make_tensors(plan.case)
    golden = golden_numpy(plan.case, tensors)
    text = explain(plan, tensors, noise(golden), golden)
    assert "Unexplained: cores (0,0)-(1,1): " in text
    assert text.endswith("wrong outputs: no known fault gives them")
    assert "Explained:" not in text


def test_a_core_with_noise_does_not_hide_the_fault_of_another() -> None:
    output = right(PLAN)
    output[:, :4, :, :32] = POISON
    output[:, 4:, :, :32] = noise(output[:, 4:, :, :32].astype(np.float64))
    text = explained(PLAN, output)
    assert "core (0,0): unwritten" in text
    assert "Unexplained: core (0,1)" in text


def test_a_fault_that_is_searched_for_beside_one_that_is_known() -> None:
    tensors = make_tensors(PLAN.case)
    weights = tensors.weights.copy()
    weights[:32, 1, 1] = 0
    weights[32:, 0, 0] = weights[32:, 2, 2] = 0
    output = right(PLAN)
    broken = execute_plan(PLAN, replace(tensors, weights=weights))
    output[..., :40] = broken[..., :40]  # the second column keeps right outputs
    text = explained(PLAN, output)
    assert "cores (0,0)-(0,1): tap (1,1) is missing (PCC" in text
    assert "cores (1,0)-(1,1): tap (0,0) is missing; tap (2,2) is missing (PCC" in text


def test_few_outputs_are_told_one_by_one() -> None:
    output = right(PLAN)
    output[0, 2, 3, 40] -= 32
    output[0, 7, 1, 5] += 3
    text = explained(PLAN, output)
    assert "Isolated, too few to tell a fault:" in text
    first, second = text.splitlines()[-2:]
    assert first.startswith("  [0, 2, 3, 40] is ")
    assert first.endswith("off by a power of two, as when the Wormhole adder slips")
    assert second.startswith("  [0, 7, 1, 5] is ")
    assert "slips" not in second


def test_differences_as_of_rounding() -> None:
    output = right(PLAN)
    assert explained(PLAN, output * np.float32(1 + 2**-9)).startswith("No output is far off")


def test_too_few_different_values() -> None:
    plan = planned()
    tensors = make_tensors(plan.case, weights="ramp", numbers="ones")
    weights = tensors.weights.copy()
    weights[:, 1, 1] = 0
    text = explained(plan, execute_plan(plan, replace(tensors, weights=weights)), tensors)
    assert "tap (1,1) is missing" in text or "too alike to tell" in text


def test_outputs_that_an_activation_clipped_are_no_ground_for_a_search() -> None:
    plan = planned(activation="relu")
    output = right(plan)
    output[np.random.default_rng(1).random(output.shape) < 0.3] = 0
    assert "too alike to tell, 1 different values" in explained(plan, output)


def test_another_shape_is_not_explained() -> None:
    assert explained(PLAN, right(PLAN)[:, :2]) == ""


@given(plans())
def test_any_missing_tap_is_named_or_nothing_is(plan: ProgramPlan) -> None:
    """On any plan: never another fault with more certainty, if there are outputs enough."""
    assume(plan.case.kernel != (1, 1))
    tensors = make_tensors(plan.case)
    tap = (plan.case.kernel[0] // 2, plan.case.kernel[1] // 2)
    weights = tensors.weights.copy()
    weights[:, tap[0], tap[1]] = 0
    golden = golden_numpy(plan.case, tensors)
    output = execute_plan(plan, replace(tensors, weights=weights))
    assume(compare(output, golden, tolerance_of(plan, tensors)).fault)
    text = explain(plan, tensors, output, golden)
    if "(PCC" in text:
        assert f"tap ({tap[0]},{tap[1]}) is missing" in text, text


@given(plans())
def test_any_noise_is_not_explained(plan: ProgramPlan) -> None:
    tensors = make_tensors(plan.case)
    golden = golden_numpy(plan.case, tensors)
    text = explain(plan, tensors, noise(golden), golden)
    assert "Explained" not in text, text
