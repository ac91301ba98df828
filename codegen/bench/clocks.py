"""The cost model against wolfpine, a simulator with clocks, on the cases of cases/wolfpine.yaml."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from codegen.bench.measure import Row, Settings
from codegen.cost.model import cost_of
from codegen.launch.emulated import emitted_texts, timed_run
from codegen.model.loader import load_cases, load_variants
from codegen.native.cache import digest
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.program import ProgramPlan, plan_program
from codegen.resources import shipped_cases, shipped_specs

CASES = "wolfpine"

RECORD = Path(__file__).parent / "clocks.json"
"""What wolfpine has said, by chip and case: `python -m codegen.commands.calibrate --cycles FILE` writes it anew. The
first launch of a process repeats exactly, later ones to half a percent."""

WITHIN = 0.12
"""How far the model may be from wolfpine, as a part of wolfpine's cycles."""


@dataclass(frozen=True)
class Recorded:
    """What wolfpine has said of a case.

    Attributes:
        cycles: Of the slowest core, from its first kernel's begin to its last one's end.
        emitted: The digest of what was emitted.
    """

    cycles: int
    emitted: str


def recorded() -> Mapping[ChipName, Mapping[str, Recorded]]:
    """The record by chip and case."""
    content = json.loads(RECORD.read_text(encoding="utf-8"))
    return {chip: {case: Recorded(**one) for case, one in cases.items()} for chip, cases in content.items()}


def digest_of(plan: ProgramPlan) -> str:
    """Of what is emitted for a program: of other kernels, the record says nothing."""
    texts = emitted_texts(plan.variant)
    return digest(part for path in sorted(texts) for part in (path, texts[path]))[:16]


def plans_on(chip: ChipName) -> dict[str, ProgramPlan]:
    """The plans of the cases by their ids."""
    variants = {one.variant.name: one.variant for one in load_variants([shipped_specs()])}
    cases = [one.case for one in load_cases(shipped_cases() / f"{CASES}.yaml", variants)]
    return {case.id: plan_program(variants[case.variant], case, CHIPS[chip]) for case in cases}


def measure_clocks(_settings: Settings) -> Iterator[Row]:
    """Each case on each chip: modelled cycles, and what wolfpine has said, if it was of the kernels of today."""
    for chip, measured in recorded().items():
        plans = plans_on(chip)
        for case, one in measured.items():
            if one.emitted == digest_of(plans[case]):
                modelled = cost_of(plans[case], timed_run(plans[case])).cycles
                yield Row(f"{case}, {chip}", modelled, "wolfpine", one.cycles, modelled / one.cycles)
