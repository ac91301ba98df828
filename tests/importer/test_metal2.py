"""Kernels of Metal 2.0: named arguments, the entry's signature, and the resources that the host binds."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from codegen.importer.table import import_table
from tests.conftest import Ttdw

ENTRY = """\
template <uint32_t block_ct, uint32_t rows>
TT_KERNEL void reader(uint32_t wi_start, int32_t wi_count) { }
"""


@pytest.fixture
def write(tmp_path: Path) -> Path:
    return tmp_path / "reader.cpp"


def named(file: Path) -> list[tuple[str, str, str]]:
    return [(one.kind, one.name, one.type) for one in import_table(file).entries]


def test_the_signature_of_the_entry_names_the_arguments(write: Path) -> None:
    write.write_text(ENTRY)
    assert named(write) == [
        ("compile_time", "block_ct", "uint32_t"),
        ("compile_time", "rows", "uint32_t"),
        ("runtime", "wi_start", "uint32_t"),
        ("runtime", "wi_count", "int32_t"),
    ]


def test_only_the_marked_function_is_the_entry(write: Path) -> None:
    write.write_text("template <uint32_t n>\nvoid help(uint32_t a) {}\n" + ENTRY + "void more(uint32_t b) {}\n")
    assert [name for _, name, _ in named(write)] == ["block_ct", "rows", "wi_start", "wi_count"]


@pytest.mark.parametrize(
    ("code", "kind", "known"),
    [
        ("constexpr uint32_t a = get_arg(args::pages);", "compile_time", True),
        ("pool<get_arg(args::pages)>();", "compile_time", True),
        ("if constexpr (get_arg(args::pages) == 1) { go(); }", "compile_time", True),
        ("uint32_t a[get_arg(args::pages)];", "compile_time", True),
        ("auto b = get_arg(args::pages); constexpr auto a = get_arg(args::pages);", "compile_time", True),
        ("const uint32_t a = get_arg(args::pages);", "runtime", False),
        ("if constexpr (x) { use(get_arg(args::pages)); }", "runtime", False),
        ("helper(args::pages);", "runtime", False),
        ("Semaphore<> ready(get_arg(args::pages));", "runtime", False),
    ],
)
def test_a_named_argument_is_of_a_kind_where_the_kernel_tells(write: Path, code: str, kind: str, known: bool) -> None:
    write.write_text(f"void kernel_main() {{ {code} }}")
    table = import_table(write)
    assert [(one.name, one.kind, one.kind_known) for one in table.entries] == [("pages", kind, known)]
    assert table.unread == ()


def test_names_differ_by_each_letter(write: Path) -> None:
    """The host binds them as they are spelled; a spec has names in lower case, one for each."""
    write.write_text("void kernel_main() { use(get_arg(args::NHt), get_arg(args::NHT), get_arg(args::nHt)); }")
    entries = import_table(write).entries
    assert [(one.spelled, one.name) for one in entries] == [
        ("NHt", "n_ht"),
        ("NHT", "nht"),
        ("nHt", "n_ht_runtime"),
    ]


@pytest.mark.parametrize("define", ["IN args::in", "IN get_arg(args::in)", "ARG(n) get_arg(args::n)"])
def test_an_argument_in_a_macro_is_listed(write: Path, define: str) -> None:
    write.write_text(f"#define {define}\nvoid kernel_main() {{ use(IN); }}")
    assert [(one.line, one.cause) for one in import_table(write).unread] == [(1, "stands in a macro")]


def test_resources_in_a_macro_are_listed_but_names_put_together(write: Path) -> None:
    write.write_text("#define IN dfb::in\n#define BUFFER(name) dfb::name\nvoid kernel_main() { DataflowBuffer b(IN); }")
    assert [(one.name, one.line) for one in import_table(write).resources] == [("in", 1)]


def test_words_without_a_name_are_one_entry(write: Path) -> None:
    write.write_text(
        "void kernel_main() { for (auto i = 0; i < n; ++i) { a[i] = get_vararg(i); b[i] = get_vararg(3); } }"
    )
    table = import_table(write)
    assert [(one.name, one.kind, one.shape) for one in table.entries] == [("varargs", "runtime", "varargs")]
    assert table.unread == ()


def test_resources_are_listed_by_kind_and_name(ttdw: Ttdw, write: Path) -> None:
    write.write_text(
        "void kernel_main() {\n"
        "  DataflowBuffer in(dfb::in); DataflowBuffer again(dfb::in);\n"
        "  TensorAccessor w(tensor::weights); Semaphore<> s(sem::ready); Scratchpad<int> p(scratch::rows);\n"
        '  DataflowBuffer b(*dfb::get_token_if_present<"bias">()); auto how = dfb::AccessPattern::STRIDED;\n}\n'
    )
    done = ttdw("import-args", write, "--strict", "--json", "-")
    assert done.code == ExitCode.OK
    assert [(one["kind"], one["name"], one["line"]) for one in json.loads(done.out)["resources"]] == [
        ("buffer", "in", 2),
        ("tensor", "weights", 3),
        ("semaphore", "ready", 3),
        ("scratchpad", "rows", 3),
        ("buffer", "bias", 4),
    ]
    assert "names the tensor 'weights' (line 3)" in ttdw("import-args", write).out


@pytest.mark.parametrize(
    "code",
    [
        "using experimental::get_arg;",
        "auto a = get_common_arg_val<uint32_t>(decltype(tensor::in)::addr_crta_offset / sizeof(uint32_t));",
    ],
)
def test_what_is_no_argument_is_not_missed(write: Path, code: str) -> None:
    write.write_text(f"void kernel_main() {{ {code} }}")
    assert (import_table(write).entries, import_table(write).unread) == ((), ())


def test_a_namespace_of_the_file_is_no_resource(write: Path) -> None:
    write.write_text("namespace args { int a; } namespace sem { int b; }\nvoid kernel_main() { use(args::a, sem::b); }")
    table = import_table(write)
    assert (table.entries, table.resources) == ((), ())
