"""The stage before the implementation: everything is emitted as ever, and the selection of the factory refuses it."""

from __future__ import annotations

import itertools
from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from codegen.emit.context import not_implemented
from codegen.emit.render import render
from codegen.model.operation import alone
from codegen.model.targets import TARGETS
from codegen.model.variant import TargetName, Variant
from codegen.schedules.schedule import schedule_of
from tests.variants import ALL, CHECKPOINTS, OPERATIONS

EACH = [
    (name, target)
    for name, target in itertools.product(CHECKPOINTS, TARGETS)
    if target in schedule_of(ALL[name]).targets
]


def rendered(variant: Variant, target: TargetName) -> dict[PurePosixPath, str]:
    return render(alone(variant.model_copy(update={"target": target})))


def selection(name: str) -> PurePosixPath:
    return PurePosixPath(f"device/{name}_program_factory.hpp")


@pytest.mark.parametrize(("name", "target"), EACH)
def test_only_the_selection_and_what_is_told_of_it_differ(name: str, target: TargetName) -> None:
    """All the rest lands before the implementation, and does not change with it."""
    operation = alone(ALL[name]).name
    checkpoint, implementation = rendered(CHECKPOINTS[name], target), rendered(ALL[name], target)
    assert list(checkpoint) == list(implementation)
    differing = {path for path in checkpoint if checkpoint[path] != implementation[path]}
    told = {PurePosixPath("ARGS.md"), PurePosixPath(f"tests/test_{operation}.py")}
    assert differing == {selection(operation)} | told


@pytest.mark.parametrize(("name", "target"), EACH)
def test_the_selection_refuses_it_and_names_layout_and_operation(name: str, target: TargetName) -> None:
    variant = CHECKPOINTS[name]
    operation = alone(variant).name
    code = rendered(variant, target)[selection(operation)]
    message = f"{variant.memory_layout} {operation} is not implemented yet: checkpoint stage"
    assert not_implemented(variant) == message
    assert f'TT_FATAL(&variant != &{name}::kVariant, "{message}");' in code


def test_the_other_layouts_of_an_operation_are_selected_as_ever() -> None:
    whole = OPERATIONS["depthwise_conv2d"]
    first, *others = whole.variants
    checkpoint = first.model_copy(update={"stage": "checkpoint"})
    operation = replace(whole, variants=(checkpoint, *others))
    code = render(operation)[selection(whole.name)]
    assert [f"{one.name}::kVariant" in code for one in others] == [True, True]
    assert code.count("TT_FATAL(&variant != &") == 1
