"""What a case may say of its kernel, stride, dilation and padding."""

from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from codegen.model.case import Case, CaseFile
from codegen.model.window import PADDING_NAMES, PaddingMode, same_padding, source_of


def case_of(**changes: Any) -> Case:
    wanted = {"channels": 32, "input": (14, 9), "kernel": (3, 5), "grid": (1, 1)} | changes
    return Case.model_validate({"id": "one", "variant": "block_sharded", "batch": 1} | wanted)


@pytest.mark.parametrize(
    ("size", "reach", "stride", "zeros"),
    [
        (224, 3, 2, (0, 1)),
        (56, 5, 1, (2, 2)),
        (56, 5, 2, (1, 2)),
        (500, 32, 1, (15, 16)),
        (7, 1, 2, (0, 0)),
        (15, 3, 2, (1, 1)),
    ],
)
def test_same_padding_is_that_of_tensorflow(size: int, reach: int, stride: int, zeros: tuple[int, int]) -> None:
    assert same_padding(size, reach, stride) == zeros


@given(
    size=st.tuples(st.integers(1, 60), st.integers(1, 60)),
    kernel=st.tuples(st.integers(1, 9), st.integers(1, 9)),
    stride=st.tuples(st.integers(1, 4), st.integers(1, 4)),
    dilation=st.tuples(st.integers(1, 3), st.integers(1, 3)),
)
def test_same_gives_as_many_outputs_as_inputs_over_the_stride(
    size: tuple[int, int], kernel: tuple[int, int], stride: tuple[int, int], dilation: tuple[int, int]
) -> None:
    case = case_of(input=size, kernel=kernel, stride=stride, dilation=dilation, padding="same")
    assert case.output == tuple(math.ceil(one / step) for one, step in zip(size, stride, strict=True))
    top, bottom, left, right = case.padding_sides
    assert 0 <= bottom - top <= 1
    assert 0 <= right - left <= 1


@pytest.mark.parametrize(
    ("mode", "sources"),
    [
        ("zeros", [None, None, None, 0, 1, 2, 3, None, None]),
        ("replicate", [0, 0, 0, 0, 1, 2, 3, 3, 3]),
        ("reflect", [3, 2, 1, 0, 1, 2, 3, 2, 1]),
    ],
)
def test_what_padding_repeats(mode: PaddingMode, sources: list[int | None]) -> None:
    assert [source_of(place, 4, mode) for place in range(-3, 6)] == sources


@pytest.mark.parametrize(
    ("written", "sides"),
    [
        (1, (1, 1, 1, 1)),
        ((1, 2), (1, 1, 2, 2)),
        ((0, 1, 2, 3), (0, 1, 2, 3)),
        ("valid", (0, 0, 0, 0)),
        ("same", (1, 1, 2, 2)),
    ],
)
def test_forms_of_padding(written: Any, sides: tuple[int, ...]) -> None:
    assert case_of(padding=written).padding_sides == sides


def test_one_number_is_both() -> None:
    assert case_of(kernel=3, stride=2, dilation=2) == case_of(kernel=(3, 3), stride=(2, 2), dilation=(2, 2))


def test_what_was_computed_of_a_case_does_not_hold_of_its_copy() -> None:
    case = case_of(padding="same")
    assert (case.output, case.padding_sides) == ((14, 9), (1, 1, 2, 2))
    copy = case.model_copy(update={"padding": "valid", "input": (20, 20)})
    assert (copy.output, copy.padding_sides) == ((18, 16), (0, 0, 0, 0))
    assert case.output == (14, 9)
    assert case == case_of(padding="same"), "what was computed makes no difference"


def test_an_editor_is_offered_all_forms() -> None:
    fields = TypeAdapter(CaseFile).json_schema()["$defs"]["Case"]["properties"]
    for name in ("kernel", "stride", "dilation"):
        assert [form["type"] for form in fields[name]["anyOf"]] == ["integer", "array"]
    *numbers, words = fields["padding"]["anyOf"]
    assert [form.get("maxItems") for form in numbers] == [None, 2, 4]
    assert words == {"enum": [*PADDING_NAMES]}
