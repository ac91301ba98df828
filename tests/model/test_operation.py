"""A spec of several variants: what they share stands once, and each finding points at the line that is meant."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from codegen.model.document import parse_document, read_document
from codegen.model.finding import InputError, Location
from codegen.model.loader import load_operation, load_variant, operation_in
from codegen.model.operation import Operation, OperationSpec, alone, spelled_out
from codegen.model.variant import KERNEL_NAMES
from codegen.resources import shipped_specs
from tests.conftest import alone_text, copy_spec
from tests.variants import SHIPPED

FILES = sorted(shipped_specs().glob("*.yaml"))
FLAT = shipped_specs() / "depthwise_conv2d.yaml"

each_file = pytest.mark.parametrize("file", FILES, ids=lambda one: one.stem)


def findings_in(text: str) -> list[tuple[str, str]]:
    """The findings of a spec: each rule, and what stands on its line."""
    with pytest.raises(InputError) as caught:
        operation_in(parse_document("spec.yaml", text), Path("spec.yaml"))
    lines = text.splitlines()
    return [(one.finding.rule, lines[one.line - 1].strip()) for one in caught.value.findings]


def spoiled(text: str, old: str, new: str) -> str:
    assert text.count(old) == 1, old
    return text.replace(old, new)


@each_file
def test_a_table_continues_the_shared_one(file: Path) -> None:
    data = read_document(file).data
    for entry, loaded in zip(data["variants"], load_operation(file), strict=True):
        variant = loaded.variant
        for kernel in KERNEL_NAMES:
            entries = [*data["arguments"].get(kernel, []), *entry.get("arguments", {}).get(kernel, [])]
            assert [one.name for one in variant.arguments.of(kernel)] == [one["name"] for one in entries]
            assert [one.doc for one in variant.arguments.of(kernel)] == [one["doc"] for one in entries]
        buffers = [*data["circular_buffers"], *entry.get("circular_buffers", [])]
        assert [(one.name, one.index) for one in variant.circular_buffers] == [(b["name"], b["index"]) for b in buffers]
        assert (variant.operation, variant.schedule, variant.target) == (
            data["operation"],
            data["schedule"],
            data["target"],
        )


def test_some_variants_do_not_multicast() -> None:
    assert {one.variant.multicasts for one in load_operation(FLAT)} == {False, True}


@each_file
def test_shared_semaphores_go_to_variants_that_multicast_only(file: Path) -> None:
    shared = [one["id"] for one in read_document(file).data["semaphores"]]
    variants = [one.variant for one in load_operation(file)]
    assert any(one.multicasts for one in variants)
    for variant in variants:
        assert [one.id for one in variant.semaphores] == (shared if variant.multicasts else [])


def test_own_buffers_and_semaphores_follow_the_shared_ones() -> None:
    data = read_document(FLAT).data
    own = {"circular_buffers": data["circular_buffers"][3:], "semaphores": data["semaphores"][1:]}
    data["circular_buffers"], data["semaphores"] = data["circular_buffers"][:3], data["semaphores"][:1]
    for entry in data["variants"]:
        entry["circular_buffers"] = own["circular_buffers"]
        entry["semaphores"] = own["semaphores"] if entry["multicast"]["topology"] != "none" else []
    spec = OperationSpec.model_validate(data, strict=False)
    shipped = [one.variant for one in load_operation(FLAT)]
    for told, variant in zip(spelled_out(spec), shipped, strict=True):
        assert [one["name"] for one in told["circular_buffers"]] == [one.name for one in variant.circular_buffers]
        assert [one["name"] for one in told["semaphores"]] == [one.name for one in variant.semaphores]


@each_file
def test_each_part_is_found_in_its_file(file: Path) -> None:
    """Every field of every entry of every variant: the place holds its value, or the file leaves it to the default."""
    document = read_document(file)
    text = file.read_text().splitlines()
    places: set[Location] = set()
    for loaded in load_operation(file):
        variant = loaded.variant
        tables: list[tuple[Location, tuple[object, ...]]] = [
            *((("arguments", kernel), variant.arguments.of(kernel)) for kernel in KERNEL_NAMES),
            (("circular_buffers",), variant.circular_buffers),
            (("semaphores",), variant.semaphores),
        ]
        for table, entries in tables:
            for index, entry in enumerate(entries):
                place = loaded.locate((*table, index, "name"))
                name = entry.name  # type: ignore[attr-defined]
                assert re.search(rf"\bname: {name}\b", text[document.line_of(place) - 1]), place
                assert place in document.lines
                places.add(place)
        for field in ("name", "summary", "memory_layout", "schedule", "target", "operation"):
            assert str(getattr(variant, field)) in text[document.line_of(loaded.locate((field,))) - 1]
    named = {one for one in document.lines if one[-1:] == ("name",)}
    assert places == {one for one in named if (one[0], *one[2:]) != ("variants", "name")}, "each entry is a variant's"


@pytest.mark.parametrize(
    ("old", "new", "rule", "line"),
    [
        ("{name: tap_tiles,", "{name: tap_tile,", "argument-value", "- {name: tap_tile,"),
        ("{name: linear, index: 2,", "{name: linear, index: 33,", "circular-buffer-number", "- {name: linear,"),
        ("{name: weights_valid, id: 1,", "{name: weights_valid, id: 0,", "semaphore-number", "- {name: weights_valid,"),
        ("{name: mcast_num_rectangles,", "{name: rectangles,", "argument-value", "- {name: rectangles,"),
        ("topology: grid", "topology: row", "topology-fits-layout", "multicast: {topology: row"),
        ("schedule: flat", "schedule: stick", "argument-value", "- {name: weight_window_tiles,"),
        ('target: "0.81"', "target: 0.81", "field-literal-error", "target: 0.81"),
        ("noc: 0}\n    arguments:\n      reader:\n        - {name: weight_addr,",
         "noc: 2}\n    arguments:\n      reader:\n        - {name: weight_addr,",
         "field-less-than-equal", "multicast: {topology: none, noc: 2}"),
    ],
)  # fmt: skip
def test_a_finding_points_at_the_line_that_is_meant(old: str, new: str, rule: str, line: str) -> None:
    """In an entry that all share, in one of a variant, and in the fields of both."""
    found = findings_in(spoiled(FLAT.read_text(), old, new))
    assert any(one == rule and where.startswith(line) for one, where in found), found


def test_a_finding_in_a_shared_entry_comes_once() -> None:
    found = findings_in(spoiled(FLAT.read_text(), "{name: tap_tiles,", "{name: tap_tile,"))
    assert [one for one in found if one[0] == "argument-value"] == [
        ("argument-value", "- {name: tap_tile, kind: compile_time, doc: weight tiles of a tap}")
    ]


def test_a_variant_of_a_name_that_stands_twice_is_still_found() -> None:
    text = spoiled(FLAT.read_text(), "name: height_sharded", "name: block_sharded")
    found = findings_in(spoiled(text, "{name: mcast_num_rectangles,", "{name: rectangles,"))
    assert ("variant-once", "- name: block_sharded") in found
    assert any(where.startswith("- {name: rectangles,") for rule, where in found if rule == "argument-value"), found


def test_a_variant_that_multicasts_no_more_has_no_shared_semaphores() -> None:
    text = spoiled(FLAT.read_text(), "semaphores:\n", "semaphores: # of two\n")
    own = "    multicast: {topology: none, noc: 0}\n"
    found = findings_in(spoiled(text, own, own + "    semaphores:\n      - {name: weights_valid, id: 0, doc: none}\n"))
    assert ("semaphore-declared", "- {name: weights_valid, id: 0, doc: none}") in found


@pytest.mark.parametrize("name", SHIPPED)
def test_a_lone_spec_is_an_operation_of_its_own(name: str, tmp_path: Path) -> None:
    loaded = load_variant(copy_spec(name, tmp_path / "mine.yaml", "mine"))
    assert loaded.operation == Operation("depthwise_conv2d_mine", loaded.variant.summary, (loaded.variant,))
    assert loaded.operation == alone(loaded.variant)
    assert loaded.locate(("arguments", "reader", 1, "name")) == ("arguments", "reader", 1, "name")
    same = {"name": name, "operation": SHIPPED[name].operation}
    assert loaded.variant.model_copy(update=same) == SHIPPED[name], "but for its names"


def test_a_lone_spec_may_name_its_operation(tmp_path: Path) -> None:
    spec = tmp_path / "mine.yaml"
    spec.write_text(alone_text("width_sharded", "mine") + "operation: ours\n")
    assert load_variant(spec).operation.name == "ours"
