"""Measures anew what kernels do between the calls of the API: `python -m codegen.commands.calibrate --write FILE`.

It launches cases on wolfpine, with the compiler that ttnn finds, and writes a table for codegen/cost/own_code.py. That
takes some minutes for each chip.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

from codegen.bench.clocks import Recorded, digest_of
from codegen.commands.cases import plan_cases
from codegen.cost.model import times_of
from codegen.cost.own_code import kernels_of
from codegen.cost.throughputs import costs
from codegen.device import Device, find_device, find_simulator
from codegen.device.simulator import TRACE_VARIABLE
from codegen.device.wolfpine.home import VERSION
from codegen.device.wolfpine.launches import Place
from codegen.emulator.instructions import Settings
from codegen.emulator.times import PROCESSORS, Edge, Interval
from codegen.emulator.translate import ARCHITECTURES
from codegen.launch.emulated import emitted_texts, launch
from codegen.launch.measured import measure as measure_launch
from codegen.launch.own_code import (
    MOST_CALLS,
    Call,
    calls_of_model,
    calls_of_trace,
    calls_with_cost,
    least_cycles,
    matched_names,
    only,
    own_code_between,
)
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.program import ProgramPlan
from codegen.reference.tensors import make_tensors

SECONDS = 3600.0
"""For a launch that is traced."""

Pair = tuple[Sequence[Call], Sequence[Call]]
"""Calls of a trace, and of the model."""


@dataclass(frozen=True)
class Traced:
    """A kernel on a processor.

    Attributes:
        kernels: Under which name its code stands in the table.
        processor: The processor.
        start: When it begins, from the first kernel of its core on [cycles].
        calls: Its calls, in the trace and in the model.
    """

    kernels: str
    processor: str
    start: int
    calls: Pair


def trace(device: Device, plan: ProgramPlan) -> Iterator[Traced]:
    """Launch a program, and say what its kernels do."""
    device.run(plan, make_tensors(plan.case), emitted_texts(plan.variant))
    first, _again = device.launches()[-2:]
    facts = device.open()
    sources = frozenset(Path(path).name for path in emitted_texts(plan.variant))
    frames = device.frames(first)
    least = {
        processor: least_cycles(steps for (_, name), steps in first.traces.items() if name == processor)
        for processor in PROCESSORS
    }
    places: dict[Place, tuple[int, int]] = {noc: logical for logical, noc in facts.noc.items()}
    for place in sorted({core for core, _ in first.traces}):
        timeline = _timeline(plan, places[place])
        begin = min(run.first for (core, _), run in first.kernels.items() if core == place)
        for processor in PROCESSORS:
            key = place, processor
            if key not in first.traces:
                continue
            names = calls_with_cost(processor)
            traced = calls_of_trace(first.traces[key], frames[key], sources, names, least[processor])
            pair = traced[:MOST_CALLS], calls_of_model(timeline, processor, names)[:MOST_CALLS]
            yield Traced(kernels_of(plan.variant), processor, first.kernels[key].first - begin, pair)


def _timeline(plan: ProgramPlan, core: tuple[int, int]) -> Sequence[Interval]:
    """What the model says of a core without the table."""
    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    return times_of(launch(plan, make_tensors(plan.case), costs=costs(settings), record=core)).timeline


def table_of(traced: Sequence[Traced], compiler: str) -> dict[str, Any]:
    """The table of a chip, from kernels of all its cases."""
    pairs: dict[str, dict[str, list[Pair]]] = defaultdict(lambda: defaultdict(list))
    starts: dict[str, list[int]] = defaultdict(list)
    for one in traced:
        pairs[one.kernels][one.processor].append(one.calls)
        starts[one.processor].append(one.start)
    return {
        "source": f"wolfpine {VERSION}, {compiler}",
        "starts": {processor: round(mean(cycles)) for processor, cycles in starts.items()},
        "kernels": {
            kernels: {processor: _edges(of_processor) for processor, of_processor in by_processor.items()}
            for kernels, by_processor in pairs.items()
        },
    }


def _edges(pairs: Sequence[Pair]) -> dict[str, int]:
    names = matched_names(pairs)
    if names <= {"end"}:  # the compiler has left nothing in its place
        return {}
    found: dict[Edge, list[int]] = defaultdict(list)
    for traced, modelled in pairs:
        for edge, cycles in own_code_between(only(names, traced), only(names, modelled)).items():
            found[edge] += cycles
    return {" ".join(edge): round(mean(cycles)) for edge, cycles in found.items()}


def measure(chip: ChipName, case: str, only_ids: Sequence[str], python: str | None, compiler: str) -> dict[str, Any]:
    """The table of a chip.

    Args:
        chip: The chip.
        case: The case file.
        only_ids: The cases; all of the file if empty.
        python: The Python with ttnn.
        compiler: What has compiled the kernels, for the record.
    """
    simulator = find_simulator("wolfpine", chip)
    assert simulator
    tracing = replace(simulator, variables={**simulator.variables, TRACE_VARIABLE: "1"})
    traced: list[Traced] = []
    with Device(find_device(python, SECONDS, (), simulator=tracing)) as device:
        for plan in plan_cases(case, only_ids or None, None, chip).plans:
            print(f"{chip}: {plan.case.id}", flush=True)
            traced += trace(device, plan)
    return table_of(traced, compiler)


def cycles_of(chip: ChipName, case: str, python: str | None) -> dict[str, dict[str, Any]]:
    """What the slowest core of each case takes, for codegen/bench/clocks.json."""
    found: dict[str, dict[str, Any]] = {}
    with Device(find_device(python, SECONDS, (), simulator=find_simulator("wolfpine", chip))) as device:
        for plan in plan_cases(case, None, None, chip).plans:
            cycles = measure_launch(device, plan).slowest[1].cycles
            found[plan.case.id] = asdict(Recorded(cycles, digest_of(plan)))
            print(f"{chip}: {plan.case.id}: {cycles}", flush=True)
    return found


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and write the table; of a file that is there, other chips stay."""
    parser = argparse.ArgumentParser(prog="python -m codegen.commands.calibrate", description=__doc__)
    parser.add_argument("--case", default="wolfpine")
    parser.add_argument("--only", action="append", default=[], help="Id of a case; repeatable.")
    parser.add_argument("--chip", action="append", choices=sorted(CHIPS), help="[default: all]")
    parser.add_argument("--device-python", help="Python with ttnn. [default: as in verify]")
    parser.add_argument("--compiler", default="unknown", help="What has compiled the kernels, for the record.")
    parser.add_argument("--write", type=Path, help="The table of own code.")
    parser.add_argument("--cycles", type=Path, help="The cycles of all cases of the file.")
    given = parser.parse_args(words)
    for chip in given.chip or sorted(CHIPS):
        if given.write:
            table = measure(chip, given.case, given.only, given.device_python, given.compiler)
            _replace(given.write, ARCHITECTURES[chip], table, sort_keys=True)
        if given.cycles:
            _replace(given.cycles, chip, cycles_of(chip, given.case, given.device_python), sort_keys=False)


def _replace(file: Path, key: str, value: Any, sort_keys: bool) -> None:
    """Put a value into a file of JSON; other keys stay."""
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    content[key] = value
    file.write_text(json.dumps(content, indent=1, sort_keys=sort_keys) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
