"""The cost model against wolfpine, a simulator with clocks, on the cases of cases/wolfpine.yaml."""

from __future__ import annotations

import json
import re
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
"""What wolfpine has said, by chip and case. The first launch of a process repeats exactly, others to half a percent."""

ANEW = "python -m codegen.commands.calibrate"
"""Writes it anew, with the table of what kernels do themselves: docs/judges.md."""

WITHIN = 0.12
"""How far the model may be from wolfpine, as a part of wolfpine's cycles."""


_PACKERS = "packers take 64 bytes a cycle in the model, and a cycle an instruction on wolfpine."
_STICK = "the table of calls gives TRISC2 some 1,000 instructions more than it executes, one in sixteen."
_RESIDENT = (
    "where weights are waited for once, no call that the trace shows in its place stands between two taps of TRISC0: "
    "what it does itself there is not in the table."
)

FAR: Mapping[tuple[ChipName, str], str] = {
    ("wormhole", "planes_height_c96"): _PACKERS,
    ("blackhole", "height_c32_32x16"): _RESIDENT,
    ("blackhole", "stick_c32"): _STICK,
    ("blackhole", "stick_block_c64"): _STICK,
}
"""The cases that are further away, and what is known of it."""


@dataclass(frozen=True)
class Recorded:
    """What wolfpine has said of a case.

    Attributes:
        cycles: Of the slowest core, from its first kernel's begin to its last one's end.
        kernels: The digest of its kernels.
    """

    cycles: int
    kernels: str


def recorded() -> Mapping[ChipName, Mapping[str, Recorded]]:
    """The record by chip and case."""
    content = json.loads(RECORD.read_text(encoding="utf-8"))
    return {chip: {case: Recorded(**one) for case, one in cases.items()} for chip, cases in content.items()}


def digest_of(plan: ProgramPlan) -> str:
    """Of the kernels of a program, whatever their comments: of others, the record says nothing."""
    texts = emitted_texts(plan.variant)
    kernels = [path for path in sorted(texts) if "kernels" in Path(path).parts]
    return digest(part for path in kernels for part in (path, re.sub(r"\s*//.*", "", texts[path])))[:16]


def stale() -> list[str]:
    """The cases of the record whose kernels have changed since."""
    plans = {chip: plans_on(chip) for chip in recorded()}
    return [
        f"{case}, {chip}"
        for chip, cases in recorded().items()
        for case, one in cases.items()
        if one.kernels != digest_of(plans[chip][case])
    ]


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
            if one.kernels == digest_of(plans[case]):
                modelled = cost_of(plans[case], timed_run(plans[case])).cycles
                note = FAR.get((chip, case), "")
                yield Row(f"{case}, {chip}", modelled, "wolfpine", one.cycles, modelled / one.cycles, note=note)
