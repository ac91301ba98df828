"""What a port cannot know stays as it is, and is listed with its line and the cause."""

from __future__ import annotations

from pathlib import Path

import pytest

from codegen.commands.exit_code import ExitCode
from tests.conftest import Ttdw
from tests.importer.port.conftest import PortOf, body

LONG = "a" * 65

LEFT = {
    "in a loop": ("for (auto k = 0; k < 2; ++k) { use(get_arg_val<uint32_t>(k)); }", "changes in the for of line 2"),
    "computed": ("auto a = get_arg_val<uint32_t>(get_arg_val<uint32_t>(x));", "which is not of this file"),
    "no name": ("use(get_arg_val<uint32_t>(2));", "runtime 2 goes into no variable: it has no name"),
    "no identifier": ('auto a = get_named_compile_time_arg_val("a b");', "is called 'a b', which is no identifier"),
    "a keyword": ('auto a = get_named_compile_time_arg_val("class");', "is called 'class', a word of C++"),
    "too long": (f"auto {LONG} = get_arg_val<uint32_t>(0);", "which has 65 characters, at most 64 are allowed"),
    "a macro": (
        '#define DEPTH 1\nauto a = get_named_compile_time_arg_val("DEPTH");\n',
        "is called 'DEPTH', a macro of the kernel",
    ),
    "bound already": (
        "use(get_arg(args::a)); auto a = get_arg_val<uint32_t>(0);",
        "runtime 0 is called 'a', as is args::a already",
    ),
    "another type": ("auto a = get_arg_val<float>(0);", "is read as float, an argument is a uint32_t"),
    "a type of elsewhere": ("auto a = get_arg_val<word>(0);", "is read as word, an argument is a uint32_t"),
    "a tensor": ("constexpr auto a = TensorAccessorArgs<0>();", "the host binds it as tensor::NAME"),
    "an array": ("auto a = (tt_l1_ptr uint32_t*)get_arg_addr(0);", "is an array"),
    "a struct": (
        "struct Args { uint32_t a; }; auto p = reinterpret_cast<Args*>(get_arg_addr(0));",
        "is read through the struct 'Args', which stays as it is",
    ),
    "own namespace": (
        "namespace args { int x; }\nvoid kernel_main() { auto a = get_arg_val<uint32_t>(0); }",
        "as the kernel itself has a namespace, or a type, 'args'",
    ),
    "own type": (
        "using args = int;\nvoid kernel_main() { auto a = get_arg_val<uint32_t>(0); }",
        "as the kernel itself has a namespace, or a type, 'args'",
    ),
    "counter of a callee": (
        "uint32_t i = 0; auto a = get_arg_val<uint32_t>(i++);\nuse(i);",
        "counts 'i', which line 3 uses as well",
    ),
    "counter of a macro": (
        "#define NEXT i\nvoid kernel_main() {\nuint32_t i = 0; auto a = get_arg_val<uint32_t>(i++); }",
        "counts 'i', which line 3 uses as well",
    ),
}


@pytest.mark.parametrize(("code", "cause"), LEFT.values(), ids=LEFT)
def test_it_stays_and_is_listed(port_of: PortOf, code: str, cause: str) -> None:
    port = port_of(code)
    assert port.new == port.old
    assert [one for one in port.left if cause in one.cause], port.left


def test_of_two_arguments_of_one_name_the_second_stays(port_of: PortOf) -> None:
    port = port_of("{ auto a = get_arg_val<uint32_t>(0); }\n{ auto a = get_arg_val<uint32_t>(1); }")
    assert body(port) == "{ auto a = get_arg(args::a); }\n{ auto a = get_arg_val<uint32_t>(1); }"
    assert [one.cause for one in port.left] == ["runtime 1 is called 'a', as is runtime 0 (line 2)"]


def test_of_two_kinds_of_one_name_the_second_stays(port_of: PortOf) -> None:
    port = port_of("{ auto a = get_compile_time_arg_val(0); }\n{ auto a = get_arg_val<uint32_t>(0); }")
    assert [one.cause for one in port.left] == ["runtime 0 is called 'a', as is compile_time 0 (line 2)"]


@pytest.mark.parametrize(
    "branches",
    [
        "#ifdef A\n{}\n#else\n{}\n#endif",
        "const bool is_sender = get_arg_val<uint32_t>(0);\nif (is_sender) {{ {} }} else {{ {} }}",
    ],
    ids=["builds", "roles"],
)
def test_branches_that_no_core_shares_may_share_a_name(port_of: PortOf, branches: str) -> None:
    port = port_of(branches.format("auto a = get_arg_val<uint32_t>(2);", "auto a = get_arg_val<uint32_t>(1);"))
    assert body(port).count("auto a = get_arg(args::a);") == 2
    assert port.left == ()
    assert "'a' is runtime 2 in one branch and runtime 1 in another" in [one.text for one in port.notes]


def test_branches_of_any_other_condition_may_not(port_of: PortOf) -> None:
    """A core may come by both, one after the other."""
    port = port_of(
        "while (x) { if (y) { auto a = get_arg_val<uint32_t>(2); } else { auto a = get_arg_val<uint32_t>(1); } }"
    )
    assert len(port.left) == 1


def test_a_position_has_a_name_in_each_branch(port_of: PortOf) -> None:
    port = port_of("#ifdef A\nauto a = get_arg_val<uint32_t>(2);\n#else\nauto b = get_arg_val<uint32_t>(2);\n#endif")
    assert [(one.index, one.name) for one in port.arguments] == [(2, "a"), (2, "b")]
    assert [one.text for one in port.notes] == ["runtime 2 has a name in each branch: 'a', 'b'"]


def test_a_position_of_sender_and_receiver_has_two_names_on_each_core(port_of: PortOf) -> None:
    port = port_of(
        "const bool is_sender = get_arg_val<uint32_t>(0);\n"
        "if (is_sender) { auto a = get_arg_val<uint32_t>(1); } else { auto b = get_arg_val<uint32_t>(1); }"
    )
    assert [(one.index, one.name) for one in port.arguments] == [(0, "is_sender"), (1, "a"), (1, "b")]
    text = "runtime 1 has a name in each branch: 'a', 'b'; every core gets a value for each"
    assert [one.text for one in port.notes] == [text]


@pytest.mark.parametrize(
    ("code", "note"),
    [
        ("auto a = get_arg_val<uint32_t>(0); } } ) (", "did not parse as C++, check what is read near"),
        ("#ifdef A\nwhile (x) {\n#else\nwhile (y) {\n#endif\n}", "this conditional cuts a block"),
    ],
)
def test_what_was_not_read_as_it_stands_is_noted(port_of: PortOf, code: str, note: str) -> None:
    assert any(note in one.text for one in port_of(code).notes)


@pytest.mark.parametrize(
    ("stays", "as_number"),
    [
        ("auto b = get_arg_val<float>(i++);", "auto b = get_arg_val<float>(1);"),
        ("auto b = (tt_l1_ptr uint32_t*)get_arg_addr(i);", "auto b = (tt_l1_ptr uint32_t*)get_arg_addr(1);"),
    ],
)
def test_a_read_that_stays_has_its_position_as_a_number(port_of: PortOf, stays: str, as_number: str) -> None:
    """The counter goes with the reads that have names."""
    port = port_of(f"uint32_t i = 0;\nauto a = get_arg_val<uint32_t>(i++);\n{stays}")
    assert body(port) == f"auto a = get_arg(args::a);\n{as_number}"
    assert [one.line for one in port.left] == [4]


def test_a_counter_that_stays_keeps_all_its_reads(port_of: PortOf) -> None:
    """Its steps would be lost with the read of `a`, and the callee needs them."""
    code = "uint32_t i = 0;\nauto a = get_arg_val<uint32_t>(i++);\nauto b = get_arg_val<float>(i++);\nuse(i);"
    port = port_of(code)
    assert body(port) == code
    assert [one.line for one in port.left] == [3, 4]


def test_two_kinds_of_one_name_are_two_builds(port_of: PortOf) -> None:
    lines = "#ifdef A\nauto a = {};\n#else\nauto a = {};\n#endif"
    port = port_of(lines.format("get_compile_time_arg_val(3)", "get_arg_val<uint32_t>(0)"))
    assert body(port) == lines.format("get_arg(args::a)", "get_arg(args::a)")
    assert port.left == ()


def test_a_name_that_was_made_up_is_noted(port_of: PortOf) -> None:
    port = port_of("const Corner from{get_arg_val<uint32_t>(2), get_arg_val<uint32_t>(3)};")
    assert body(port) == "const Corner from{get_arg(args::from_2), get_arg(args::from_3)};"
    assert [one.text for one in port.notes] == [
        "'from_2' is made up, as no variable holds runtime 2 alone",
        "'from_3' is made up, as no variable holds runtime 3 alone",
    ]


BINDINGS = {
    "buffer": ("auto a = get_compile_time_arg_val(0); cb_wait_front(a, 1);", "'a' goes to cb_wait_front", "dfb::"),
    "buffer object": (
        "constexpr auto a = get_compile_time_arg_val(0); CircularBuffer b(a);",
        "CircularBuffer",
        "dfb::",
    ),
    "tensor": ("auto a = get_arg_val<uint32_t>(0); auto t = TensorAccessor(x, a);", "TensorAccessor", "tensor::"),
    "semaphore": ("uint32_t a = get_semaphore(get_arg_val<uint32_t>(0));", "'a' goes to get_semaphore", "sem::"),
    "another variable": (
        'auto b = get_named_compile_time_arg_val("a"); cb_wait_front(b, 1);',
        "'a' goes to cb_wait_front",
        "dfb::",
    ),
    "either of two": ("Semaphore<> a((x) ? get_compile_time_arg_val(1) : 0);", "'a' goes to Semaphore", "sem::"),
    "semaphore object": ("Semaphore<> a(get_arg_val<uint32_t>(0));", "'a' goes to Semaphore", "sem::"),
}


@pytest.mark.parametrize(("code", "taker", "space"), BINDINGS.values(), ids=BINDINGS)
def test_what_the_host_binds_otherwise_is_noted(port_of: PortOf, code: str, taker: str, space: str) -> None:
    [note] = port_of(code).notes
    assert taker in note.text
    assert f"as {space}NAME" in note.text


def test_a_header_is_not_ported(port_of: PortOf, tmp_path: Path) -> None:
    (tmp_path / "args.hpp").write_text("inline uint32_t pages() { return get_arg_val<uint32_t>(1); }\n")
    port = port_of('#include "args.hpp"\nvoid kernel_main() { use(pages()); }')
    assert port.new == port.old
    assert [one.cause for one in port.left] == ["is read in args.hpp:1, which stays as it is"]


def test_what_stays_is_printed_beside_the_diff(ttdw: Ttdw, tmp_path: Path) -> None:
    (tmp_path / "reader.cpp").write_text(
        "void kernel_main() {\nauto a = get_arg_val<uint32_t>(0);\nuse(get_arg_val<uint32_t>(1));\n}\n"
    )
    done = ttdw("import-args", "reader.cpp", "--port")
    assert done.code == ExitCode.OK
    assert done.out.startswith("--- a/reader.cpp\n+++ b/reader.cpp\n@@")
    assert done.err.splitlines() == [
        "note: what stays by position finds the words in the order in which the host lists the arguments by name",
        "not ported: reader.cpp:3: get_arg_val<uint32_t>(1): runtime 1 goes into no variable: it has no name",
        "1 arguments by name (1 runtime), 1 places not ported",
    ]
    assert ttdw("import-args", "reader.cpp", "--port", "--strict").code == ExitCode.FAILED
