"""Every depthwise layer of known networks has a case, and fits on 8x8 cores."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import NamedTuple

import pytest

from codegen.commands.cases import plan_cases
from codegen.model.case import Case
from codegen.model.loader import load_cases
from codegen.model.rules import case_findings
from codegen.networks.tables import NETWORKS as TABLES
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.program import PlanError, plan_program
from codegen.resources import shipped_cases
from codegen.schedules.schedule import schedule_of
from tests.variants import SHIPPED


class Layer(NamedTuple):
    """A depthwise layer of a square image, with a square kernel."""

    channels: int
    size: int
    kernel: int
    stride: int


NETWORKS = {
    network: {Layer(one.channels, one.input[0], one.kernel[0], one.stride[0]) for one in TABLES[network].layers}
    for network in ("mobilenet_v1", "mobilenet_v2", "efficientnet_b0", *(f"yolov10{size}" for size in "nsmblx"))
}
"""Those of which models.yaml and layers.yaml hold each layer once."""

SIDE = 8
"""Columns and rows of cores that a layer may take."""

FLAT = ("block_sharded", "height_sharded", "width_sharded")


def cases_of(file: str) -> list[Case]:
    return [one.case for one in load_cases(shipped_cases() / f"{file}.yaml", SHIPPED)]


def layer_of(case: Case) -> Layer:
    """The layer of a case whose image and kernel are square."""
    layer = Layer(case.channels, case.input[0], case.kernel[0], case.stride[0])
    assert (case.input, case.kernel, case.stride, case.padding) == squares(layer)
    return layer


def squares(layer: Layer) -> tuple[tuple[int, int], tuple[int, int], tuple[int, int], tuple[int, int]]:
    """Input, kernel, stride and padding of a case."""
    margin = layer.kernel // 2
    return (layer.size, layer.size), (layer.kernel, layer.kernel), (layer.stride, layer.stride), (margin, margin)


@pytest.mark.parametrize("chip", CHIPS)
@pytest.mark.parametrize("file", ["models", "layers"])
def test_all_are_planned(file: str, chip: ChipName) -> None:
    planned = plan_cases(file, None, None, chip)
    assert not planned.unsupported
    assert len(planned.plans) == len(cases_of(file))
    assert all(plan.case.batch == 1 and max(plan.case.grid) <= SIDE for plan in planned.plans)


@pytest.mark.parametrize("chip", CHIPS)
def test_layers_as_models_call_them_are_planned_from_tiles_to_tiles(chip: ChipName) -> None:
    planned = plan_cases("networks", None, None, chip)
    assert not planned.unsupported
    assert len(planned.plans) == 37
    for plan in planned.plans:
        assert schedule_of(plan.variant).layout == "TILE"
        assert max(plan.case.grid) <= SIDE


def test_each_layer_has_a_case() -> None:
    everything = set().union(*NETWORKS.values())
    models, layers = ([layer_of(case) for case in cases_of(file)] for file in ("models", "layers"))
    assert {*models, *layers} == everything
    assert set(models) & set(layers) == set(), "layers.yaml has what models.yaml has not"
    assert len(layers) == len(set(layers)), "each once"


@pytest.mark.parametrize("file", ["models", "layers"])
def test_the_id_tells_the_shape(file: str) -> None:
    for case in cases_of(file):
        layer = layer_of(case)
        shape = f"{layer.size}x{layer.size}_c{layer.channels}_k{layer.kernel}_s{layer.stride}"
        network = case.id.removesuffix(f"_{shape}")
        assert case.id == f"{network}_{shape}"
        assert layer in NETWORKS[network]


def candidates(layer: Layer, variant: str) -> Iterator[Case]:
    """The layer on grids of 8x8 cores at most, or on as many of these as get a shard."""
    size, kernel, stride, padding = squares(layer)
    case = Case(
        id="layer",
        variant=variant,
        batch=1,
        channels=layer.channels,
        input=size,
        kernel=kernel,
        stride=stride,
        padding=padding,
        grid=(SIDE, SIDE),
        bias=True,
        activation="silu",
    )
    sides = range(SIDE, 0, -1)
    if variant == "block_sharded":
        return (case.model_copy(update={"grid": grid}) for grid in product(sides, sides))
    return (case.model_copy(update={"cores": cores}) for cores in range(SIDE * SIDE, 0, -1))


def fits(layer: Layer, variant: str) -> bool:
    """Whether there are cores that hold it on both chips."""
    for case in candidates(layer, variant):
        assert not case_findings(case)
        try:
            for chip in CHIPS.values():
                plan_program(SHIPPED[variant], case, chip)
        except PlanError:
            continue
        return True
    return False


@pytest.mark.parametrize("variant", FLAT)
@pytest.mark.parametrize("network", NETWORKS)
def test_each_layer_fits_each_layout(network: str, variant: str) -> None:
    assert [layer for layer in NETWORKS[network] if not fits(layer, variant)] == []


@pytest.mark.parametrize("variant", FLAT)
def test_a_layer_may_be_too_large(variant: str) -> None:
    assert not fits(Layer(channels=640, size=640, kernel=3, stride=1), variant)
