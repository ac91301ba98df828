"""What the worker says about the chip, and whether a plan suits it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from codegen.device.error import DeviceError
from codegen.emulator.request import Core
from codegen.emulator.translate import ARCHITECTURES
from codegen.model.targets import target_of
from codegen.plan.chip import ChipName
from codegen.plan.program import ProgramPlan

FEW = 3
"""Findings about single cores that are told."""


@dataclass(frozen=True)
class Facts:
    """A chip and the software that reaches it.

    Attributes:
        arch: Architecture, as tt-metal names it.
        simulated: Whether it is a simulator's.
        grid: Columns and rows of worker cores.
        noc: NoC coordinates of each worker core by its logical ones.
        ttnn: Version of ttnn.
        python: Version of the Python in which it runs.
    """

    arch: str
    simulated: bool
    grid: tuple[int, int]
    noc: dict[Core, Core]
    ttnn: str
    python: str

    @property
    def chip(self) -> ChipName | None:
        """The chip to plan for; None for an architecture that no plan knows."""
        return next((name for name, arch in ARCHITECTURES.items() if arch == self.arch), None)


def read_facts(line: dict[str, Any], simulated: bool) -> Facts:
    """The first line of the worker.

    Raises:
        DeviceError: Something is missing in it.
    """
    try:
        columns, rows = line["grid"]
        noc = {(x, y): (noc_x, noc_y) for x, y, noc_x, noc_y in line["noc"]}
        return Facts(line["arch"], simulated, (columns, rows), noc, line["ttnn"], line["python"])
    except (KeyError, ValueError, TypeError) as error:
        raise DeviceError("error", f"the worker does not say what the chip is: {error!r}") from error


def require_fit(plan: ProgramPlan, facts: Facts) -> None:
    """Check that the program is planned for the chip that was found.

    Raises:
        DeviceError: With both numbers of each difference.
    """
    wanted = ARCHITECTURES[plan.chip.name]
    if facts.arch != wanted:
        raise DeviceError("unsupported", f"the program is planned for {wanted}, the chip is {facts.arch}")
    findings = list(_misplaced_cores(plan, facts))
    if findings:
        more = f"; and {len(findings) - FEW} more" if len(findings) > FEW else ""
        raise DeviceError("unsupported", "; ".join(findings[:FEW]) + more)
    release = target_of(plan.variant).release
    if (found := _release(facts.ttnn)) and found < _release(release):
        message = f"the kernels are emitted for ttnn {release}, this one is {facts.ttnn}"
        raise DeviceError("unsupported", message)


def _misplaced_cores(plan: ProgramPlan, facts: Facts) -> Iterator[str]:
    columns, rows = facts.grid
    for core in plan.cores:
        place, planned = (core.core.x, core.core.y), (core.noc.x, core.noc.y)
        found = facts.noc.get(place)
        if found is None:
            yield f"the program uses core {place}, the chip has {columns} x {rows} cores"
        elif found != planned:
            yield f"core {place} is planned at NoC {planned}, the chip has it at {found}"


def _release(version: str) -> tuple[int, ...]:
    """The first two numbers of a version; none for a build without a version."""
    found = re.match(r"(\d+)\.(\d+)", version)
    return tuple(map(int, found.groups())) if found else ()
