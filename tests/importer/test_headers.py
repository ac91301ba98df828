"""Arguments that are read in a header, or through a struct: read as well, or listed, so that --strict fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.importer.table import import_table
from tests.importer.test_collect import words

HEADER = """\
inline uint32_t pages() { return get_arg_val<uint32_t>(1); }
inline uint32_t unused() { return get_arg_val<uint32_t>(7); }
inline uint32_t next(uint32_t& at) { return get_arg_val<uint32_t>(at++); }
"""


@pytest.fixture
def kernel(tmp_path: Path) -> Path:
    folder = tmp_path / "kernels" / "dataflow"
    folder.mkdir(parents=True)
    return folder / "reader.cpp"


@pytest.mark.parametrize("include", ['"../args.hpp"', '"kernels/args.hpp"', "<kernels/args.hpp>"])
def test_what_the_kernel_mentions_is_read_in_a_header(kernel: Path, include: str) -> None:
    (kernel.parent.parent / "args.hpp").write_text(HEADER)
    kernel.write_text(f"#include {include}\nvoid kernel_main() {{ use(pages()); }}")
    table = import_table(kernel)
    assert words(table) == [("runtime", 1, "pages")]
    assert table.unread == ()


def test_what_is_called_through_another_header_is_read(kernel: Path) -> None:
    (kernel.parent / "args.hpp").write_text(HEADER)
    (kernel.parent / "all.hpp").write_text('#include "args.hpp"\ninline uint32_t all() { return pages(); }\n')
    kernel.write_text('#include "all.hpp"\nvoid kernel_main() { use(all()); }')
    assert words(import_table(kernel)) == [("runtime", 1, "pages")]


def test_an_index_of_the_caller_is_listed_at_the_include(kernel: Path) -> None:
    (kernel.parent / "args.hpp").write_text(HEADER)
    kernel.write_text('\n#include "args.hpp"\nvoid kernel_main() { uint32_t i = 0; use(next(i)); }')
    [unread] = import_table(kernel).unread
    assert unread.line == 2
    assert unread.text == "args.hpp:3: get_arg_val<uint32_t>(at++)"


def test_a_missing_header_may_hold_all_arguments(kernel: Path) -> None:
    kernel.write_text("#include <mine/args.hpp>\n#include <cstdint>\nvoid kernel_main() { run(); }")
    assert [one.text for one in import_table(kernel).unread] == ["#include <mine/args.hpp>"]


STRUCT = "struct Args { uint32_t address;  // in DRAM\n int32_t pad, low; static constexpr int n = 1; };\n"
CASTS = {
    "reinterpret_cast": "reinterpret_cast<const Args*>(get_arg_addr(2))",
    "C cast": "(tt_l1_ptr Args*)(get_arg_addr(2))",
    "volatile": "reinterpret_cast<volatile tt_l1_ptr Args*>(get_arg_addr(2))",
}


@pytest.mark.parametrize("cast", CASTS.values(), ids=CASTS)
def test_the_members_of_a_struct_are_arguments(kernel: Path, cast: str) -> None:
    kernel.write_text(f"{STRUCT}void kernel_main() {{ auto* args = {cast}; }}")
    table = import_table(kernel)
    assert words(table) == [("runtime", 2, "address"), ("runtime", 3, "pad"), ("runtime", 4, "low")]
    assert [one.doc for one in table.entries if one.value is None] == ["in DRAM", None, None]
    assert table.unread == ()


@pytest.mark.parametrize(
    ("struct", "cause"),
    [
        ("", "is not in the files that were read"),
        ("struct Args { Other o; };", "of which the size is not told"),
        ("struct Args { uint32_t a[4]; };", "which is more than a word"),
        ("struct Args : Base { uint32_t a; };", "has a base"),
        ("struct Args { uint8_t a; };", "of which the size is not told"),
    ],
)
def test_a_struct_that_is_not_known_is_listed(kernel: Path, struct: str, cause: str) -> None:
    kernel.write_text(f"{struct}\nvoid kernel_main() {{ auto* args = reinterpret_cast<Args*>(get_arg_addr(0)); }}")
    [unread] = import_table(kernel).unread
    assert cause in unread.cause
