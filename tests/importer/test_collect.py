"""Each construct of C++ by which a kernel reads an argument: the index is right, or the cause is given."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from codegen.importer.table import Table, import_table, spec_name

Read = Callable[[str], Table]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Import the arguments of a kernel_main with the given body, or of a whole file that has one."""

    def run(code: str) -> Table:
        whole = code if "kernel_main" in code else f"void kernel_main() {{\n{code}\n}}\n"
        file = tmp_path / "reader_toy.cpp"
        file.write_text(whole)
        return import_table(file)

    return run


def words(table: Table) -> list[tuple[str, int | None, str]]:
    """(kind, index, name) of what the kernel reads, without the places that are only held."""
    return [(one.kind, one.index, one.name) for one in table.entries if one.value is None]


RT, CT, COMMON = "runtime", "compile_time", "common_runtime"

UNDERSTOOD = {
    "runtime": ("uint32_t addr = get_arg_val<uint32_t>(3);", [(RT, 3, "addr")]),
    "const auto": ("const auto addr = get_arg_val<uint32_t>(0);", [(RT, 0, "addr")]),
    "common": ("auto addr = get_common_arg_val<uint32_t>(0);", [(COMMON, 0, "addr")]),
    "compile time": ("constexpr uint32_t cb = get_compile_time_arg_val(0);", [(CT, 0, "cb")]),
    "named": ('constexpr uint32_t cb = get_named_compile_time_arg_val("cb_in");', [(CT, None, "cb_in")]),
    "hexadecimal": ("auto a = get_arg_val<uint32_t>(0x10u);", [(RT, 16, "a")]),
    "constant": (
        "constexpr uint32_t base = 4; auto a = get_arg_val<uint32_t>(base * 2 + 1);",
        [(RT, 9, "a")],
    ),
    "cast": ("auto a = get_arg_val<uint32_t>(static_cast<size_t>(2)) + 1;", [(RT, 2, "a")]),
    "C cast": ("const bool a = (bool)get_compile_time_arg_val((uint32_t)2);", [(CT, 2, "a")]),
    "comparison": ("bool a = get_arg_val<uint32_t>(1) == 1;", [(RT, 1, "a")]),
    "counter": (
        "uint32_t i = 0; auto a = get_arg_val<uint32_t>(i++); i += 2; auto b = get_arg_val<uint32_t>(++i);",
        [(RT, 0, "a"), (RT, 4, "b")],
    ),
    "counter in braces": (
        "uint32_t i{3}; const Corner c{get_arg_val<uint32_t>(i++), get_arg_val<uint32_t>(i++)};",
        [(RT, 3, "c_3"), (RT, 4, "c_4")],
    ),
    "designators": (
        "Corner c{.x = get_arg_val<uint32_t>(0), .y = get_arg_val<uint32_t>(1)};",
        [(RT, 0, "x"), (RT, 1, "y")],
    ),
    "assignment": ("uint32_t a; a = get_arg_val<uint32_t>(2);", [(RT, 2, "a")]),
    "field": ("Args args; args.addr = get_arg_val<uint32_t>(2);", [(RT, 2, "addr")]),
    "constructor": ("Semaphore<> done(get_semaphore(get_arg_val<uint32_t>(2)));", [(RT, 2, "done")]),
    "constructor that looks like a function": (
        "constexpr uint32_t at = 2; Semaphore<> done(get_compile_time_arg_val(at));",
        [(CT, 2, "done")],
    ),
    "no name": ("wait(get_arg_val<uint32_t>(2));", [(RT, 2, "arg_2")]),
    "template argument": ("pool<get_compile_time_arg_val(1), true>();", [(CT, 1, "arg_1")]),
    "constant as template argument": (
        "constexpr uint32_t at = 1; pool<get_compile_time_arg_val(at), true>();",
        [(CT, 1, "arg_1")],
    ),
    "size of an array": ("uint32_t a[get_compile_time_arg_val(1)][2];", [(CT, 1, "arg_1")]),
    "either of two": (
        "constexpr uint32_t id = first ? get_compile_time_arg_val(1) : get_compile_time_arg_val(0);",
        [(CT, 0, "id_0"), (CT, 1, "id_1")],
    ),
    "array": ("auto p = (tt_l1_ptr uint32_t*)(get_arg_addr(12));", [(RT, 12, "p")]),
    "array by pointer": ("tt_l1_ptr uint32_t* p = (tt_l1_ptr uint32_t*)(get_arg_addr(12));", [(RT, 12, "p")]),
    "accessor": ("constexpr auto in = TensorAccessorArgs<2>();", [(CT, 2, "in")]),
    "accessor behind a constant": (
        "constexpr uint32_t at = 36; constexpr auto in = TensorAccessorArgs<at>();",
        [(CT, 36, "in")],
    ),
    "accessor of both kinds": (
        "constexpr auto in = TensorAccessorArgs<2, 1>();",
        [(CT, 2, "in"), (COMMON, 1, "in_common_1")],
    ),
    "parameter of a callee": (
        "void wait(uint32_t pages) {}\nvoid kernel_main() { wait(get_arg_val<uint32_t>(0)); }",
        [(RT, 0, "pages")],
    ),
    "by value into a callee": (
        "void f(uint32_t at) {}\nvoid kernel_main() { uint32_t i = 0; f(i); auto a = get_arg_val<uint32_t>(i); }",
        [(RT, 0, "a")],
    ),
    "function": (
        "template <typename T>\nFORCE_INLINE uint32_t get_size() { return get_arg_val<uint32_t>(1); }\n"
        "void kernel_main() {}",
        [(RT, 1, "size")],
    ),
    "member": (
        "struct S { static constexpr uint32_t at = 5; uint32_t a; S() : a(get_arg_val<uint32_t>(at)) {} };\n"
        "void kernel_main() { auto b = get_arg_val<uint32_t>(S::at + 1); }",
        [(RT, 5, "arg_5"), (RT, 6, "b")],
    ),
    "lambda": ("auto f = [](int) { const auto a = get_arg_val<uint32_t>(1); };", [(RT, 1, "a")]),
    "lambda that runs here": (
        "uint32_t i = 1; auto b = [&]() { return get_arg_val<uint32_t>(i++); }(); auto c = get_arg_val<uint32_t>(i);",
        [(RT, 1, "arg_1"), (RT, 2, "c")],
    ),
    "enumerators": (
        "enum Word { A, B = 4, C }; enum class Other : uint8_t { D = 9 };\n"
        "auto a = get_arg_val<uint32_t>(C); auto b = get_arg_val<uint32_t>(Other::D);",
        [(RT, 5, "a"), (RT, 9, "b")],
    ),
    "macro": ("#define AT 3\nvoid kernel_main() { auto a = get_arg_val<uint32_t>(AT); }", [(RT, 3, "a")]),
    "before a loop": (
        "uint32_t i = 2; for (uint32_t t = 0; t < 3; ++t) { auto a = get_arg_val<uint32_t>(i); }",
        [(RT, 2, "a")],
    ),
    "same count both ways": (
        "uint32_t i = 0; if (x) { auto a = get_arg_val<uint32_t>(i++); } else { ++i; }\n"
        "auto b = get_arg_val<uint32_t>(i);",
        [(RT, 0, "a"), (RT, 1, "b")],
    ),
    "other way returns": (
        "uint32_t i = 0; if (x) { i = 9; return; } auto b = get_arg_val<uint32_t>(i);",
        [(RT, 0, "b")],
    ),
    "disabled": (
        "#if 0\nauto a = get_arg_val<uint32_t>(0);\n#endif\nauto b = get_arg_val<uint32_t>(1);",
        [(RT, 1, "b")],
    ),
}


@pytest.mark.parametrize(("code", "expected"), UNDERSTOOD.values(), ids=UNDERSTOOD)
def test_it_is_understood(read: Read, code: str, expected: list[tuple[str, int | None, str]]) -> None:
    table = read(code)
    assert words(table) == expected
    assert table.unread == ()


UNREAD = {
    "loop variable": (
        "for (uint32_t t = 0; t < 3; ++t) { a[t] = get_arg_val<uint32_t>(t); }",
        "changes in the for of line 2",
    ),
    "behind a loop": ("uint32_t i = 0; while (x) { i++; }\nauto a = get_arg_val<uint32_t>(i);", "changes in the while"),
    "range": ("for (auto t : list) { a = get_arg_val<uint32_t>(t); }", "changes in the for of line 2"),
    "switch": ("uint32_t i = 0; switch (x) { case 1: i = 2; }\nauto a = get_arg_val<uint32_t>(i);", "in the switch"),
    "another argument": (
        "auto n = get_arg_val<uint32_t>(0); auto p = (tt_l1_ptr uint32_t*)(get_arg_addr(1 + n));",
        "depends on an argument (line 2)",
    ),
    "behind an accessor": (
        "constexpr auto a = TensorAccessorArgs<0>();\n"
        "constexpr uint32_t b = get_compile_time_arg_val(a.next_compile_time_args_offset());",
        "starts behind the arguments of 'a', and the host decides how many these are",
    ),
    "reference": ("uint32_t i = 0; helper(i); auto a = get_arg_val<uint32_t>(i);", "may be changed by the callee"),
    "reference into a constructor": (
        "uint32_t i = 0; Signaler s(i); auto a = get_arg_val<uint32_t>(i);",
        "may be changed by the callee",
    ),
    "reference into a callee of the file": (
        "void f(uint32_t& at) {}\nvoid kernel_main() { uint32_t i = 0; f(i); auto a = get_arg_val<uint32_t>(i); }",
        "may be changed by the callee",
    ),
    "address": ("uint32_t i = 0; auto p = &i; auto a = get_arg_val<uint32_t>(i);", "may change by its address"),
    "other name": ("uint32_t i = 0; uint32_t& j = i; auto a = get_arg_val<uint32_t>(i);", "has another name, 'j'"),
    "reference into a template's constructor": (
        "uint32_t i = 0; Signaler<1> s{i}; auto a = get_arg_val<uint32_t>(i);",
        "may be changed by the callee",
    ),
    "branches": (
        "uint32_t i = 0; if (x) { i++; }\nauto a = get_arg_val<uint32_t>(i);",
        "differs between the branches of 'x'",
    ),
    "skipped operand": (
        "uint32_t i = 0; bool y = x && i++; auto a = get_arg_val<uint32_t>(i);",
        "is only counted on if",
    ),
    "preprocessor": (
        "uint32_t i = 0;\n#ifdef BIAS\ni++;\n#endif\nauto a = get_arg_val<uint32_t>(i);",
        "differs with #ifdef BIAS",
    ),
    "macro with a default": (
        "#ifndef AT\n#define AT 3\n#endif\nvoid kernel_main() { auto a = get_arg_val<uint32_t>(AT); }",
        "differs with #ifndef AT",
    ),
    "order of evaluation": (
        "uint32_t i = 0; f(get_arg_val<uint32_t>(i++), get_arg_val<uint32_t>(i++));",
        "depends on the order of evaluation, as 'i' changes beside it",
    ),
    "parameter": (
        "void f(uint32_t at) { auto a = get_arg_val<uint32_t>(at); }\nvoid kernel_main() {}",
        "depends on the parameter 'at' of the function 'f'",
    ),
    "template parameter": (
        "template <uint32_t At>\nvoid f() { auto a = get_compile_time_arg_val(At); }\nvoid kernel_main() {}",
        "depends on the template parameter 'At'",
    ),
    "lambda": (
        "uint32_t i = 0; auto next = [&]() { return get_arg_val<uint32_t>(i++); };",
        "may change before the lambda of line 2 runs",
    ),
    "global": (
        "uint32_t i = 0;\nvoid kernel_main() { auto a = get_arg_val<uint32_t>(i); }",
        "a variable outside of the function, which may change",
    ),
    "static": ("static uint32_t i = 0; auto a = get_arg_val<uint32_t>(i);", "which is static"),
    "other file": ("auto a = get_arg_val<uint32_t>(FIRST);", "'FIRST', which is not of this file"),
    "call": ("auto a = get_arg_val<uint32_t>(first());", "depends on the call first()"),
    "below zero": ("constexpr uint32_t n = 1; auto a = get_arg_val<uint32_t>(n - 2);", "is -1"),
    "in a macro": ("#define ADDR get_arg_val<uint32_t>(0)\nvoid kernel_main() {}", "stands in a macro"),
    "by what has no name": ("auto a = get_arg(first);", "names the argument by something else than args::name"),
    "handed on": ("auto f = &get_arg_addr;", "is used in a way that is not understood"),
    "label": ("uint32_t i = 0; again: auto a = get_arg_val<uint32_t>(i++); goto again;", "label of line 2"),
}


@pytest.mark.parametrize(("code", "cause"), UNREAD.values(), ids=UNREAD)
def test_it_is_listed_with_its_cause(read: Read, code: str, cause: str) -> None:
    table = read(code)
    assert table.unread, words(table)
    assert all(cause in one.cause for one in table.unread), table.unread
    assert all(one.line for one in table.unread)


ROLE_FLAGS = {
    "if": "if (is_sender) { SENDER } else { RECEIVER }",
    "not": "if (!is_sender) { RECEIVER } else { SENDER }",
    "equals": "if (is_sender == 0) { RECEIVER } else { SENDER }",
    "and": "if (more && is_sender) { SENDER } i = 1; if (!is_sender) { RECEIVER }",
    "return": "if (is_sender) { SENDER return; } RECEIVER",
    "return of the other": "if (not_there) return; if (!is_sender) { RECEIVER return; } SENDER",
}


@pytest.mark.parametrize("code", ROLE_FLAGS.values(), ids=ROLE_FLAGS)
def test_a_role_flag_tells_the_audience(read: Read, code: str) -> None:
    sender = "auto addr = get_arg_val<uint32_t>(i++); auto last = get_arg_val<uint32_t>(3);"
    receiver = "auto noc_x = get_arg_val<uint32_t>(i++); auto last = get_arg_val<uint32_t>(3);"
    body = code.replace("SENDER", sender).replace("RECEIVER", receiver)
    table = read(f"uint32_t i = 0; const bool is_sender = get_arg_val<uint32_t>(i++) == 1;\n{body}")
    found = {(one.index, one.name, one.audience) for one in table.entries if one.value is None}
    assert found == {(0, "is_sender", "all"), (1, "addr", "sender"), (1, "noc_x", "receiver"), (3, "last", "all")}
    assert table.unread == ()


def test_a_flag_that_is_no_argument_tells_nothing(read: Read) -> None:
    table = read("if (is_sender) { auto a = get_arg_val<uint32_t>(0); }")
    assert [(one.audience, one.conditions) for one in table.entries] == [("all", ("is_sender",))]


def test_only_conditions_of_all_places_are_reported(read: Read) -> None:
    table = read(
        "#ifdef BIAS\nif (x) { auto a = get_arg_val<uint32_t>(0); auto b = get_arg_val<uint32_t>(1); }\n"
        "if (y) { auto a = get_arg_val<uint32_t>(0); }\n#endif\nauto b = get_arg_val<uint32_t>(1);"
    )
    assert [(one.name, one.conditions) for one in table.entries] == [("a", ("#ifdef BIAS",)), ("b", ())]


def test_what_both_roles_read_has_no_condition(read: Read) -> None:
    table = read(
        "const bool is_sender = get_arg_val<uint32_t>(0) == 1;\n"
        "if (is_sender) { auto last = get_arg_val<uint32_t>(1); } else { auto last = get_arg_val<uint32_t>(1); }"
    )
    assert [(one.name, one.audience, one.conditions) for one in table.entries][1:] == [("last", "all", ())]


@pytest.mark.parametrize(
    "offset",
    [
        "TensorAccessorArgs<2>().next_compile_time_args_offset()",
        "TensorAccessorArgs<2>::next_compile_time_args_offset()",
    ],
)
def test_an_accessor_is_not_named_after_the_offset_behind_it(read: Read, offset: str) -> None:
    assert words(read(f"constexpr uint32_t next = {offset};")) == [(CT, 2, "arg_2")]


def test_conditions_are_reported(read: Read) -> None:
    table = read("#ifdef BIAS\nif constexpr (deep) { auto a = get_arg_val<uint32_t>(0); }\n#endif")
    assert table.entries[0].conditions == ("#ifdef BIAS", "deep")


def test_a_conditional_that_cuts_a_block_is_read_by_its_first_branch(read: Read) -> None:
    table = read(
        "auto a = get_arg_val<uint32_t>(0);\n#ifdef BACK\nwhile (x) {\n#else\nwhile (y(get_arg_val<uint32_t>(1))) {\n"
        "#endif\nauto b = get_arg_val<uint32_t>(2); }"
    )
    assert words(table) == [(RT, 0, "a"), (RT, 2, "b")]
    assert [(one.line, one.cause) for one in table.unread] == [
        (6, "stands in the other branch of a conditional that cuts a block")
    ]
    assert any(note.line == 3 and "only its first branch" in note.text for note in table.notes)


@pytest.mark.parametrize(
    ("first", "other"),
    [
        ("", "i++;"),
        ("", "count(i);"),
        ("const uint32_t i = 3;", "const uint32_t i = 4;"),
    ],
)
def test_what_the_other_branch_may_change_is_not_known_behind_it(read: Read, first: str, other: str) -> None:
    table = read(
        f"uint32_t i = 0;\n#ifdef BACK\n{first} while (x) {{\n#else\n{other} while (y) {{\n#endif\n}}\n"
        "auto a = get_arg_val<uint32_t>(i);"
    )
    cause = "the index i may differ with the branch that was not read (line 3)"
    assert [one.cause for one in table.unread] == [cause]


def test_what_the_other_branch_may_change_is_not_known_in_the_loop_around_it(read: Read) -> None:
    table = read(
        "uint32_t i = 0;\nwhile (more) {\nauto a = get_arg_val<uint32_t>(i);\n"
        "#ifdef BACK\nwhile (x) {\n#else\ni++; while (y) {\n#endif\n}\n}"
    )
    assert [one.cause for one in table.unread] == ["the index i changes in the while of line 3"]


def test_what_does_not_parse_is_not_trusted(read: Read) -> None:
    table = read("void kernel_main() {\nuint32_t a = get_arg_val<uint32_t>(0);\n} } ) ;;\nfor (( {\n")
    assert any("did not parse" in note.text for note in table.notes)


def test_gaps_and_second_names_are_reported(read: Read) -> None:
    table = read(
        "auto a = get_arg_val<uint32_t>(0); auto b = get_arg_val<uint32_t>(4);\nauto c = get_arg_val<uint32_t>(4);"
    )
    texts = [note.text for note in table.notes]
    assert "runtime: nothing seen reads 1 to 3" in texts
    assert "runtime 4 is 'b' (line 2) and is read again as 'c'" in texts
    assert [(one.index, one.value) for one in table.entries if one.value] == [(at, "reserved") for at in (1, 2, 3)]


def test_types_and_docs(read: Read) -> None:
    table = read(
        "// rows above the\n// image\nint32_t pad = get_arg_val<int32_t>(0);\n"
        "constexpr int32_t low = get_compile_time_arg_val(0);  // lowest row\n"
        "constexpr uint32_t high = get_compile_time_arg_val(1);\n"
        "// uint32_t old = get_arg_val<uint32_t>(9);\nfloat f = get_arg_val<float>(1);"
    )
    found = {one.name: (one.type, one.doc) for one in table.entries}
    assert found == {
        "pad": ("int32_t", "rows above the image"),
        "low": ("int32_t", "lowest row"),
        "high": ("uint32_t", None),
        "f": ("uint32_t", None),
    }
    assert "'f' is read as float, which a spec does not know" in [note.text for note in table.notes]


@pytest.mark.parametrize(
    ("name", "expected"),
    [("in0_addr", "in0_addr"), ("kernelH", "kernel_h"), ("NOCAddr", "noc_addr"), ("_x", "x"), ("9x", "arg_9x")],
)
def test_names_fit_a_spec(name: str, expected: str) -> None:
    assert spec_name(name) == expected
