"""Runs the emitted program factories on this machine: the host structs that they fill are mirrored here.

No fact of a program is told twice: what is compared is what the emitted C++ puts into the descriptor of one target and
into the specification of the other.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from codegen.build.tree import STANDINS
from codegen.emit.context import EmittedUnit, unit_of
from codegen.emulator.build import HOST_FLAGS, INCLUDE, RUNTIME, is_planning
from codegen.emulator.request import encode_plan_request
from codegen.emulator.translate import plan_request
from codegen.launch.emulated import emitted_texts
from codegen.model.targets import FactoryKind, target_of
from codegen.native.ask import PLAN_SECONDS, ask
from codegen.native.cache import digest, obtain
from codegen.native.compiler import find_compiler
from codegen.native.writing import write_texts
from codegen.plan.program import ProgramPlan

DRIVER = Path(__file__).parent / "factory"

Description = Mapping[str, Any]
"""A program in the words of its target's host interface, as the sources in `factory/` write it."""

DESCRIBING: Mapping[FactoryKind, tuple[str, str]] = {
    "create_descriptor": ("descriptor", "descriptor.cpp"),
    "create_program_artifacts": ("metal2", "artifacts.cpp"),
}
"""Of the factories that describe a program: the folder with our mirror of what they fill, and what writes it down."""


def mirrors(kind: FactoryKind) -> tuple[Path, ...]:
    """Folders with our mirror of the structs that a factory fills."""
    return tuple(STANDINS / name for name in (DESCRIBING[kind][0], "factory", "containers"))


def describe(plan: ProgramPlan) -> Description:
    """The program that the emitted factory makes of a case.

    Args:
        plan: The case, on a variant whose target has a factory that describes programs.

    Raises:
        CompilerNotFoundError: There is no compiler.
        CompileError: The emitted factory does not compile.
        RunnerError: It fails.
    """
    kind = target_of(plan.variant).factory
    driver = _build(emitted_texts(plan.variant), unit_of(plan.variant), kind)
    question = encode_plan_request(plan_request(plan, 0), plan.case.math_fidelity)
    described: Description = json.loads(ask([str(driver)], question, timeout=PLAN_SECONDS))
    return described


def _build(texts: Mapping[str, str], unit: EmittedUnit, kind: FactoryKind) -> Path:
    """The emitted factory of a variant with the driver that asks it, compiled once."""
    _, writer = DESCRIBING[kind]
    compiler = find_compiler()
    folders = (DRIVER, *mirrors(kind), RUNTIME, INCLUDE)
    emitted = [path for path in sorted(texts) if path.endswith(".cpp") and (is_planning(path) or _is_factory(path))]
    sources = [
        *(f"src/{path}" for path in emitted),
        *(str(DRIVER / name) for name in ("main.cpp", "operands.cpp", writer)),
    ]
    arguments = [
        *HOST_FLAGS,
        *(f"-I{folder}" for folder in ("src", *folders)),
        f"-DTTDW_NAMESPACE={unit.namespace}",
        f"-DTTDW_VARIANT={unit.variant}",
        f'-DTTDW_VARIANT_HEADER="{unit.folder}/device/variants/{unit.variant}.hpp"',
    ]
    names = [f"part{place}.o" for place in range(len(sources))]

    def make(folder: Path) -> None:
        write_texts(texts, folder / "src")
        compiler.run_all(
            [[*arguments, "-c", source, "-o", name] for source, name in zip(sources, names, strict=True)], folder
        )
        compiler.run([*names, "-o", "factory"], folder)

    name = digest(
        [
            compiler.identity,
            *arguments,
            *(part for path in sorted(texts) for part in (path, texts[path])),
            *(file.read_text(encoding="utf-8") for folder in folders for file in sorted(folder.rglob("*.[hc]*"))),
        ]
    )
    return obtain(f"factory-{name}", make) / "factory"


def _is_factory(path: str) -> bool:
    return Path(path).name == "program_factory.cpp"
