"""Names that C++, the headers, or the emitted code itself own: a name of a spec must be none of them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from codegen.model.registry import schedule_named
from codegen.resources import templates_dir

KEYWORDS = frozenset(
    """
    alignas alignof and and_eq asm atomic_cancel atomic_commit atomic_noexcept auto bitand bitor bool break case catch
    char char16_t char32_t char8_t class co_await co_return co_yield compl concept const const_cast consteval constexpr
    constinit continue contract_assert decltype default delete do double dynamic_cast else enum explicit export extern
    false final float for friend goto if import inline int long module mutable namespace new noexcept not not_eq nullptr
    operator or or_eq override private protected public reflexpr register reinterpret_cast requires restrict return
    short signed sizeof static static_assert static_cast struct switch synchronized template this thread_local throw
    true try typedef typeid typename typeof union unsigned using virtual void volatile wchar_t while xor xor_eq
    """.split()  # noqa: SIM905 (a list of as many strings is not to be read)
)
"""Keywords and alternative tokens of C++, of its drafts, and of the dialects of GCC and Clang."""

MACROS = frozenset((Path(__file__).with_suffix(".txt")).read_text(encoding="utf-8").split())
"""Macros of the headers that emitted files include; `python -m codegen.build.macros` makes the table."""

_NO_CODE = re.compile(
    r"""\{\{.*?\}\}|\{%.*?%\}|\{\#.*?\#\}   # Jinja
    |//[^\n]*                               # a comment
    |R"(\w*)\(.*?\)\1"|"(?:\\.|[^"\\\n])*"  # a string""",
    re.DOTALL | re.VERBOSE,
)
_WORD = re.compile(r"\b[a-z][a-z0-9_]*\b")
_SOURCES = re.compile(r"\.[ch]pp(\.jinja)?$")

_VARIANT_HEADER = ("VARIANT.hpp.jinja", "tables.jinja", "kernel_args.hpp.jinja", "read_by_*.hpp")
"""What the header of a variant is made of: there alone the fields of its argument lists stand beside other names."""


def owner_of(name: str) -> str | None:
    """Who owns a name, whatever the name is used for; None if nobody does."""
    if name in KEYWORDS:
        return "a word of C++"
    if name in MACROS:
        return "a macro of the headers"
    if name.endswith("_t"):
        return "reserved for types: it ends in _t"
    if "__" in name or name.startswith("_") or name.endswith("_"):
        return "reserved in C++: two underscores in a row, or one at an end, which another name may continue"
    return None


@cache
def emitted_words(schedule: str) -> frozenset[str]:
    """Words of the C++ that is emitted for every spec of a schedule: names of its own, and those that it uses."""
    shared = [one for one in templates_dir().iterdir() if one.name != "schedules"]
    sources = schedule_named(schedule).sources
    folders = (*shared, sources, *sources.parent.glob(f"{sources.name}_*"))
    files = {file for folder in folders for file in folder.rglob("*") if _SOURCES.search(file.name)}
    return frozenset(word for file in files for word in _words_of(file)) | header_words()


@cache
def header_words() -> frozenset[str]:
    """Those in the header of a variant."""
    files = (file for name in _VARIANT_HEADER for file in templates_dir().rglob(name))
    return frozenset(word for file in files for word in _words_of(file))


def _words_of(file: Path) -> list[str]:
    return _WORD.findall(_NO_CODE.sub(" ", file.read_text(encoding="utf-8")))
