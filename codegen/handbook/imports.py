"""Which room imports which, read from the source: `codegen/` is cut into rooms, each with a purpose of its own."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
"""The package."""

SCHEDULES = ROOT / "schedules"

A_SCHEDULE = "a schedule"
"""The part of the modules of a schedule's folder that belong to no other room."""

ASPECTS = {
    "reference": "reference",
    "estimate": "cost",
    "explain": "judge",
    "mutations": "mutation",
    "picture": "views",
}
"""The rooms of the other ones, by their names."""


@cache
def all_modules() -> tuple[Path, ...]:
    """All modules, but for the package itself."""
    return tuple(sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.name != "__init__.py"))


def module_of(path: Path) -> str:
    """The name of a module."""
    return ".".join(("codegen", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(".__init__")


def part_of(module: str) -> str:
    """The room of a module; what belongs to a room is told by the place, but in a schedule's folder."""
    _, part, *inner = module.split(".")
    if part == "schedules" and inner and (SCHEDULES / inner[0]).is_dir():
        return ASPECTS.get(inner[1] if len(inner) > 1 else "", A_SCHEDULE)
    return part


def schedule_in(module: str) -> str:
    """The schedule in whose folder a module lies; empty elsewhere."""
    inner = module.split(".")[2:]
    return inner[0] if module.startswith("codegen.schedules.") and (SCHEDULES / inner[0]).is_dir() else ""


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """What a module imports from codegen, with the line. What schedules import for types only is left out.

    Raises:
        ValueError: An import is relative.
    """
    types_only = set()
    tree = ast.parse(path.read_text(encoding="utf-8"))
    if path.is_relative_to(SCHEDULES):
        guarded = [node for node in tree.body if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"]
        types_only = {inner for node in guarded for inner in ast.walk(node)}
    for node in ast.walk(tree):
        if node in types_only:
            continue
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                raise ValueError(f"{path}:{node.lineno}: a relative import")
            module = node.module or ""
            names = [f"codegen.{alias.name}" for alias in node.names] if module == "codegen" else [module]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.startswith("codegen."))


def room_imports() -> dict[str, frozenset[str]]:
    """The other rooms that each room imports: those that import nothing first, and each behind what it imports.

    What a schedule's folder imports of itself, and of schedules, is no import between rooms.
    """
    found: dict[str, set[str]] = {}
    for path in all_modules():
        module = module_of(path)
        room = part_of(module)
        names = {name for _, name in imports(path) if not schedule_in(name)}
        found.setdefault(room, set()).update({part_of(name) for name in names} - {room})
    ordered: dict[str, frozenset[str]] = {}
    while found:
        free = sorted(room for room, others in found.items() if others <= ordered.keys())
        if not free:
            raise ValueError(f"rooms import each other in a circle: {', '.join(sorted(found))}")
        ordered.update((room, frozenset(found.pop(room))) for room in free)
    return ordered
