"""The faults of the hand-written version cannot come back. One test each, numbered as in its list.

1, 2, 5: tests/plan/test_invariants.py. 4, 7: here and, with random dilations and channels, in tests/reference. 6:
tests/render/test_render.py.
"""

from __future__ import annotations

from pathlib import PurePosixPath

import pytest

from codegen.emit.common import Common
from codegen.emit.render import render
from codegen.model.case import Case
from codegen.model.operation import alone
from codegen.model.rules import variant_findings
from codegen.model.variant import Variant
from codegen.plan.program import plan_program
from codegen.schedules.flat.reference import flat_geometry
from tests.variants import ALL, SHIPPED

each_variant = pytest.mark.parametrize("variant", ALL.values(), ids=ALL)


def a_case(variant: str, **changes: object) -> Case:
    return Case.model_validate(
        {
            "id": "fault",
            "variant": variant,
            "batch": 1,
            "channels": 64,
            "input": (12, 12),
            "kernel": (3, 3),
            "grid": (2, 2),
            **changes,
        }
    )


def emitted(variant: Variant, file: str) -> str:
    """A file of a variant, by its path with braces for the name of the operation."""
    return render(alone(variant))[PurePosixPath(file.format(variant.operation_name))]


@each_variant
def test_3_addresses_are_runtime_arguments(variant: Variant) -> None:
    """An address that is fixed when the program is compiled is stale on the next launch."""
    reader = tuple(
        argument.model_copy(update={"kind": "compile_time", "audience": "all"})
        if argument.carries == "weight_addr"
        else argument
        for argument in variant.arguments.reader
    )
    broken = variant.model_copy(update={"arguments": variant.arguments.model_copy(update={"reader": reader})})
    assert "argument-kind" in [finding.rule for finding in variant_findings(broken)]


@each_variant
def test_3_factory_is_asked_on_every_dispatch(variant: Variant) -> None:
    """No cached address to refresh, and no handle of a circular buffer to be mistaken for its index."""
    shared = render(Common(variant.target))
    factory = "".join(shared[PurePosixPath(f"program_factory.{suffix}")] for suffix in ("hpp", "cpp"))
    assert "create_descriptor" in factory
    assert "override_runtime_arguments" not in factory
    assert "CBHandle" not in factory


def test_4_dilation_moves_the_taps() -> None:
    def taps(dilation: tuple[int, int]) -> tuple[int, int]:
        geometry = flat_geometry(plan_program(SHIPPED["block_sharded"], a_case("block_sharded", dilation=dilation)))
        return (geometry.tap_row_pages, geometry.tap_column_pages)

    (row, column), (dilated_row, dilated_column) = taps((1, 1)), taps((2, 3))
    assert (dilated_row, dilated_column) == (2 * row, 3 * column)


@pytest.mark.parametrize("channels", [16, 48, 80, 112, 336])
def test_7_channels_need_no_multiple_of_32(channels: int) -> None:
    plan = plan_program(SHIPPED["block_sharded"], a_case("block_sharded", channels=channels))
    assert plan.geometry.shard_channels * 2 == channels


@pytest.mark.parametrize("variant", [one for one in ALL.values() if one.schedule == "flat"], ids=lambda one: one.name)
def test_8_nothing_is_initialised_again_between_outputs(variant: Variant) -> None:
    compute = emitted(variant, "device/kernels/compute/compute_{}.cpp")
    assert compute.count("multiply_init(") == 1
    assert compute.index("multiply_init(") < compute.index("tile_regs_acquire(")
    assert not any(slow in compute for slow in ("tilize", "reduce", "untilize", "copy_tile"))
