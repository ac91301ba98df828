"""The command: what it prints, what it writes, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml

from codegen.commands.exit_code import ExitCode
from codegen.emit.common import COMMON
from codegen.importer.table import import_table
from codegen.model.loader import load_variant
from codegen.model.positions import argument_lists
from codegen.model.variant import KERNEL_NAMES, Argument, KernelName
from tests.conftest import Ttdw, copy_spec

READER = """\
#include "api/dataflow/dataflow_api.h"
#include "my_helpers.hpp"

void kernel_main() {
    // weight tiles that are brought to a core
    constexpr uint32_t brought_tiles = get_compile_time_arg_val(0);
    constexpr uint32_t group_weight_tiles = get_compile_time_arg_val(1);
    constexpr uint32_t period_tiles = get_compile_time_arg_val(2);
    constexpr uint32_t spoon_tiles = get_compile_time_arg_val(3);
    constexpr uint32_t weight_window_tiles = get_compile_time_arg_val(4);
    constexpr uint32_t has_bias = get_compile_time_arg_val(5);
    uint32_t i = 0;
    const bool is_sender = get_arg_val<uint32_t>(i++) == 1;
    if (is_sender) {
        const uint32_t weight_addr = get_arg_val<uint32_t>(i++);  // DRAM address
        const uint32_t mcast_dest_noc_start_x = get_arg_val<uint32_t>(i++);
        const uint32_t mcast_dest_noc_start_y = get_arg_val<uint32_t>(i++);
        const uint32_t mcast_dest_noc_end_x = get_arg_val<uint32_t>(i++);
        const uint32_t mcast_dest_noc_end_y = get_arg_val<uint32_t>(i++);
        const uint32_t mcast_num_dests = get_arg_val<uint32_t>(i++);
        const uint32_t start_tile_id = get_arg_val<uint32_t>(i++);
    } else {
        const uint32_t mcast_sender_noc_x = get_arg_val<uint32_t>(i++);
        const uint32_t mcast_sender_noc_y = get_arg_val<uint32_t>(i++);
    }
}
"""
"""A hand-written reader with the arguments of the shipped block_sharded variant, in the same order."""

HARD = "void kernel_main() {\n  for (uint32_t t = 0; t < 4; ++t) { use(get_arg_val<uint32_t>(t)); }\n}\n"


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    file = tmp_path / "reader_mine.cpp"
    file.write_text(READER)
    return file


def test_the_fragment_brings_a_kernel_under_a_spec(ok: Ttdw, kernel: Path, tmp_path: Path) -> None:
    """Round trip: a spec whose reader has the imported table has the argument lists of the shipped one."""
    spec = copy_spec("block_sharded", tmp_path / "mine.yaml", "mine")
    shipped = load_variant(spec).variant
    fragment = yaml.safe_load(ok("import-args", kernel, "--yaml", "-").out)
    document = yaml.safe_load(spec.read_text())
    document["arguments"] |= fragment["arguments"]
    spec.write_text(yaml.safe_dump(document))

    imported = load_variant(spec).variant
    names = [[word.name for word in table.words] for table in argument_lists(imported, "reader")]
    assert names == [[word.name for word in table.words] for table in argument_lists(shipped, "reader")]
    docs = {word.name: word.doc for word in imported.arguments.reader}
    assert docs["brought_tiles"] == "weight tiles that are brought to a core"
    assert docs["weight_addr"] == "DRAM address"
    assert docs["has_bias"] == "not documented in the kernel, line 11"


def test_every_entry_of_a_fragment_is_an_argument(ok: Ttdw, tmp_path: Path) -> None:
    """Also where positions are held, names are made up, and comments hold what a spec cannot say."""
    file = tmp_path / "writer.cpp"
    file.write_text(
        "void kernel_main() {\n"
        "  use(get_arg_val<uint32_t>(3)); // `: #` {\n"
        '  constexpr int32_t Low = get_named_compile_time_arg_val("low");\n'
        "  constexpr auto out = TensorAccessorArgs<2>();\n"
        "  auto p = (tt_l1_ptr uint32_t*)(get_arg_addr(5));\n"
        "  use(get_arg_val<uint32_t>(x));\n}\n"
    )
    text = ok("import-args", file, "--yaml", "-").out
    entries = yaml.safe_load(text)["arguments"]["writer"]
    arguments = [Argument.model_validate_json(json.dumps(entry)) for entry in entries]
    assert [(one.index, one.carries) for one in arguments] == [
        (0, "reserved"),
        (1, "reserved"),
        (None, "low"),
        (0, "reserved"),
        (1, "reserved"),
        (2, "reserved"),
        (3, "arg_3"),
        (4, "reserved"),
    ]
    assert "# NOT READ, line 6: get_arg_val<uint32_t>(x)" in text
    assert "# line 5: 'p' is an array from runtime 5 on" in text
    assert "TensorAccessorArgs 'out' takes its words from compile_time 2 on" in text


def test_the_table_is_printed_with_notes(ok: Ttdw, kernel: Path) -> None:
    out = ok("import-args", kernel).out
    assert "reader_mine.cpp: taken for a reader by the name of the file" in out
    assert "note: not looked into, they may read arguments as well: my_helpers.hpp" in out
    assert "16 arguments, 0 places not read" in out


def test_the_json_has_it_all(ok: Ttdw, kernel: Path) -> None:
    content = json.loads(ok("import-args", kernel, "--json", "-").out)
    assert content["schema"] == 1
    assert content["kernel"] == "reader"
    assert len(content["entries"]) == 16
    assert content["unread"] == []
    assert {
        "name": "mcast_sender_noc_y",
        "kind": "runtime",
        "shape": "word",
        "type": "uint32_t",
        "audience": "receiver",
        "index": 2,
        "doc": None,
        "line": 24,
        "conditions": ["!(is_sender)"],
        "value": None,
        "kind_known": True,
        "spelled": "mcast_sender_noc_y",
    } in content["entries"]


def test_strict_fails_where_something_is_not_read(ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "hard.cpp").write_text(HARD)
    assert ttdw("import-args", "hard.cpp").code == ExitCode.OK
    done = ttdw("import-args", "hard.cpp", "--strict")
    assert done.code == ExitCode.FAILED
    cause = "the index t changes in the for of line 2"
    assert f"not read: hard.cpp:2: get_arg_val<uint32_t>(t): {cause}" in done.out


NOT_READABLE = {
    "missing": (None, "bad.cpp: [file-readable] cannot read the file: No such file"),
    "not UTF-8": (
        b"ab\nc\xffd",
        "bad.cpp:2: [file-readable] is no text: byte 4 is 0xff (invalid start byte",
    ),
    "a binary": (b"\x7fELF\n\n\1\0", "bad.cpp:3: [file-readable] is no text: byte 7 is 0x00 (a NUL byte)"),
    "no kernel": (b"# Notes\n", "bad.cpp:1: [is-kernel] is no kernel: it has neither kernel_main, MAIN nor TT_KERNEL"),
    "empty": (b"", "bad.cpp:1: [is-kernel] is no kernel"),
}


@pytest.mark.parametrize(("content", "message"), NOT_READABLE.values(), ids=NOT_READABLE)
def test_a_file_that_is_refused(ttdw: Ttdw, tmp_path: Path, content: bytes | None, message: str) -> None:
    if content is not None:
        (tmp_path / "bad.cpp").write_bytes(content)
    done = ttdw("import-args", "bad.cpp", "--yaml", "out.yaml")
    assert done.code == ExitCode.BAD_INPUT
    assert message in done.err
    assert not (tmp_path / "out.yaml").exists()


@pytest.mark.parametrize(
    ("name", "code", "expected"),
    [
        ("reader_writer_x.cpp", "", "reader"),
        ("my_writer.cpp", "", "writer"),
        ("compute/pool.cpp", "", "compute"),
        ("pool.cpp", '#include "api/compute/common.h"\n', "compute"),
        ("pool.cpp", "", "reader"),
    ],
)
def test_the_kernel_is_guessed(tmp_path: Path, name: str, code: str, expected: KernelName) -> None:
    file = tmp_path / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(f"{code}void kernel_main() {{}}\n")
    assert import_table(file).kernel == expected


@pytest.mark.parametrize("kernel_name", KERNEL_NAMES)
def test_the_kernel_can_be_named(ok: Ttdw, kernel: Path, kernel_name: KernelName) -> None:
    fragment = yaml.safe_load(ok("import-args", kernel, "--kernel", kernel_name, "--yaml", "-").out)
    assert list(fragment["arguments"]) == [kernel_name]


def test_emitted_kernels_have_the_arguments_of_their_spec(ok: Ttdw, tmp_path: Path) -> None:
    """They read structs by templates in a header, and name those structs in another."""
    ok("generate", "block_sharded")
    variant = load_variant(copy_spec("block_sharded", tmp_path / "mine.yaml", "mine")).variant
    kernels = tmp_path / "generated" / "depthwise_conv2d" / "device" / "kernels"
    for kernel in KERNEL_NAMES:
        folder = "compute" if kernel == "compute" else "dataflow"
        table = import_table(kernels / folder / f"{kernel}_depthwise_conv2d.cpp")
        lists = argument_lists(variant, kernel)
        emitted = {(one.kind, at, word.name) for one in lists for at, word in enumerate(one.words)}
        assert {(one.kind, one.index, one.name) for one in table.entries} == emitted
        causes = [one.cause for one in table.unread]
        assert len(causes) == (5 if kernel == "reader" else 0), causes
        assert sum("of which the build may take one" in cause for cause in causes) == (2 if kernel == "reader" else 0)


def test_the_header_of_the_templates_reads_nothing_by_itself(ok: Ttdw, tmp_path: Path) -> None:
    ok("generate", "block_sharded")
    header = import_table(tmp_path / "generated" / COMMON / "kernels" / "kernel_args.hpp")
    assert header.entries == ()
    assert len(header.unread) == 5
