"""Every line of every emitted file is explained, and the explanation holds."""

from __future__ import annotations

import re
from functools import cache
from itertools import groupby
from pathlib import Path, PurePosixPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from codegen.emit.align import align
from codegen.emit.banner import shipped_source
from codegen.emit.manifest import NAME, read_templates
from codegen.emit.output import SourcedVariant, output_files
from codegen.emit.provenance import LineSource, line_sources
from codegen.emit.trace import Site, TraceError, render_traced
from codegen.model.document import read_document
from codegen.model.variant import Variant
from codegen.resources import shipped_specs, templates_dir
from tests.variants import ALL, SHIPPED

each_variant = pytest.mark.parametrize("variant", ALL.values(), ids=ALL)


@cache
def templates_of(name: str) -> dict[PurePosixPath, str]:
    """The template of each file of a variant."""
    files = output_files([SourcedVariant(ALL[name], shipped_source(name))])
    found = read_templates(files[PurePosixPath(name, NAME)])
    return {path: template.relative_to("templates").as_posix() for path, template in found.items()}


@cache
def explained(name: str) -> dict[PurePosixPath, tuple[str, tuple[LineSource, ...]]]:
    """Text and explanation of each file of a variant that has a template."""
    variant = ALL[name]
    files = output_files([SourcedVariant(variant, shipped_source(name))])
    found = {}
    for path, template in templates_of(name).items():
        text = files[PurePosixPath(name, path)]
        found[path] = (text, line_sources(variant, path, template, text))
    return found


@cache
def template_lines(name: str) -> list[str]:
    return (templates_dir() / name).read_text().splitlines()


def dense(text: str) -> str:
    """Without white space, and without what marks a comment: clang-format moves both."""
    return "".join(text.replace("//", " ").split())


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
    for _, lines in explained(variant.name).values():
        for origin in {origin for line in lines for origin in line.origins}:
            for site in (origin.site, *origin.callers):
                stands_there = template_lines(site.template)[site.line - 1]
                assert site.expression is None or re.search(
                    rf"{{{{-? {re.escape(site.expression)} -?}}}}", stands_there
                ), site
                for block in site.blocks:
                    written = re.compile(rf"{{%-? {re.escape(block.removeprefix('else of '))} -?%}}")
                    assert any(written.search(line) for line in template_lines(site.template)), site


@each_variant
def test_fixed_text_stands_in_the_template(variant: Variant) -> None:
    fixed = 0
    for path, (_, lines) in explained(variant.name).items():
        for line in lines:
            places = {(origin.site.template, origin.site.line) for origin in line.origins}
            if line.kind == "text" and len(places) == 1:
                (template, number) = places.pop()
                assert dense(line.text) in dense(template_lines(template)[number - 1]), (path, line)
                fixed += 1
    assert fixed > 500


@each_variant
def test_each_piece_of_fixed_text_stands_in_its_line(variant: Variant) -> None:
    for path, template in templates_of(variant.name).items():
        traced = render_traced(variant, template)
        for origin, run in groupby(zip(traced.origins, traced.text, strict=True), lambda pair: pair[0]):
            if origin.site.expression is None:
                for piece in "".join(character for _, character in run).splitlines():
                    assert piece in template_lines(origin.site.template)[origin.site.line - 1], (path, origin)


@pytest.mark.parametrize("name", SHIPPED)
def test_the_spec_says_what_enters(name: str) -> None:
    """The line of an entry's name holds it, and its other fields stand below."""
    file = shipped_specs() / f"{name}.yaml"
    document, yaml = read_document(file), file.read_text().splitlines()
    data = ALL[name].model_dump(mode="json")
    entries = 0
    for _, lines in explained(name).values():
        for location in {location for line in lines for origin in line.origins for location in origin.spec}:
            value = data
            for depth, step in enumerate(location, start=1):
                value = value[step]  # type: ignore[index]
                if isinstance(value, dict) and "name" in value:
                    named = document.line_of((*location[:depth], "name"))
                    assert f"name: {value['name']}" in yaml[named - 1], location
                    assert document.line_of(location) >= named - 1
                    entries += 1
    assert entries > 50


def test_the_entries_of_the_spec_are_told() -> None:
    """Each argument is declared on a line that comes from its own entry."""
    variant = SHIPPED["block_sharded"]
    _, lines = explained(variant.name)[PurePosixPath("depthwise_conv2d_args.hpp")]
    for index, argument in enumerate(variant.arguments.compute):
        location = ("arguments", "compute", index, "name")
        (line,) = [one for one in lines if any(location in origin.spec for origin in one.origins)]
        assert f" {argument.name};" in line.text
        assert {origin.callers[0].expression for origin in line.origins} == {"argument_struct(table)"}


def test_a_value_is_that_of_the_kernel() -> None:
    """Two kernels have an argument of the value weight_tiles: the compute kernel reads its own."""
    variant = SHIPPED["block_sharded"]
    _, lines = explained(variant.name)[PurePosixPath("kernels/compute_depthwise_conv2d.cpp")]
    (line,) = [one for one in lines if one.text.strip() == "cb_pop_front(cb::weights, ct.weight_tiles);"]
    place = [argument.name for argument in variant.arguments.compute].index("weight_tiles")
    assert {location for origin in line.origins for location in origin.spec} == {("arguments", "compute", place)}


def traced(folder: Path, template: str) -> list[tuple[str, Site]]:
    """The lines of a template of our own, each with the site of its first character."""
    (folder / "file.cpp.jinja").write_text(template)
    found = render_traced(SHIPPED["block_sharded"], "file.cpp.jinja", folder)
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
        ("middle", 9, (multicasts, loop, "else of if loop.first")),
        ("middle", 9, (multicasts, loop, "else of if loop.first")),
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
