"""Code that no person writes: it is read in time that grows with its length, or it is refused."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from codegen.importer.table import Table, import_table
from codegen.model.finding import InputError
from tests.importer.test_collect import words


def read(folder: Path, body: str) -> Table:
    file = folder / "reader.cpp"
    file.write_text(f"void kernel_main() {{\n{body}\n}}\n")
    return import_table(file)


def test_time_grows_with_the_number_of_reads(tmp_path: Path) -> None:
    body = "\n".join(["uint32_t i = 0;", *(f"auto a{k} = get_arg_val<uint32_t>(i++);" for k in range(800))])
    begin = time.process_time()
    assert words(read(tmp_path, body)) == [("runtime", k, f"a{k}") for k in range(800)]
    assert time.process_time() - begin < 2


LONG = {
    "else if": (" else ".join(f"if (x == {k}) {{ auto a{k} = get_arg_val<uint32_t>({k}); }}" for k in range(200)), 200),
    "elif": (
        "#if A == 0\n"
        + "\n#elif A == 1\n".join(f"auto a{k} = get_arg_val<uint32_t>({k});" for k in range(500))
        + "\n#endif",
        500,
    ),
    "sum": ("auto a = get_arg_val<uint32_t>(" + " + ".join(["1"] * 500) + ");", 1),
    "and": ("if (" + " && ".join(["x"] * 500) + ") { auto a = get_arg_val<uint32_t>(0); }", 1),
}


@pytest.mark.parametrize(("body", "reads"), LONG.values(), ids=LONG)
def test_a_long_chain_is_read(tmp_path: Path, body: str, reads: int) -> None:
    table = read(tmp_path, body)
    assert (len(words(table)), table.unread) == (reads, ())


DEEP = {
    "parentheses": "auto a = get_arg_val<uint32_t>(" + "(" * 2000 + "1" + ")" * 2000 + ");",
    "blocks": "{" * 2000 + "}" * 2000,
    "branches": "if (x) {" * 1000 + "}" * 1000,
    "conditional": "auto a = " + "x ? 1 : " * 1000 + "2;",
}


@pytest.mark.parametrize("body", DEEP.values(), ids=DEEP)
def test_what_is_nested_too_deeply_is_refused(tmp_path: Path, body: str) -> None:
    with pytest.raises(InputError, match=r"reader.cpp:2: \[nesting-depth\] more than 500 levels"):
        read(tmp_path, body)


@pytest.mark.parametrize("index", ["4294967295", "4000000000", "16384", "1 << 31 << 31 << 31"])
@pytest.mark.parametrize("reader", ["get_arg_val<int>", "get_compile_time_arg_val", "get_common_arg_addr"])
def test_an_index_that_no_chip_has_is_not_read(tmp_path: Path, reader: str, index: str) -> None:
    table = read(tmp_path, f"use({reader}({index}));")
    assert table.entries == ()
    assert "no kernel has more than 16384" in table.unread[0].cause or "does not fit 64 bits" in table.unread[0].cause


def test_a_value_that_doubles_its_length_stays_bounded(tmp_path: Path) -> None:
    table = read(tmp_path, "uint64_t n = 3;\n" + "n *= n;\n" * 60 + "auto a = get_arg_val<uint32_t>(n);")
    assert [one.cause for one in table.unread] == ["the index n does not fit 64 bits"]


def test_a_condition_in_a_macro_is_a_condition(tmp_path: Path) -> None:
    body = "#if X\nauto a = get_arg_val<uint32_t>(0);\n#endif\n"
    file = tmp_path / "reader.cpp"
    file.write_text(f"#define X defined A || defined B\nvoid kernel_main() {{\n{body}}}\n")
    table = import_table(file)
    assert [(one.name, one.conditions) for one in table.entries] == [("a", ("#if X",))]
    assert (table.unread, table.notes) == ((), ())
