"""Specs whose names or texts would be code, and whose numbers ask for much."""

from __future__ import annotations

from tests.hostile.good import SPEC, changed, spec
from tests.hostile.row import Row

MAX = 2**31 - 1
TAP = "{name: tap_tiles, kind: compile_time,"
DOC = "doc: weight tiles of a tap}"
BUFFER = "{name: linear, index: 2,"

OWNED = ("int", "uint32_t", "xor", "bitand", "not", "constexpr", "co_await", "char8_t", "register", "linux", "errno",
         "assert", "offsetof", "stdout", "typeof", "size_t", "int8_t", "std", "word_count", "runtime_args",
         "num_receivers", "get_arg_val", "weights_wanted", "is_sender")  # fmt: skip
"""Names that C++, its headers or the emitted code own."""

LEAVES = {
    "newline": '"a\\nint boom;"',
    "return": '"a\\rint boom;"',
    "vertical_tab": '"a\\vint boom;"',
    "form_feed": '"a\\fint boom;"',
    "next_line": '"a\\Nint boom;"',
    "line_separator": '"a\\Lint boom;"',
    "paragraph_separator": '"a\\Pint boom;"',
    "backslash": "'ends in a \\'",
    "backslash_and_blank": "'ends in a \\ '",
    "trigraph": '"ends in a ??/"',
    "end_of_comment": '"*/ int boom; /*"',
    "right_to_left": '"a \\u202e b"',
    "mark_of_the_tracer": '"a \\x01\\x02 b"',
    "braces": '"{{ 7 * 7 }} {% raw %} {#"',
    "clang_format_off": '"clang-format off"',
    "directive": '"#error boom"',
    "kilobyte": '"' + "word " * 190 + '"',
}
"""Texts that would leave their comment, or change what stands behind it."""


def named(name: str) -> Row:
    """An argument by a name of its own."""
    return spec(TAP, f"{{name: {name}, value: tap_tiles, kind: compile_time,", "name-is-free")


def written(text: str) -> Row:
    """A text in a place where C++ and Markdown have it, put out and compiled by nobody here."""
    text_of = changed(SPEC, DOC, f"doc: {text}}}")
    return Row(("generate", "--spec", "spec.yaml", "--out", "out", "--quiet"), "", {"spec.yaml": text_of}, code=0)


ROWS = {
    **{f"argument_{name}": named(name) for name in OWNED},
    **{f"variant_{name}": spec("name: block_sharded", f"name: {name}", "name-is-free")
       for name in ("int", "xor", "std", "ttnn", "tt", "uint32_t", "plan_args", "unix", "kernel_main", "variant_t",
                    "shared_tables")},
    **{f"operation_{name}": spec("schedule: flat", f"schedule: flat\noperation: {name}", "name-is-free")
       for name in ("class", "and_eq", "linux", "op_t")},
    "buffer_int": spec(BUFFER, "{name: int, index: 2,", "name-is-free"),
    "semaphore_xor": spec("{name: weights_valid, id: 1,", "{name: xor, id: 1,", "name-is-free"),
    **{f"doc_with_{name}": written(text) for name, text in LEAVES.items()},
    "doc_of_nothing": spec(DOC, 'doc: "\\n \\t"}', "text-visible"),
    "doc_of_a_megabyte": spec(DOC, f'doc: "{"x" * 1_000_000}"}}', "field-string-too-long"),
    "summary_of_nothing": spec("schedule: flat", 'schedule: flat\nsummary: "\\u200b"', "key-once"),
    "name_with_a_newline": spec(TAP, '{name: "tap_tiles\\n", kind: compile_time,', "field-string-pattern-mismatch"),
    "name_in_capitals": spec(TAP, "{name: EOF, kind: compile_time,", "field-string-pattern-mismatch"),
    "name_of_65_letters": spec(TAP, f"{{name: {'a' * 65}, kind: compile_time,", "field-string-too-long"),
    "name_that_leaves_the_folder": spec("name: block_sharded", "name: ../../x", "field-string-pattern-mismatch"),
    "reserved_of_any_type": spec(TAP, f"{{name: pad, value: reserved, type: Boom, kind: runtime, doc: x}}\n    - {TAP}",
                                 "argument-type"),
    "type_that_is_code": spec(TAP, f"{TAP} type: 'int; int',", "field-string-pattern-mismatch"),
    "type_of_nobody": spec(TAP, f"{TAP} type: Boom,", "argument-type"),
    "index_of_2_billion": spec(TAP, f"{TAP} index: {MAX},", "argument-gap"),
    "index_of_a_list": spec(TAP, f"{TAP} index: [1],", "field-int-type"),
    "negative_index": spec(TAP, f"{TAP} index: -1,", "field-greater-than-equal"),
    "buffer_2_billion": spec(BUFFER, f"{{name: linear, index: {MAX},", "circular-buffer-number"),
    "semaphore_2_billion": spec("{name: weights_valid, id: 1,", f"{{name: weights_valid, id: {MAX},",
                                "semaphore-number"),
    "initial_value_over_32_bits": spec("weights_valid, id: 1,", f"weights_valid, id: 1, initial_value: {2**32},",
                                       "field-less-than"),
    "noc_that_is_true": spec("noc: 0}", "noc: true}", "field-int-type"),
    "noc_of_three": spec("noc: 0}", "noc: 3}", "field-less-than-equal"),
    "noc_as_a_float": spec("noc: 0}", "noc: 1.5}", "field-int-type"),
    "sender_over_32_bits": spec("sender: 0,", f"sender: {2**32},", "field-less-than"),
    "schedule_of_nobody": spec("schedule: flat", "schedule: os", "schedule-known"),
    "schedule_that_leaves_the_folder": spec("schedule: flat", "schedule: ../flat", "field-string-pattern-mismatch"),
    "target_as_a_number": spec('target: "0.81"', "target: 0.81", "field-literal-error"),
    "file_with_a_newline": Row(("generate", "--spec", "a\nint boom;.yaml"), "[path-in-a-line]",
                               {"a\nint boom;.yaml": SPEC}),
    "folder_with_a_newline": Row(("generate", "--spec", "spec.yaml", "--out", "a\nb"), "[path-in-a-line]"),
}  # fmt: skip
