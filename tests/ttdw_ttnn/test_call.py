"""What a call asks for, and each reason for which it is passed on; without ttnn."""

from __future__ import annotations

import inspect
from types import SimpleNamespace
from typing import Any

import pytest

from codegen.model.activations import ACTIVATIONS as ALL_ACTIVATIONS
from codegen.model.slices import Slices
from ttdw_ttnn.call import PARAMETERS, Call, refusals
from ttdw_ttnn.formats import ACTIVATIONS


def named(name: str, **others: Any) -> SimpleNamespace:
    return SimpleNamespace(name=name, **others)


def tensor(
    shape: list[int], dtype: str = "BFLOAT16", storage: str = "DEVICE", buffer: str = "L1", sharded: bool = True
) -> SimpleNamespace:
    memory = SimpleNamespace(buffer_type=named(buffer))
    return SimpleNamespace(
        shape=shape,
        dtype=named(dtype),
        storage_type=lambda: named(storage),
        memory_config=lambda: memory,
        is_sharded=lambda: sharded,
    )


IN_DRAM = tensor([1, 1, 98, 64], buffer="DRAM", sharded=False)


def slices(name: str, count: int) -> SimpleNamespace:
    return SimpleNamespace(slice_type=named(name), num_slices=count)


def activation(name: str, *params: float) -> SimpleNamespace:
    return SimpleNamespace(op_type=named(name), params=list(params))


def config(**fields: Any) -> SimpleNamespace:
    plain = {"activation": None, "padding_mode": named("Zeros"), "deallocate_activation": False}
    return SimpleNamespace(**plain | fields)


def a_call(**others: Any) -> Call:
    plain: dict[str, Any] = {
        "input_tensor": tensor([1, 1, 98, 64]),
        "weight_tensor": tensor([64, 1, 3, 3], storage="HOST"),
        "device": SimpleNamespace(get_num_devices=lambda: 1),
        "in_channels": 64,
        "out_channels": 64,
        "batch_size": 2,
        "input_height": 7,
        "input_width": 7,
        "kernel_size": [3, 3],
        "groups": 64,
        "conv_config": config(),
    }
    return Call(**plain | others)


@pytest.mark.parametrize(
    "others",
    [
        {},
        {"input_tensor": tensor([2, 7, 7, 64])},
        {"out_channels": 128},
        {"conv_config": config(padding_mode=named("Replicate"))},
        {"dtype": named("BFLOAT16")},
        {"dtype": named("BFLOAT8_B")},
        {"slice_config": slices("L1Full", 0)},
        {
            "slice_config": slices("DRAMSliceHeight", 2),
            "input_tensor": tensor([1, 1, 98, 64], buffer="DRAM", sharded=False),
        },
        *({"conv_config": config(activation=activation(name, *params))} for name, (_, params) in ACTIVATIONS.items()),
    ],
)
def test_calls_that_are_served(others: dict[str, Any]) -> None:
    assert list(refusals(a_call(**others))) == []


@pytest.mark.parametrize(
    ("others", "reason"),
    [
        ({"groups": 1}, "not depthwise: groups 1, channels 64 -> 64"),
        ({"out_channels": 96}, "not depthwise: groups 64, channels 64 -> 96"),
        ({"groups": 32, "out_channels": 128}, "not depthwise: groups 32, channels 64 -> 128"),
        ({"input_tensor": tensor([1, 1, 98, 64], storage="HOST")}, "the input is on the host"),
        ({"input_tensor": tensor([1, 1, 98, 64], buffer="DRAM")}, "the input is sharded in DRAM"),
        ({"input_tensor": tensor([1, 1, 49, 64])}, "an input of shape [1, 1, 49, 64]"),
        ({"device": SimpleNamespace(get_num_devices=lambda: 2)}, "a mesh of 2 chips"),
        ({"dtype": named("FLOAT32")}, "output in FLOAT32, served is BFLOAT16 or BFLOAT8_B"),
        ({"conv_config": config(padding_mode=named("Circular"))}, "padding mode Circular"),
        ({"conv_config": config(activation=activation("MISH"))}, "activation MISH"),
        ({"conv_config": config(activation=activation("TANH", 1.0))}, "activation TANH[1.0]"),
        ({"conv_config": config(activation=activation("LEAKY_RELU", 0.1))}, "activation LEAKY_RELU[0.1]"),
        ({"conv_config": config(activation=activation("RELU", 2.0))}, "activation RELU[2.0]"),
        (
            {"slice_config": slices("DRAMSliceWidth", 2)},
            "slices of an input that is not in DRAM: DRAMSliceWidth",
        ),
    ],
)
def test_calls_that_are_passed_on(others: dict[str, Any], reason: str) -> None:
    assert reason in list(refusals(a_call(**others)))


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        (None, None),
        (slices("L1Full", 0), None),
        (slices("DRAMSliceHeight", 3), Slices(axis="height", count=3)),
        (slices("DRAMSliceWidth", 0), Slices(axis="width")),
    ],
)
def test_what_slices_are_asked_for(asked: Any, meant: Slices | None) -> None:
    assert a_call(slice_config=asked).slices == meant


def test_what_is_computed() -> None:
    compute = SimpleNamespace(math_fidelity=named("LoFi"), fp32_dest_acc_en=True)
    call = a_call(compute_config=compute, padding=[1, 0, 2, 1], stride=[2, 1], bias_tensor=tensor([1, 1, 1, 64]))
    problem = call.problem()
    assert (problem.batch, problem.channels, problem.input, problem.kernel) == (2, 64, (7, 7), (3, 3))
    assert (problem.stride, problem.padding, problem.dilation) == ((2, 1), (1, 0, 2, 1), (1, 1))
    assert (problem.bias, problem.math_fidelity, problem.fp32_dest_acc) == (True, "LoFi", True)


def test_an_input_channel_with_two_filters_is_two_channels_of_the_problem() -> None:
    assert a_call(out_channels=128).problem().channels == 128


def test_padding_that_repeats_the_edge_is_part_of_the_problem() -> None:
    assert a_call(conv_config=config(padding_mode=named("Replicate"))).problem().padding_mode == "replicate"


def test_without_a_compute_config_it_is_that_of_ttnn() -> None:
    problem = a_call().problem()
    assert (problem.math_fidelity, problem.fp32_dest_acc, problem.activation) == ("HiFi4", False, "none")


def test_an_input_in_dram_is_never_deallocated() -> None:
    asked = config(deallocate_activation=True)
    assert a_call(conv_config=asked).frees_input
    assert not a_call(conv_config=asked, input_tensor=tensor([1, 1, 98, 64], buffer="DRAM")).frees_input


def test_all_activations_of_the_model_are_served() -> None:
    assert {"none", *(name for name, _ in ACTIVATIONS.values())} == set(ALL_ACTIVATIONS)


def test_the_parameters_reach_ttnn_as_they_came() -> None:
    assert set(a_call().given()) == set(PARAMETERS) == set(inspect.signature(Call).parameters)
    assert a_call(stride=[2, 2]).given(groups=1)["stride"] == [2, 2]
