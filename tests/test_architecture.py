"""Imports go one way.

spec <- importer, plan <- emit, reference, semantic <- emulator, build <- cost, device, install <- report <- verify
<- mutation, recall <- bench <- commands <- cli. What is compiled for this machine, and resources, import nothing.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import codegen

ROOT = Path(codegen.__file__).parent

MAY_IMPORT: dict[str, set[str]] = {
    "resources": set(),
    "native": set(),
    "spec": {"resources"},
    "importer": {"spec"},
    "plan": {"spec"},
    "semantic": {"plan", "spec"},
    "emit": {"native", "plan", "spec", "resources"},
    "reference": {"plan", "spec"},
    "emulator": {"native", "emit", "reference", "plan", "spec", "resources"},
    "cost": {"emulator", "plan", "spec"},
    "build": {"emit", "plan", "spec", "resources"},
    "device": {"native", "emulator", "emit", "reference", "plan", "spec", "resources"},
    "report": {"native", "build", "cost", "device", "emulator", "reference", "emit", "semantic", "plan", "spec"},
    "install": {"emit", "spec", "resources"},
    "verify": {"report", "cost", "emulator", "device", "reference", "emit", "plan", "spec"},
    "recall": {"verify", "report", "emulator", "native", "reference", "plan", "spec", "resources"},
    "mutation": {"verify", "report", "emulator", "reference", "emit", "plan", "spec", "resources"},
    "bench": {"verify", "report", "cost", "emulator", "native", "emit", "reference", "plan", "spec", "resources"},
    "commands": {
        "bench",
        "build",
        "cost",
        "install",
        "mutation",
        "recall",
        "verify",
        "report",
        "native",
        "emulator",
        "device",
        "reference",
        "emit",
        "importer",
        "semantic",
        "plan",
        "spec",
        "resources",
    },
    "cli": {"commands", "spec"},
}

MODULES = sorted(path for path in ROOT.rglob("*.py") if path.parent != ROOT or path.name != "__init__.py")


def part_of(module: str) -> str:
    return module.split(".")[1]


def imports(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            module = node.module or ""
            names = [f"codegen.{alias.name}" for alias in node.names] if module == "codegen" else [module]
        else:
            continue
        yield from ((node.lineno, name) for name in names if name.startswith("codegen."))


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_go_one_way(path: Path) -> None:
    part = path.relative_to(ROOT).with_suffix("").parts[0]
    for line, name in imports(path):
        allowed = MAY_IMPORT[part] | {part}
        assert part_of(name) in allowed, f"{path}:{line}: {part} imports {name}"


def test_the_order_has_no_circle() -> None:
    done: set[str] = set()
    for part, others in MAY_IMPORT.items():
        assert others <= done, f"{part} imports {others - done}, which comes later"
        done.add(part)
