"""Measures anew what wolfpine says of the cases in cases/wolfpine.yaml: after a change of kernels, or for a compiler.

It launches them with the compiler that ttnn finds. It writes what kernels do between the calls of the API, for
codegen/cost/own_code.py, and the cycles that the model is held against, for codegen/bench/clocks.py.
"""

from __future__ import annotations

import argparse
import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from statistics import mean
from typing import Any

from codegen.bench.clocks import RECORD, Recorded, digest_of, plans_on
from codegen.cost.model import times_of
from codegen.cost.own_code import SHIPPED, kernels_of
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

TRACED = "measured"
"""How the ids of the cases begin whose kernels are traced for the table."""

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
    """What the kernels of the program that was launched last do."""
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
        "starts": {processor: round(mean(starts[processor])) for processor in PROCESSORS},
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
    return {" ".join(edge): round(mean(found[edge])) for edge in sorted(found)}


def measure(chip: ChipName, python: str | None, compiler: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """The table of a chip, and what the slowest core of each case takes, for codegen/bench/clocks.json.

    Args:
        chip: The chip.
        python: The Python with ttnn.
        compiler: What has compiled the kernels, for the record.
    """
    plans = plans_on(chip)
    traced: list[Traced] = []
    found: dict[str, dict[str, Any]] = {}
    for tracing in (True, False):
        with _wolfpine(chip, python, tracing) as device:
            for case in (case for case in plans if case.startswith(TRACED) == tracing):
                measured = measure_launch(device, plans[case])
                found[case] = asdict(Recorded(measured.slowest[1].cycles, digest_of(plans[case])))
                print(f"{chip}: {case}: {found[case]['cycles']}", flush=True)
                if tracing:
                    traced += trace(device, plans[case])
    return table_of(traced, compiler), {case: found[case] for case in plans}


def _wolfpine(chip: ChipName, python: str | None, tracing: bool) -> Device:
    simulator = find_simulator("wolfpine", chip)
    assert simulator
    if tracing:
        simulator = replace(simulator, variables={**simulator.variables, TRACE_VARIABLE: "1"})
    return Device(find_device(python, SECONDS, (), simulator=simulator))


def main(words: Sequence[str] | None = None) -> None:
    """Measure, and write what was measured; of a file that is there, other chips stay."""
    parser = argparse.ArgumentParser(prog="python -m codegen.commands.calibrate", description=__doc__)
    parser.add_argument("--chip", action="append", choices=sorted(CHIPS), help="[default: all]")
    parser.add_argument("--device-python", help="Python with ttnn. [default: as in verify]")
    parser.add_argument("--compiler", required=True, help="What compiles the kernels, for the record.")
    parser.add_argument("--own-code", type=Path, default=SHIPPED, help="What kernels do themselves. [default: ours]")
    parser.add_argument("--clocks", type=Path, default=RECORD, help="The cycles of all cases. [default: ours]")
    given = parser.parse_args(words)
    for chip in given.chip or sorted(CHIPS):
        table, cycles = measure(chip, given.device_python, given.compiler)
        _replace(given.own_code, ARCHITECTURES[chip], table)
        _replace(given.clocks, chip, cycles)


def _replace(file: Path, key: str, value: Mapping[str, Any]) -> None:
    """Put a value into a file of JSON; other keys stay."""
    content: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    content[key] = value
    file.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
