"""What is kept of compiled templates is never out of date, and nothing depends on it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from jinja2 import DictLoader, Environment

from codegen.emit.compiled import CompiledTemplates

Render = Callable[[str], str]


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache"


@pytest.fixture
def compilations(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The texts that Jinja compiles."""
    texts: list[str] = []
    original = Environment._parse

    def parse(self: Environment, source: str, name: str | None, filename: str | None) -> object:
        texts.append(source)
        return original(self, source, name, filename)

    monkeypatch.setattr(Environment, "_parse", parse)
    return texts


def render(text: str, *options: str) -> str:
    """What a template renders, in an environment of its own."""
    environment = Environment(
        loader=DictLoader({"one": text}), bytecode_cache=CompiledTemplates(options), autoescape=False
    )
    return environment.get_template("one").render(name="world")


@pytest.mark.usefixtures("cache")
def test_a_template_is_compiled_once(compilations: list[str]) -> None:
    assert [render("hello {{ name }}") for _ in range(3)] == ["hello world"] * 3
    assert compilations == ["hello {{ name }}"]


@pytest.mark.usefixtures("cache")
def test_another_text_or_other_options_are_compiled_anew(compilations: list[str]) -> None:
    assert render("hello {{ name }}") == "hello world"
    assert render("bye {{ name }}") == "bye world"
    render("bye {{ name }}", "trim_blocks")
    assert compilations == ["hello {{ name }}", "bye {{ name }}", "bye {{ name }}"]


def test_a_file_that_is_cut_off_is_made_again(cache: Path, compilations: list[str]) -> None:
    render("hello {{ name }}")
    (kept,) = cache.glob("templates-*/*")
    whole = kept.read_bytes()
    for length in (0, 10, len(whole) // 2, len(whole) - 1):
        kept.write_bytes(whole[:length])
        assert render("hello {{ name }}") == "hello world"
    assert len(compilations) == 5


def test_a_cache_that_cannot_be_written_is_no_fault(cache: Path) -> None:
    cache.write_text("a file in the place of the folder")
    assert render("hello {{ name }}") == "hello world"
