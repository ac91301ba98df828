"""explain as a user meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.resources import shipped_specs, templates_dir
from tests.conftest import Ttdw, snapshot

SPECS = ("--spec", "specs")
FOLDER = "generated/depthwise_conv2d_mine"
HEADER = f"{FOLDER}/device/variants/mine.hpp"
WRITER = f"{FOLDER}/device/kernels/dataflow/writer_depthwise_conv2d_mine.cpp"

DECLARED = """\
generated/depthwise_conv2d_mine/device/variants/mine.hpp:{line}: written by the template
    uint32_t start_tile_id;  //  1  first weight tile of the channel shard
templates/parts/tables.jinja:{template}
    {{{{ word.type }}}} {{{{ word.name }}}};  // {{{{ "%2d" | format(loop.index0) }}}}  {{{{ word.doc }}}}
    inside for table in argument_lists[kernel] if table.words; for word in table.words
called by templates/operation/device/variants/VARIANT.hpp.jinja:{caller}
    {{{{ lists("reader") }}}}
no single field of the spec: "%2d" | format(loop.index0)
specs/mine.yaml:{entry}: arguments.reader[7].type = uint32_t
specs/mine.yaml:{entry}: arguments.reader[7].name = start_tile_id
specs/mine.yaml:{entry}: arguments.reader[7].doc = first weight tile of the channel shard
plan: start_tile_id (work): first weight tile of the channel shard [tiles]
file: made from specs/mine.yaml by `ttdw generate --spec specs/mine.yaml --out generated`
"""


HEIGHT = "device/variants/height_sharded.hpp"
TABLES = "device/variants/shared_tables.hpp"
OWN, SHARED = "name: mcast_num_rectangles", "name: period_tiles"


@pytest.fixture
def generated(ok: Ttdw, user_spec: Path) -> Path:
    """The spec of the files in generated/depthwise_conv2d_mine."""
    ok("generate", *SPECS, "--quiet")
    return user_spec


def line_with(file: str | Path, text: str) -> int:
    (number,) = [number for number, line in enumerate(Path(file).read_text().splitlines(), start=1) if text in line]
    return number


def test_an_argument(ok: Ttdw, generated: Path) -> None:
    line = line_with(HEADER, " start_tile_id;")
    shown = ok("explain", f"{HEADER}:{line}", *SPECS).out
    template = line_with(templates_dir() / "parts/tables.jinja", "{{ word.name }};  //")
    caller = line_with(templates_dir() / "operation/device/variants/VARIANT.hpp.jinja", 'lists("reader")')
    entry = line_with(generated, "name: start_tile_id")
    assert shown == DECLARED.format(line=line, template=template, caller=caller, entry=entry)


def test_a_use_in_the_planning_part_as_json(ok: Ttdw, generated: Path) -> None:
    line = line_with(HEADER, ".stick_bytes = numbers.geometry.stick_bytes")
    found = json.loads(ok("explain", f"{HEADER}:{line}", *SPECS, "--json", "-").out)
    assert (found["schema"], found["file"], found["line"], found["kind"]) == (1, HEADER, line, "expression")
    entry = line_with(generated, "name: stick_bytes")
    names = [(one["path"], one["file"], one["line"], one["value"]) for one in found["spec"]]
    assert ("arguments.writer[1].name", "specs/mine.yaml", entry, "stick_bytes") in names
    assert all(one["path"].startswith("arguments.writer[1]") for one in found["spec"])
    assert [one["name"] for one in found["plan"]] == ["stick_bytes"]
    assert {one["place"]["expression"] for one in found["pieces"]} >= {None, "word.name"}


@pytest.mark.usefixtures("generated")
def test_a_use_in_a_kernel_is_plain(ok: Ttdw) -> None:
    """A kernel is emitted as it stands: the line is that of the source, and it names a value of the plan."""
    line = line_with(WRITER, "noc_async_read_with_state(from, to, shared.stick_bytes);")
    found = json.loads(ok("explain", f"{WRITER}:{line}", *SPECS, "--json", "-").out)
    assert (found["kind"], found["spec"], [one["name"] for one in found["plan"]]) == ("text", [], ["stick_bytes"])
    (piece,) = found["pieces"]
    assert piece["place"]["template"] == "schedules/flat/device/kernels/dataflow/writer_depthwise_conv2d.cpp"
    assert "noc_async_read_with_state(from, to, shared.stick_bytes);" in piece["place"]["text"]


@pytest.mark.parametrize(
    ("file", "text", "path", "entry"),
    [
        (HEIGHT, " mcast_num_rectangles;  //", "variants[1].arguments.reader[3].name", OWN),
        ("ARGS.md", "`mcast_num_rectangles`", "variants[1].arguments.reader[3].name", OWN),
        (HEIGHT, " period_tiles;", "arguments.reader[2].name", SHARED),
        ("ARGS.md", "`period_tiles`", "arguments.reader[2].name", SHARED),
        (TABLES, "weights_valid = 1;", "semaphores[1].id", "name: weights_valid"),
        ("ARGS.md", "hold all channels", "variants[1].summary", "summary: All cores hold all channels"),
        ("ARGS.md", "# depthwise_conv2d: arguments", "operation", "operation: depthwise_conv2d"),
    ],
)
def test_an_operation_of_several_variants(file: str, text: str, path: str, entry: str, ok: Ttdw) -> None:
    """What a variant has of its own, what all share, and what the operation says itself."""
    ok("generate", "depthwise_conv2d", "--quiet")
    place = f"generated/depthwise_conv2d/{file}"
    spec = shipped_specs() / "depthwise_conv2d.yaml"
    found = json.loads(ok("explain", f"{place}:{line_with(place, text)}", "--json", "-").out)
    lines = {one["path"]: one["line"] for one in found["spec"]}
    assert lines[path] == line_with(spec, entry)


@pytest.mark.usefixtures("generated")
@pytest.mark.parametrize(
    ("file", "text", "said"),
    [
        (WRITER, "void kernel_main() {", ["fixed text of the template", "\nnothing of the spec enters\n"]),
        (HEADER, "#pragma once", ["fixed text of the template", "\nnothing of the spec enters\n"]),
        (f"{FOLDER}/device/kernels/variant.hpp", '#include "../variants/mine.hpp"', ["name = mine"]),
        (WRITER, "// Generated by ttdw", ["banner, which ttdw writes"]),
        (f"{FOLDER}/manifest.json", '"operation"', ["written by ttdw itself, from no template"]),
        (f"{FOLDER}/ARGS.md", "Weights travel", ["multicast.noc = 0", "templates/operation/ARGS.md.jinja:"]),
    ],
)
def test_other_lines(file: str, text: str, said: list[str], ok: Ttdw, tmp_path: Path) -> None:
    before = snapshot(tmp_path)
    shown = ok("explain", f"{file}:{line_with(file, text)}", *SPECS).out
    assert all(one in shown for one in said), shown
    assert snapshot(tmp_path) == before


@pytest.mark.usefixtures("generated")
def test_a_blank_line(ok: Ttdw) -> None:
    line = Path(WRITER).read_text().splitlines().index("", 7) + 1
    assert "blank line, behind text of the template" in ok("explain", f"{WRITER}:{line}", *SPECS).out


@pytest.mark.usefixtures("generated")
@pytest.mark.parametrize(
    ("place", "rule", "text"),
    [
        (WRITER, "place-form", f"'{WRITER}' names no line"),
        (f"{WRITER}:last", "place-form", "write FILE:LINE"),
        (f"{WRITER}:0", "line-exists", "line 0, the file has"),
        (f"{WRITER}:9999", "line-exists", "line 9999, the file has"),
        (f"{FOLDER}/kernels/writer.cpp:1", "file-emitted", "operation 'depthwise_conv2d_mine' emits no such file"),
        ("generated/notes.txt:1", "file-emitted", "not in the folder of an operation"),
        ("specs/mine.yaml:1", "file-emitted", "not below the output folder generated"),
        ("generated/depthwise_conv2d_mines/ARGS.md:1", "operation-known", "no operation 'depthwise_conv2d_mines'"),
    ],
)
def test_bad_places(place: str, rule: str, text: str, ttdw: Ttdw) -> None:
    done = ttdw("explain", place, *SPECS, "--json", "out.json")
    assert done.code == ExitCode.BAD_INPUT
    assert f"[{rule}]" in done.err
    assert text in done.err
    assert not Path("out.json").exists()


@pytest.mark.usefixtures("generated")
def test_a_file_that_drifted(ttdw: Ttdw) -> None:
    Path(WRITER).write_text(f"{Path(WRITER).read_text()}// touched\n")
    done = ttdw("explain", f"{WRITER}:8", *SPECS)
    assert done.code == ExitCode.BAD_INPUT
    assert f"{WRITER}: [file-current] the file is not what spec and templates give" in done.err
    assert "ttdw generate --spec specs" in done.err
