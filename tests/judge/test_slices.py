"""Layers in slices on the reference and on the emulator, and slices that are cut wrong."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from codegen.judge.sequence import on_device
from codegen.judge.verdict import Difference, OnDevice, Result
from codegen.judge.verify import verify_plans
from codegen.model.case import Case
from codegen.model.slices import SLICE_AXES, SliceAxis, Slices
from codegen.plan import slices
from codegen.plan.sequence import SequencePlan, plan_case
from codegen.plan.slices import Window
from tests.variants import SHIPPED

LAYER = Case(
    id="layer",
    variant="height_sharded_planes",
    batch=1,
    channels=96,
    input=(21, 22),
    kernel=(5, 5),
    stride=(1, 2),
    padding=(4, 4, 4, 4),
    dilation=(2, 2),
    grid=(2, 1),
    bias=True,
)


def verify(axis: SliceAxis, count: int, variant: str = LAYER.variant) -> list[Result]:
    case = LAYER.model_copy(update={"variant": variant, "slices": Slices(axis=axis, count=count)})
    return [*verify_plans([plan_case(SHIPPED[variant], case)], ["reference", "emulator"])]


@pytest.mark.parametrize("variant", ["height_sharded_planes", "height_sharded_rows", "height_sharded"])
@pytest.mark.parametrize(("axis", "count"), [("height", 5), ("width", 4), ("channels", 2)])
def test_uneven_slices_pass(axis: SliceAxis, count: int, variant: str) -> None:
    results = verify(axis, count, variant)
    assert [one.verdict for one in results] == ["pass", "pass"], results
    assert [one.case for one in results] == ["layer", "layer"]
    assert all(f"in {count} slices of {axis}" in one.notes for one in results)


def later(right: Window) -> Window:
    """A stick further down or to the right."""
    return right._replace(sticks=range(right.sticks.start + 1, right.sticks.stop + 1))


def earlier(right: Window) -> Window:
    """A stick further up or to the left."""
    return right._replace(sticks=range(right.sticks.start - 1, right.sticks.stop - 1))


def without_halo(right: Window) -> Window:
    """Zeros in the place of a neighbour's last stick."""
    return Window(right.sticks[1:], right.before + 1, right.behind)


FAULTS: dict[str, Callable[[Window], Window]] = {one.__name__: one for one in (later, earlier, without_halo)}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("axis", ["height", "width"])
def test_a_slice_that_is_cut_wrong_is_found(axis: SliceAxis, fault: str, monkeypatch: pytest.MonkeyPatch) -> None:
    right = slices.window

    def window(case: Case, direction: int, outputs: range) -> Window:
        found = right(case, direction, outputs)
        inside = found.sticks.start > 0 and found.sticks.stop < case.input[direction]
        return FAULTS[fault](found) if inside else found

    monkeypatch.setattr(slices, "window", window)
    for result in verify(axis, 5):
        assert result.verdict == "mismatch"
        assert result.message.startswith("slice 2 of 5, "), result.message


def test_outputs_that_are_put_beside_their_place_are_found() -> None:
    """The second of three slices takes the place of the third: both of one shape, and each is right for itself."""
    case = LAYER.model_copy(update={"slices": Slices(axis="height", count=3)})
    plan = plan_case(SHIPPED[LAYER.variant], case)
    assert isinstance(plan, SequencePlan)
    first, second, third = plan.slices
    one, other = replace(second, outputs=third.outputs), replace(third, outputs=second.outputs)
    swapped = replace(plan, slices=(first, one, other))
    (result,) = verify_plans([swapped], ["reference"])
    assert result.verdict == "mismatch"


def test_launches_of_slices_are_added_up() -> None:
    chip = {"arch": "wormhole_b0", "simulated": True, "ttnn": "0.81.1", "target": "0.81"}
    first = OnDevice(**chip, compile_seconds=2, launch_seconds=(1, 0.5), cache_hit=True, moved=("input",))
    second = first.model_copy(update={"compile_seconds": 0, "launch_seconds": (3, 0.25), "moved": ("input", "output")})
    apart = [Difference(outputs=2, largest=0.5), Difference(outputs=1, largest=0.75)]
    runs = [one.model_copy(update={"from_emulator": it}) for one, it in zip((first, second), apart, strict=True)]
    total = on_device(runs)
    assert total == OnDevice(
        **chip,
        compile_seconds=2,
        launch_seconds=(4, 0.75),
        cache_hit=True,
        moved=("input", "output"),
        from_emulator=Difference(outputs=3, largest=0.75),
    )
    missed = on_device([first, second.model_copy(update={"cache_hit": False})])
    assert missed
    assert missed.cache_hit is False
    assert on_device([OnDevice(**chip)]) == OnDevice(**chip)
    assert on_device([]) is None


@pytest.mark.parametrize("axis", SLICE_AXES)
def test_the_device_takes_slices_one_by_one(axis: SliceAxis) -> None:
    """Without a chip, it is the first slice that says so."""
    case = LAYER.model_copy(update={"slices": Slices(axis=axis, count=2)})
    (result,) = verify_plans([plan_case(SHIPPED[LAYER.variant], case)], ["device"])
    assert result.verdict == "unsupported"
    assert result.message.startswith("slice 1 of 2, ")
