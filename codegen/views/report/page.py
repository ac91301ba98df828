"""One file for a browser: markup, style, script and data, and nothing that has to be fetched."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

_FOLDER = Path(__file__).parent


def render_page(template: str, title: str, data: dict[str, Any], scripts: tuple[str, ...]) -> str:
    """A page.

    Args:
        template: Name of its template.
        title: Its title.
        data: What its scripts show, made of what JSON knows.
        scripts: Names of its scripts, in their order.
    """
    page = _environment().get_template(template)
    return page.render(
        title=title, data=data, style=_asset("style.css"), scripts=[_asset(name) for name in ("common.js", *scripts)]
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _asset(name: str) -> Markup:
    """A file of this folder as it stands: it is ours, and nothing of it is escaped."""
    return Markup((_FOLDER / name).read_text(encoding="utf-8"))
