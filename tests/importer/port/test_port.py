"""What `import-args --port` writes: each read by position as a read by name, everything else byte for byte."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.importer.table import import_table
from tests.conftest import Ttdw
from tests.importer.port.conftest import PortOf, body
from tests.importer.test_import_args import READER

FORMS = {
    "runtime": ("auto a = get_arg_val<uint32_t>(3);", "auto a = get_arg(args::a);"),
    "common": ("auto a = get_common_arg_val<uint32_t>(0);", "auto a = get_arg(args::a);"),
    "compile time": ("constexpr auto a = get_compile_time_arg_val(0);", "constexpr auto a = get_arg(args::a);"),
    "by name already": ('auto b = get_named_compile_time_arg_val("a");', "auto b = get_arg(args::a);"),
    "in an expression": ("bool a = get_arg_val<uint32_t>(1) == 1;", "bool a = get_arg(args::a) == 1;"),
    "letter for letter": ("auto NHtWt = get_arg_val<uint32_t>(1);", "auto NHtWt = get_arg(args::NHtWt);"),
    "template argument": (
        "constexpr auto a = get_compile_time_arg_val(0); pool<get_compile_time_arg_val(0)>();",
        "constexpr auto a = get_arg(args::a); pool<get_arg(args::a)>();",
    ),
    "constructor": (
        "constexpr auto A = 1; Semaphore<> a(get_compile_time_arg_val(A));",
        " Semaphore<> a(get_arg(args::a));",
    ),
    "signed": ("auto a = get_arg_val<int32_t>(0);", "auto a = static_cast<int32_t>(get_arg(args::a));"),
    "alias": (
        "using word = uint32_t; auto a = get_arg_val<word>(0);",
        "using word = uint32_t; auto a = get_arg(args::a);",
    ),
    "two in one variable": (
        "uint64_t a = get_arg_val<uint32_t>(1) | (uint64_t)get_arg_val<uint32_t>(2) << 32;",
        "uint64_t a = get_arg(args::a_1) | (uint64_t)get_arg(args::a_2) << 32;",
    ),
    "a second name": (
        "auto a = get_arg_val<uint32_t>(1); auto b = get_arg_val<uint32_t>(1);",
        "auto a = get_arg(args::a); auto b = get_arg(args::a);",
    ),
    "CB of a comment": (
        '// get_arg_val<uint32_t>(0)\nauto a = get_arg_val<uint32_t>(0);  // "a"',
        '// get_arg_val<uint32_t>(0)\nauto a = get_arg(args::a);  // "a"',
    ),
}


@pytest.mark.parametrize(("old", "new"), FORMS.values(), ids=FORMS)
def test_a_read_by_position_is_one_by_name(port_of: PortOf, old: str, new: str) -> None:
    port = port_of(old)
    assert body(port) == new
    assert port.left == ()


COUNTERS = {
    "counted in the reads": (
        "uint32_t i = 0;  // next\nauto a = get_arg_val<uint32_t>(i++);\nauto b = get_arg_val<uint32_t>(i++);",
        "auto a = get_arg(args::a);\nauto b = get_arg(args::b);",
    ),
    "counted by statements": (
        "size_t i{2};\nauto a = get_arg_val<uint32_t>(i);\ni += 2;\nauto b = get_arg_val<uint32_t>(i);",
        "auto a = get_arg(args::a);\nauto b = get_arg(args::b);",
    ),
    "made of another": (
        "constexpr uint32_t base = 4;\nuint32_t i = base;\nauto a = get_arg_val<uint32_t>(i++);",
        "auto a = get_arg(args::a);",
    ),
    "a constant that more needs": (
        "constexpr uint32_t at = 4;\nauto a = get_arg_val<uint32_t>(at);\nuse(at);",
        "constexpr uint32_t at = 4;\nauto a = get_arg(args::a);\nuse(at);",
    ),
    "an own one in each block": (
        "{ uint32_t i = 0; auto a = get_arg_val<uint32_t>(i++); }\n{ uint32_t i = 1; use(i); }",
        "{  auto a = get_arg(args::a); }\n{ uint32_t i = 1; use(i); }",
    ),
}


@pytest.mark.parametrize(("old", "new"), COUNTERS.values(), ids=COUNTERS)
def test_what_only_counted_positions_goes(port_of: PortOf, old: str, new: str) -> None:
    port = port_of(old)
    assert body(port) == new
    assert port.left == ()


INCLUDE = '#include "experimental/kernel_args.h"'
MAIN = "void kernel_main() { auto a = get_arg_val<uint32_t>(0); }\n"
PLACES = {
    "behind the others": (f"// a\n#include <b>\n#include <c>\n\n{MAIN}", 3),
    "under a comment": (f"// a\n\n{MAIN}", 2),
    "not in a branch": (f"#ifdef B\n#include <b>\n#endif\n{MAIN}", 0),
    "not behind the reads": (f"#include <b>\n{MAIN}#include <c>\n", 1),
}


@pytest.mark.parametrize(("code", "line"), PLACES.values(), ids=PLACES)
def test_the_header_is_included(port_of: PortOf, code: str, line: int) -> None:
    assert port_of(code).new.splitlines()[line] == INCLUDE


def test_the_header_is_included_once(port_of: PortOf) -> None:
    assert port_of(f"{INCLUDE}\n{MAIN}").new.count(INCLUDE) == 1


def test_lines_end_as_they_did(port_of: PortOf) -> None:
    port = port_of(f"#include <b>\r\n\f\r\n{MAIN.rstrip()}")
    assert port.new == f"#include <b>\r\n{INCLUDE}\r\n\f\r\nvoid kernel_main() {{ auto a = get_arg(args::a); }}"


def test_a_kernel_of_named_arguments_stays_as_it_is(ok: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "reader.cpp").write_text("TT_KERNEL void f(uint32_t a) { use(get_arg(args::b), get_vararg(0)); }")
    done = ok("import-args", "reader.cpp", "--port", "--strict")
    assert done.out == ""
    assert done.err == "0 arguments by name, 0 places not ported\n"


def test_the_diff_applies_and_has_the_arguments_of_the_kernel(ok: Ttdw, tmp_path: Path) -> None:
    """Also where the file has no line end, and characters at which only Python ends a line."""
    file = tmp_path / "reader.cpp"
    text = READER.rstrip().replace("// DRAM", "// \f\u2028 DRAM")
    file.write_text(text)
    wanted = {(one.kind, one.index, one.name) for one in import_table(file).entries}
    done = ok("import-args", "reader.cpp", "--port", "--json", "port.json")
    assert file.read_text() == text
    subprocess.run(["git", "apply", "-"], input=done.out.encode(), cwd=tmp_path, check=True)
    table = import_table(file)
    assert {one.name for one in table.entries} == {name for *_, name in wanted}
    assert all(one.index is None for one in table.entries)
    assert table.unread == ()
    assert "uint32_t i = 0;" not in file.read_text()
    ported = json.loads((tmp_path / "port.json").read_text())
    assert {(one["kind"], one["index"], one["name"]) for one in ported["arguments"]} == wanted
    assert ported["diff"] == done.out


def test_the_json_has_what_is_left(ok: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "reader.cpp").write_text("void kernel_main() {\nuse(get_arg_val<uint32_t>(3));\n}\n")
    done = ok("import-args", "reader.cpp", "--port", "--json", "-")
    cause = "runtime 3 goes into no variable: it has no name"
    assert json.loads(done.out) == {
        "schema": 1,
        "file": "reader.cpp",
        "diff": "",
        "arguments": [],
        "left": [{"line": 2, "text": "get_arg_val<uint32_t>(3)", "cause": cause}],
        "notes": [],
    }


@pytest.mark.parametrize("option", [("--yaml", "-"), ("--kernel", "writer")])
def test_a_port_writes_no_table(ttdw: Ttdw, tmp_path: Path, option: tuple[str, str]) -> None:
    (tmp_path / "reader.cpp").write_text(MAIN)
    done = ttdw("import-args", "reader.cpp", "--port", *option)
    assert (done.code, done.out) == (ExitCode.BAD_INPUT, "")
    assert "[port-alone] --port writes no table" in done.err


def test_a_file_that_is_no_kernel_is_refused(ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "notes.md").write_text("# Notes\n")
    done = ttdw("import-args", "notes.md", "--port")
    assert (done.code, done.out) == (ExitCode.BAD_INPUT, "")
    assert "notes.md:1: [is-kernel]" in done.err
