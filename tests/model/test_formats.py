"""A number format is a row: what follows from one, and that a new one needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.model import formats
from codegen.model.arrays import Floats, Words
from codegen.model.case import Case
from codegen.model.formats import BFLOAT8_B, BFLOAT16, FLOAT32, FORMATS, Format
from codegen.model.loader import load_variants
from codegen.plan.program import PlanError, ProgramPlan, plan_program
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import make_tensors
from codegen.schedules.flat.plan import flat_channel_multiple
from tests.schedules.toy.schedule import HERE, ToySchedule, known
from tests.variants import SHIPPED


def encode_float16(numbers: Floats) -> Words:
    return np.asarray(numbers, np.float16).view(np.uint16)


FLOAT16 = Format(
    "float16", 2, 2048, "Float16", "float16", encode_float16, lambda words: words.view(np.float16).astype(np.float32)
)

WITH_DATUM_ADDRESSES = [one for one in (*FORMATS.values(), FLOAT16) if one.has_datum_addresses]
ROWS = pytest.mark.parametrize("row", WITH_DATUM_ADDRESSES, ids=lambda one: one.name)

CASE = Case(id="a", variant="toy_width", batch=1, channels=1100, input=(3, 4), kernel=(3, 3), bias=True, grid=(2, 1))


@pytest.fixture
def any_format(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A new row, and a schedule that computes with all of them."""
    rows = {**FORMATS, "float16": FLOAT16}
    monkeypatch.setattr(formats, "FORMATS", MappingProxyType(rows))
    monkeypatch.setattr(ToySchedule, "formats", tuple(rows))
    with known():
        yield


def plan_in(dtype: str, weights_dtype: str | None = None) -> ProgramPlan:
    (loaded,) = load_variants([HERE / "specs"])
    case = Case.model_validate(CASE.model_dump() | {"dtype": dtype, "weights_dtype": weights_dtype or dtype})
    return plan_program(loaded.variant, case)


@ROWS
def test_a_row_is_consistent(row: Format) -> None:
    assert row.size_of(1024) == row.tile_bytes
    assert row.encode(np.zeros(3, np.float32)).itemsize == row.datum_bytes


@ROWS
@given(numbers=st.lists(st.floats(width=16, allow_nan=False, allow_infinity=False, allow_subnormal=False)))
def test_numbers_come_back(row: Format, numbers: list[float]) -> None:
    array = np.array(numbers, np.float32).reshape(-1, 1)
    rounded = row.round(array)
    assert rounded.dtype == np.float32
    assert rounded.shape == array.shape
    assert np.array_equal(row.round(rounded), rounded), "what it can hold stays"
    assert np.allclose(rounded, array, rtol=2**-8)


@ROWS
def test_nan_and_infinities_stay(row: Format) -> None:
    rounded = row.round(np.array([np.nan, np.inf, -np.inf], np.float32))
    assert np.isnan(rounded[0])
    assert rounded[1:].tolist() == [np.inf, -np.inf]


def test_a_format_without_datum_addresses_has_no_sticks() -> None:
    assert not BFLOAT8_B.has_datum_addresses
    with pytest.raises(ValueError, match="datums of bfloat8_b have no address of their own"):
        BFLOAT8_B.size_of(32)


@pytest.mark.parametrize(("row", "channels"), [(BFLOAT16, 8), (FLOAT32, 4), (FLOAT16, 8)])
def test_alignment_follows_the_format(row: Format, channels: int) -> None:
    assert row.aligned_datums(16) == flat_channel_multiple(row) == channels


@pytest.mark.usefixtures("any_format")
@pytest.mark.parametrize(("dtype", "datum_bytes"), [("bfloat16", 2), ("float16", 2), ("float32", 4)])
def test_plan(dtype: str, datum_bytes: int) -> None:
    plan = plan_in(dtype)
    assert plan.geometry.stick_bytes == plan.geometry.shard_channels * datum_bytes == 1024 * datum_bytes
    assert plan.geometry.tile_bytes == 1024 * datum_bytes
    assert {(buffer.page_bytes, buffer.format) for buffer in plan.buffers} == {(1024 * datum_bytes, dtype)}


@pytest.mark.usefixtures("any_format")
def test_weights_have_a_format_of_their_own() -> None:
    plan = plan_in("float32", "float16")
    assert {buffer.name: buffer.format for buffer in plan.buffers} == {
        "input": "float32",
        "weights": "float16",
        "window": "float32",
        "output": "float32",
    }
    assert plan.geometry.tile_bytes == 2048


@pytest.mark.usefixtures("any_format")
@pytest.mark.parametrize(("dtype", "most"), [("bfloat16", 2**-8), ("float16", 2**-11), ("float32", 2**-20)])
def test_the_reference_rounds_to_the_format(dtype: str, most: float) -> None:
    plan = plan_in(dtype)
    exact = make_tensors(plan.case)
    assert np.array_equal(FORMATS.get(dtype, FLOAT16).round(exact.input), exact.input)
    output, precise = execute_plan(plan, exact), execute_plan(plan_in("float32"), exact)
    assert np.array_equal(FORMATS.get(dtype, FLOAT16).round(output), output)
    assert np.abs(output - precise).max() <= most * np.abs(precise).max()


def test_what_no_kernel_computes_is_a_finding() -> None:
    case = CASE.model_copy(update={"variant": "width_sharded", "channels": 64, "dtype": "float32"})
    with pytest.raises(PlanError) as refused:
        plan_program(SHIPPED["width_sharded"], case)
    (finding,) = refused.value.findings
    assert finding.rule == "format-computed"
    assert finding.message == "dtype is float32, the kernels of schedule 'flat' compute with bfloat16"
    assert finding.location == ("dtype",)


@pytest.mark.parametrize("variant", ["width_sharded", "width_sharded_stick"])
@pytest.mark.parametrize("field", ["dtype", "output_dtype"])
def test_rows_of_sticks_cannot_share_exponents(variant: str, field: str) -> None:
    case = CASE.model_copy(update={"variant": variant, "channels": 64, field: "bfloat8_b"})
    with pytest.raises(PlanError) as refused:
        plan_program(SHIPPED[variant], case)
    (finding,) = refused.value.findings
    assert finding.rule == "format-computed"
    assert finding.location == (field,)
    assert finding.hint == "use bfloat16, or a variant of schedule 'planes'"


def test_a_name_without_row_is_refused() -> None:
    with pytest.raises(ValueError, match="no number format 'float16'"):
        Case.model_validate(CASE.model_dump() | {"dtype": "float16"})
