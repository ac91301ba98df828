"""Files that travel with the tool: at the top of a checkout, or inside an installed package."""

from __future__ import annotations

from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent


TREE = ("specs", "cases", "templates", "generated")
"""The folders by which a checkout is known."""


def resource(name: str) -> Path:
    """A file or folder that stands at the top of the repository.

    Whoever stands in a checkout means its files, wherever the tool was installed. Elsewhere a wheel carries them in
    codegen/_data (see pyproject.toml); a checkout has them beside the package.
    """
    here = Path.cwd()
    if all((here / folder).is_dir() for folder in TREE) and (here / name).exists():
        return here / name
    packaged = _PACKAGE / "_data"
    return (packaged if packaged.is_dir() else _PACKAGE.parent) / name


def templates_dir() -> Path:
    """Folder of the shipped templates."""
    return resource("templates")


def shipped_specs() -> Path:
    """Folder of the shipped specs."""
    return resource("specs")


def shipped_cases() -> Path:
    """Folder of the shipped case files."""
    return resource("cases")


def clang_format_style() -> Path:
    """Style of the emitted C++."""
    return resource(".clang-format")
