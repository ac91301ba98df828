"""Every line of every emitted file is explained, and the explanation holds."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import groupby
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.emit.align import align
from codegen.emit.banner import shipped_source
from codegen.emit.layers import CHOICE, NAME, TEMPLATE_SUFFIX, Origin, emitted_files
from codegen.emit.output import SourcedOperation, output_files
from codegen.emit.provenance import LineSource, line_sources
from codegen.emit.trace import Site, TraceError, render_traced
from codegen.model.document import read_document
from codegen.model.finding import Location
from codegen.model.loader import load_variants
from codegen.model.operation import alone
from codegen.model.variant import KERNEL_NAMES, Variant
from codegen.resources import resource, templates_dir
from tests.variants import ALL, SHIPPED

each_variant = pytest.mark.parametrize("variant", ALL.values(), ids=ALL)


@cache
def explained(name: str) -> dict[PurePosixPath, tuple[str, tuple[LineSource, ...]]]:
    """Text and explanation of each file of a variant, without the others of its operation."""
    operation = alone(ALL[name])
    files = output_files([SourcedOperation(operation, shipped_source(operation.name))])
    found = {}
    for path in emitted_files(operation):
        text = files[PurePosixPath(operation.name, path)]
        found[path] = (text, line_sources(operation, path, text))
    return found


@cache
def template_lines(name: str, operation: str) -> list[str]:
    """The lines of a template or a plain file, with the name of an operation."""
    return (templates_dir() / name).read_text().replace(NAME, operation).splitlines()


def dense(text: str) -> str:
    """Without white space, and without what marks a comment: clang-format moves both."""
    return "".join(text.replace("//", " ").split())


def fixed_text(name: str, operation: str, number: int) -> str:
    """What of a line of a template stands there whatever its expressions give, without white space."""
    line = template_lines(name, operation)[number - 1]
    return dense(re.sub(r"\{\{.*?\}\}|\{%.*?%\}", "", line) if name.endswith(TEMPLATE_SUFFIX) else line)


@each_variant
def test_every_line_is_explained(variant: Variant) -> None:
    for path, (text, lines) in explained(variant.name).items():
        assert [line.text for line in lines] == text.splitlines(), path
        assert [line.number for line in lines] == list(range(1, len(lines) + 1))
        body = [line for line in lines if line.kind != "banner"]
        assert all(line.origins for line in body), path
        assert all((line.kind == "blank") == (not line.text.strip()) for line in body), path
        assert not any(line.origins for line in lines if line.kind == "banner")


@each_variant
def test_each_place_in_a_template_exists_and_says_that(variant: Variant) -> None:
    operation = variant.operation_name
    for _, lines in explained(variant.name).values():
        for origin in {origin for line in lines for origin in line.origins}:
            for site in (origin.site, *origin.callers):
                stands_there = template_lines(site.template, operation)[site.line - 1]
                assert site.expression is None or re.search(
                    rf"{{{{-? {re.escape(site.expression)} -?}}}}", stands_there
                ), site
                for block in site.blocks:
                    text = re.escape(block.removeprefix("else of "))
                    written = re.compile(rf"{{%-? {text} -?%}}|^{CHOICE} {text}$")
                    assert any(written.search(line) for line in template_lines(site.template, operation)), site


@each_variant
def test_fixed_text_stands_in_the_template(variant: Variant) -> None:
    fixed = 0
    for path, (_, lines) in explained(variant.name).items():
        for line in lines:
            places = {(origin.site.template, origin.site.line) for origin in line.origins}
            if line.kind == "text" and len(places) == 1:
                (template, number) = places.pop()
                assert dense(line.text) in fixed_text(template, variant.operation_name, number), (
                    path,
                    line,
                )
                fixed += 1
    assert fixed > 500


@each_variant
def test_each_piece_of_fixed_text_stands_in_its_line(variant: Variant) -> None:
    operation = alone(variant)
    for path, made_from in emitted_files(operation).items():
        traced = render_traced(operation, made_from)
        for origin, run in groupby(zip(traced.origins, traced.text, strict=True), lambda pair: pair[0]):
            if origin.site.expression is None:
                for piece in "".join(character for _, character in run).splitlines():
                    # A loop in the line may put out nothing between two pieces.
                    line = iter(fixed_text(origin.site.template, operation.name, origin.site.line))
                    assert all(character in line for character in dense(piece)), (path, origin)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_spec_says_what_enters(name: str) -> None:
    """The line of an entry's name holds it, and its other fields stand below: in the shared part, or in the own."""
    (loaded,) = [one for one in load_variants([resource("specs")]) if one.variant.name == name]
    document, yaml = read_document(loaded.path), loaded.path.read_text().splitlines()
    data = ALL[name].model_dump(mode="json")
    told = set()
    for _, lines in explained(name).values():
        for location in {location for line in lines for origin in line.origins for location in origin.spec}:
            value = data
            for depth, step in enumerate(location, start=1):
                value = value[step]  # type: ignore[index]
                if isinstance(value, dict) and "name" in value:
                    named = document.line_of(loaded.locate((*location[:depth], "name")))
                    assert f"name: {value['name']}" in yaml[named - 1], location
                    assert document.line_of(loaded.locate(location)) >= named - 1
                    told.add(location[:depth])
    tables: dict[Location, Sequence[object]] = {
        **{("arguments", kernel): data["arguments"][kernel] for kernel in KERNEL_NAMES},
        **{(part,): data[part] for part in ("circular_buffers", "semaphores")},
    }
    assert told >= {(*table, index) for table, entries in tables.items() for index in range(len(entries))}


def test_the_entries_of_the_spec_are_told() -> None:
    """Each argument is declared on a line that comes from its own entry."""
    variant = SHIPPED["block_sharded"]
    _, lines = explained(variant.name)[PurePosixPath("device/variants/block_sharded.hpp")]
    for index, argument in enumerate(variant.arguments.compute):
        location = ("arguments", "compute", index, "name")
        told = [one.text for one in lines if any(location in origin.spec for origin in one.origins)]
        assert len([text for text in told if f" {argument.name};" in text]) == 1
        assert all(re.search(rf"\b{argument.name}\b", text) for text in told)


def traced(folder: Path, template: str) -> list[tuple[str, Site]]:
    """The lines of a template of our own, each with the site of its first character."""
    variant, path = SHIPPED["block_sharded"], PurePosixPath("file.cpp.jinja")
    (folder / path).write_text(template)
    found = render_traced(alone(variant), Origin(folder, path, path, variant))
    starts = [0, *(match.end() for match in re.finditer("\n", found.text))][:-1]
    return [(found.text[start:].partition("\n")[0], found.origins[start].site) for start in starts]


def test_conditions_and_loops_are_told(tmp_path: Path) -> None:
    template = (
        "{% if variant.multicasts %}\n"
        "yes\n"
        "{% for buffer in variant.circular_buffers %}\n"
        "{% if loop.first %}\n"
        "{{ buffer.name }}\n"
        "{% elif loop.last %}\n"
        "last\n"
        "{% else %}\n"
        "middle\n"
        "{% endif %}\n"
        "{% endfor %}\n"
        "{% endif %}\n"
    )
    multicasts, loop = "if variant.multicasts", "for buffer in variant.circular_buffers"
    found = traced(tmp_path, template)
    assert [(text, site.line, site.blocks) for text, site in found] == [
        ("yes", 2, (multicasts,)),
        ("input", 5, (multicasts, loop, "if loop.first")),
        *[("middle", 9, (multicasts, loop, "else of if loop.first"))] * 3,
        ("last", 7, (multicasts, loop, "elif loop.last")),
    ]


def test_a_template_that_sees_the_marks(tmp_path: Path) -> None:
    template = "{% macro five() %}\nfive\n{% endmacro %}\n{{ five() | length }}\n"
    with pytest.raises(TraceError, match=r"file\.cpp\.jinja: the output of the template depends on the marks"):
        traced(tmp_path, template)


def test_an_empty_macro_stays_empty(tmp_path: Path) -> None:
    template = '{% macro nothing() %}{{ "" }}{% endmacro %}\n{{ "full" if nothing() else "empty" }}\n'
    assert [text for text, _ in traced(tmp_path, template) if text] == ["empty"]


words = st.lists(st.sampled_from(["a", "bc", "(", ")", "//", "::", "d1"]), min_size=1)
gaps = st.sampled_from([" ", "\n", "\n    "])


@given(words, st.data())
def test_white_space_is_followed(tokens: list[str], data: st.DataObject) -> None:
    before, after = ("".join(token + data.draw(gaps) for token in tokens) for _ in range(2))
    found = align(before, after)
    assert len(found) == len(re.findall(r"//|\w+|[^\w\s]", before))
    for place, partner in found:
        assert partner is not None
        assert before[partner : partner + len(place)] == after[place.start : place.stop]
    assert [partner for _, partner in found] == sorted(partner for _, partner in found if partner is not None)


def test_tokens_that_come_and_go() -> None:
    found = align("if (a) b; // one two", "if (a) { b; } // one\n// two")
    by_text = [partner for _, partner in found]
    assert by_text.count(None) == 3, "two braces, a mark"
    assert [partner for partner in by_text if partner is not None] == [0, 3, 4, 5, 7, 8, 10, 13, 17]


def test_a_word_that_moves_to_the_next_line_of_a_comment() -> None:
    before, after = "// one two\n// three\n", "// one\n// two three\n"
    found = {after[place.start : place.stop]: partner for place, partner in align(before, after)[1:]}
    assert (found["one"], found["two"], found["three"]) == (3, 7, 14)
