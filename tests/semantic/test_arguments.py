"""Each kind of change of an argument, and that the changes say everything."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.model.positions import argument_lists
from codegen.model.variant import KERNEL_NAMES, Argument, Variant
from codegen.semantic.arguments import argument_changes, entries_of, length_changes, list_changes
from codegen.semantic.records import ArgumentChange, PlaceChange
from tests.semantic.edits import BLOCK, HEIGHT, WIDTH, changes, edited, inserted, moved, without
from tests.variants import ALL

RECTANGLE = [f"mcast_dest_noc_{corner}_{axis}" for corner in ("start", "end") for axis in ("x", "y")]


def steps(change: ArgumentChange) -> list[tuple[object, ...]]:
    return [(one.role, one.step, one.old, one.new, one.breaking) for one in change.places]


@pytest.mark.parametrize("variant", ALL.values(), ids=ALL)
def test_nothing_changed(variant: Variant) -> None:
    assert argument_changes(variant, variant) == ()
    assert length_changes(variant, variant) == ()


def test_one_line_moved() -> None:
    found = changes(BLOCK, moved(BLOCK, "reader", "start_tile_id", before="mcast_dest_noc_start_x"))
    assert list(found) == ["start_tile_id", *RECTANGLE, "mcast_num_dests"], "the cause comes first"
    assert steps(found["start_tile_id"]) == [("sender", "moved", 7, 2, True)]
    for index, name in enumerate([*RECTANGLE, "mcast_num_dests"]):
        assert steps(found[name]) == [("sender", "shifted", 2 + index, 3 + index, True)]


def test_one_line_pinned() -> None:
    """Of two that change places, that one moved which the spec pins."""
    for name, other in (("num_runs", "num_positions"), ("num_positions", "num_runs")):
        index = 1 if name == "num_runs" else 0
        found = changes(BLOCK, edited(BLOCK, "compute", name, index=index))
        assert found[name].aspects == ("moved", "pin")
        assert found[other].aspects == ("shifted",)


def test_a_pin_that_moves_nothing() -> None:
    (only,) = argument_changes(BLOCK, edited(BLOCK, "reader", "start_tile_id", index=7))
    assert (only.aspects, only.places, only.breaking) == (("pin",), (), False)


def test_appended() -> None:
    new = inserted(BLOCK, "writer", 99, name="last")
    (only,) = argument_changes(BLOCK, new)
    assert steps(only) == [(None, "appended", None, 5, False)]
    assert not only.breaking
    (length,) = length_changes(BLOCK, new)
    assert (length.kernel, length.kind, length.old, length.new, length.breaking) == ("writer", "runtime", 5, 6, False)


def test_appended_before_the_accessor_of_the_weights() -> None:
    (length,) = length_changes(BLOCK, inserted(BLOCK, "reader", 99, name="last", kind="compile_time"))
    assert (length.old, length.new, length.breaking) == (6, 7, True)
    assert "TensorAccessorArgs" in length.followed_by


def test_inserted() -> None:
    found = changes(BLOCK, inserted(BLOCK, "reader", 2, name="first", audience="receiver"))
    assert steps(found["first"]) == [("receiver", "inserted", None, 0, True)]
    assert steps(found["is_sender"]) == [("receiver", "shifted", 0, 1, True)], "a sender has it where it was"
    assert steps(found["mcast_sender_noc_y"]) == [("receiver", "shifted", 2, 3, True)]


def test_a_list_of_records_makes_way() -> None:
    found = changes(HEIGHT, inserted(HEIGHT, "reader", 99, name="last", audience="sender"))
    assert steps(found["last"]) == [("sender", "inserted", None, 5, True)]
    assert steps(found["mcast_rectangles"]) == [("sender", "shifted", 5, 6, True)]


def test_removed() -> None:
    found = changes(BLOCK, without(BLOCK, "compute", "num_runs"))
    assert steps(found["num_runs"]) == [(None, "removed", 0, None, True)]
    assert steps(found["num_outputs"]) == [(None, "shifted", 2, 1, True)]


def test_renamed() -> None:
    (only,) = argument_changes(BLOCK, edited(BLOCK, "writer", "stick_bytes", name="bytes", value="stick_bytes"))
    assert only.old
    assert (only.old.name, only.name, only.aspects, only.breaking) == ("stick_bytes", "bytes", ("renamed",), False)


def test_removed_and_added_is_no_rename() -> None:
    new = inserted(without(BLOCK, "writer", "num_outputs"), "writer", 7, name="count", value="reserved")
    found = changes(BLOCK, new)
    assert steps(found["num_outputs"]) == [(None, "removed", 0, None, True)]
    assert steps(found["count"]) == [(None, "inserted", None, 0, True)]


def test_another_value_under_the_same_name() -> None:
    (only,) = argument_changes(BLOCK, edited(BLOCK, "writer", "stick_bytes", value="page_bytes"))
    assert only.aspects == ("removed", "inserted", "value")
    assert only.breaking


def test_another_type() -> None:
    (only,) = argument_changes(BLOCK, edited(BLOCK, "writer", "stick_bytes", type="int32_t"))
    assert (only.aspects, only.breaking) == (("type",), False)


def test_another_doc() -> None:
    (only,) = argument_changes(BLOCK, edited(BLOCK, "writer", "stick_bytes", doc="bytes"))
    assert (only.aspects, only.breaking) == (("doc",), False)


def test_another_kind() -> None:
    found = changes(BLOCK, edited(BLOCK, "compute", "slot_tiles", kind="common_runtime"))
    kinds = [(one.kind, one.step, one.breaking) for one in found["slot_tiles"].places]
    assert kinds == [("compile_time", "removed", True), ("common_runtime", "appended", False)]
    assert steps(found["group_weight_tiles"]) == [(None, "shifted", 6, 5, True)]


def test_another_audience() -> None:
    found = changes(BLOCK, edited(BLOCK, "reader", "mcast_sender_noc_y", audience="all"))
    assert list(found) == ["mcast_sender_noc_y"]
    assert found["mcast_sender_noc_y"].aspects == ("appended", "audience")
    assert steps(found["mcast_sender_noc_y"]) == [("sender", "appended", None, 8, False)]


def test_a_reserved_place_is_free() -> None:
    old = inserted(BLOCK, "writer", 7, name="pad")
    found = changes(old, edited(old, "writer", "pad", name="count", value="num_positions"))
    assert steps(found["count"])[0] == (None, "inserted", None, 0, False)
    (renamed,) = argument_changes(old, edited(old, "writer", "pad", name="gap"))
    assert (renamed.aspects, renamed.breaking) == (("renamed",), False)


def test_one_list_for_all_becomes_one_for_each_role() -> None:
    """A topology without receivers has one runtime list for all cores: both new ones are held against it."""
    found = changes(WIDTH, WIDTH.model_copy(update={"multicast": BLOCK.multicast, "arguments": BLOCK.arguments}))
    assert steps(found["start_tile_id"]) == [("sender", "shifted", 1, 7, True), ("receiver", "removed", 1, None, True)]
    assert steps(found["mcast_sender_noc_x"]) == [("receiver", "inserted", None, 1, True)]


tables = st.sampled_from(
    [entries_of(table) for v in ALL.values() for k in KERNEL_NAMES for table in argument_lists(v, k)]
)
newcomers = st.lists(st.sampled_from(["apple", "pear", "plum", "quince"]), unique=True)


@given(st.data(), tables)
def test_the_changes_applied_to_the_old_list_give_the_new_one(data: st.DataObject, old: tuple[Argument, ...]) -> None:
    kept = data.draw(st.lists(st.sampled_from(old), unique_by=lambda one: one.name)) if old else []
    came = [Argument(name=name, kind="runtime", doc="new") for name in data.draw(newcomers)]
    new = tuple(data.draw(st.permutations([*kept, *came])))
    found = list_changes(old, new, "runtime", None)
    assert apply(old, found) == dict(enumerate(new))
    moves = [place for _, _, place in found if place and place.step == "moved"]
    assert len(moves) <= max(len(kept) - 1, 0), "at least one of those that stay keeps its order"


@given(st.permutations(range(8)))
def test_as_few_move_as_can_be(order: list[int]) -> None:
    old = tuple(Argument.model_validate({"name": f"a{n}", "kind": "runtime", "doc": "one"}) for n in range(8))
    new = tuple(old[n] for n in order)
    found = list_changes(old, new, "runtime", None)
    moved_names = {one.name for one, _, place in found if one and place and place.step == "moved"}
    still = [n for n in order if f"a{n}" not in moved_names]
    stayed = [n for n in still if order.index(n) != n]
    assert stayed == sorted(stayed), "who shifts keeps the order"
    assert len(moved_names) <= 8 - longest_rise(order)


def longest_rise(numbers: list[int]) -> int:
    best: list[int] = []
    for place, number in enumerate(numbers):
        best.append(1 + max((best[one] for one in range(place) if numbers[one] < number), default=0))
    return max(best)


def apply(
    old: tuple[Argument, ...], found: list[tuple[Argument | None, Argument | None, PlaceChange | None]]
) -> dict[int, Argument]:
    """The new list by index: what the changes do not name stays where it was."""
    new = dict(enumerate(old))
    for _, _, place in found:
        if place and place.old is not None:
            del new[place.old]
    for _, after, place in found:
        if place and place.new is not None:
            assert after
            assert place.new not in new
            new[place.new] = after
    return new
