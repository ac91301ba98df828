"""Renders the files of an operation, in memory."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Any

from jinja2 import BaseLoader, DictLoader, Environment, StrictUndefined, Template

from codegen.emit.calls import spell_kernel
from codegen.emit.common import Common
from codegen.emit.compiled import CompiledTemplates
from codegen.emit.context import common_context, operation_context, variant_context
from codegen.emit.layers import CHOICE, Origin, emitted_files, renamed
from codegen.model.operation import Operation
from codegen.model.targets import TARGETS
from codegen.resources import templates_dir

PARTS = "parts"
"""Folder, below templates/, of macros that templates share, and of plain text that is a part of a file."""


def render(operation: Operation | Common) -> dict[PurePosixPath, str]:
    """Render all files of an operation, or of what all share, neither formatted nor marked.

    Args:
        operation: Variants that follow the rules (codegen.model.rules).

    Returns:
        The text of each file by its path relative to the operation's folder.

    Raises:
        jinja2.TemplateError: A template is broken, or asks for a name that does not exist.
    """
    names, parts = _shared_context(operation), tuple(part_sources(operation).items())
    return {
        path: _render(operation, origin, names, parts) if origin.is_rendered else template_source(operation, origin)
        for path, origin in emitted_files(operation).items()
    }


def context_of(operation: Operation | Common, origin: Origin) -> dict[str, Any]:
    """The names that the template of a file may use."""
    return {**_shared_context(operation), **_own_context(operation, origin)}


def template_source(operation: Operation | Common, origin: Origin) -> str:
    """The text of a template or a plain file, with the name of the operation, and the target's calls in a kernel."""
    text = renamed(origin.read(), operation)
    return spell_kernel(text, TARGETS[operation.target]) if origin.is_kernel else text


def part_sources(operation: Operation | Common) -> dict[str, str]:
    """The texts that templates import or include, by the names under which they do, with the name of the operation."""
    return {
        f"{PARTS}/{file.name}": renamed(file.read_text(encoding="utf-8"), operation)
        for file in (templates_dir() / PARTS).iterdir()
        if file.is_file()  # an installer compiles a module, and leaves a folder for that
    }


def _shared_context(operation: Operation | Common) -> dict[str, Any]:
    return common_context(operation) if isinstance(operation, Common) else operation_context(operation)


def _own_context(operation: Operation | Common, origin: Origin) -> dict[str, Any]:
    if isinstance(operation, Common) or origin.variant is None:
        return {}
    return variant_context(operation, origin.variant)


def _render(
    operation: Operation | Common, origin: Origin, names: dict[str, Any], parts: tuple[tuple[str, str], ...]
) -> str:
    template = _compiled(str(origin.label), template_source(operation, origin), parts)
    return template.render({**names, **_own_context(operation, origin)})


@cache
def _compiled(name: str, source: str, parts: tuple[tuple[str, str], ...]) -> Template:
    environment = make_environment(DictLoader({**dict(parts), name: source}))
    environment.bytecode_cache = _compiled_templates()
    return environment.get_template(name)


@cache
def _compiled_templates() -> CompiledTemplates:
    return CompiledTemplates([Path(__file__).read_text(encoding="utf-8")])


def make_environment(loader: BaseLoader) -> Environment:
    """The environment that all templates are written for."""
    environment = Environment(
        loader=loader,
        undefined=StrictUndefined,
        line_statement_prefix=CHOICE,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["prose"] = prose
    return environment


def prose(text: str) -> str:
    """A text in Markdown: nothing in it ends a cell of a table, or begins HTML."""
    return re.sub(r"[|<\\]", r"\\\g<0>", text)
