"""Calls in the words of another API: arguments in their places, lines where they were, and nothing else touched."""

from __future__ import annotations

import pytest

from codegen.emit.calls import spell_calls, spell_kernel
from codegen.model.targets import TARGETS

SPELLINGS = {
    "pop": "Buffer({0}).pop({1})",
    "size": "Buffer({0}).size()",
    "pop_all": "Buffer({0}).clear()",
    "barrier": "Noc().barrier()",
    "read": "Noc().read({1}, {2}, {.from = {0}}, {})",
}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("pop(in, 1);", "Buffer(in).pop(1);"),
        ("barrier();", "Noc().barrier();"),
        ("pop_all(in);", "Buffer(in).clear();"),
        ("read(at(x, y), to, n);", "Noc().read(to, n, {.from = at(x, y)}, {});"),
        ("pop(in, size(out) * 2);", "Buffer(in).pop(Buffer(out).size() * 2);"),
        ("read(a[f(1, 2)], {3, 4}, n);", "Noc().read({3, 4}, n, {.from = a[f(1, 2)]}, {});"),
        ("pop(in, /*pages (all)=*/1);", "Buffer(in).pop(/*pages (all)=*/1);"),
    ],
    ids=["plain", "no argument", "longer name", "call inside", "inside too", "brackets", "comment inside"],
)
def test_a_call_is_spelled(text: str, wanted: str) -> None:
    assert spell_calls(text, SPELLINGS) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "// pop(in, 1) is the last",
        "/* size(in) */",
        "queue.pop(in, 1);",
        "other::size(in);",
        "my_pop(in, 1);",
        "pop = 3;",
    ],
)
def test_all_else_stays(text: str) -> None:
    assert spell_calls(text, SPELLINGS) == text


def test_a_buffer_that_is_bound_is_no_part_of_a_variant() -> None:
    text = "format(variant::cb::planes); copy(cb::input);"
    assert spell_kernel(text, TARGETS["metal2"]) == "format(dfb::planes); copy(dfb::input);"
    assert spell_kernel(text, TARGETS["0.81"]) == text


def test_lines_keep_their_numbers() -> None:
    text = "read(\n    a,\n    b,\n    c);\nlast"
    spelled = spell_calls(text, SPELLINGS)
    assert spelled.splitlines()[0] == "Noc().read(b, c, {.from = a}, {})"
    assert spelled.splitlines().index("last") == text.splitlines().index("last")


def test_a_call_without_end_is_an_error() -> None:
    with pytest.raises(ValueError, match=r"does not end: 'in, 1;'"):
        spell_calls("pop(in, 1;", SPELLINGS)
