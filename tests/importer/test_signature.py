"""The entry of a Metal 2.0 kernel: which function it is, and which of its parameters are arguments."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.importer.table import Table, import_table

EXAMPLE = "template <uint32_t a, uint32_t b> TT_KERNEL void f(uint32_t c, uint32_t d) {}\n"


def read(folder: Path, code: str) -> Table:
    (folder / "reader.cpp").write_text(code)
    return import_table(folder / "reader.cpp")


def test_two_are_compile_time_and_two_are_runtime(tmp_path: Path) -> None:
    table = read(tmp_path, EXAMPLE)
    assert [(one.name, one.kind, one.kind_known) for one in table.entries] == [
        ("a", "compile_time", True),
        ("b", "compile_time", True),
        ("c", "runtime", False),
        ("d", "runtime", False),
    ]
    assert table.unread == ()


ENTRIES = {
    "static": "static TT_KERNEL void f(uint32_t c, uint32_t d) {}",
    "inline behind": "TT_KERNEL ALWI void f(uint32_t c, uint32_t d) {}",
    "in front of the template": "TT_KERNEL template <uint32_t c> void f(uint32_t d) {}",
    "in a namespace": "namespace x { namespace y { TT_KERNEL void f(uint32_t c, const uint32_t d = 1) {} } }",
    "a comment between": "TT_KERNEL /* the entry */ void f(uint32_t c,  // first\n uint32_t d) {}",
    "nothing given": "TT_KERNEL void f(void) { use(get_arg(args::c), get_arg(args::d)); }",
}


@pytest.mark.parametrize("code", ENTRIES.values(), ids=ENTRIES)
def test_the_function_behind_the_mark_is_the_entry(tmp_path: Path, code: str) -> None:
    table = read(tmp_path, f"void before(uint32_t x) {{}}\n{code}\nvoid after(uint32_t x) {{}}\n")
    assert [one.name for one in table.entries] == ["c", "d"]
    assert table.unread == ()


@pytest.mark.parametrize(
    "words",
    [
        "// a TT_KERNEL, or so",
        'auto text = "TT_KERNEL";',
        "#define TT_KERNEL static",
        "#ifdef TT_KERNEL\n#endif",
    ],
)
def test_a_mark_in_a_comment_a_text_or_a_directive_marks_nothing(tmp_path: Path, words: str) -> None:
    assert read(tmp_path, f"{words}\nvoid help(uint32_t x) {{}}\nvoid kernel_main() {{}}\n").entries == ()


@pytest.mark.parametrize(
    ("code", "text", "cause"),
    [
        ("template <typename T>\nTT_KERNEL void f() {}", "typename T", "is no single word"),
        ("template <uint32_t... more>\nTT_KERNEL void f() {}", "uint32_t... more", "is no single word"),
        ("TT_KERNEL void f(uint32_t) {}", "uint32_t", "has no name"),
        ("TT_KERNEL void f(uint32_t a);\nvoid help(uint32_t b) {}", "TT_KERNEL", "marks no function with a body"),
    ],
)
def test_what_is_no_argument_is_listed(tmp_path: Path, code: str, text: str, cause: str) -> None:
    table = read(tmp_path, code)
    assert [(one.line, one.text, one.cause) for one in table.unread] == [(1, text, cause)]
    assert table.entries == ()


def test_a_second_entry_is_noted(tmp_path: Path) -> None:
    table = read(tmp_path, "TT_KERNEL void f(uint32_t a) {}\n#ifdef B\nTT_KERNEL void g(uint32_t b) {}\n#endif\n")
    note = "TT_KERNEL stands here and in line 1: a kernel has one entry in each build"
    assert (3, note) in [(one.line, one.text) for one in table.notes]


def test_a_type_that_is_no_word_is_noted(tmp_path: Path) -> None:
    notes = [one.text for one in read(tmp_path, "TT_KERNEL void f(float scale) {}").notes]
    assert "'scale' is read as float, which a spec does not know" in notes
