"""verify on the emulator: warm against its program, cold against its compilers, and the emulator against NumPy."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from statistics import median

from codegen.bench.cold import run_cold
from codegen.bench.measure import SECONDS, Action, Bound, Row, Settings, compare_times, interpreter, ttdw
from codegen.bench.seed import CASE, VERIFY, plans_of
from codegen.emulator.request import encode_run_request
from codegen.emulator.translate import run_request
from codegen.judge.golden import golden_numpy
from codegen.launch.emulated import runner_of
from codegen.native.ask import ask
from codegen.plan.program import ProgramPlan
from codegen.reference.tensors import make_tensors

PACKAGES = ("numpy", "pydantic", "cyclopts", "jinja2", "yaml")
"""What a verification imports, whatever we do."""

WARM_BOUND = Bound(3)
"""As a multiple of starting Python with these packages and running the program."""

COMPILER_BOUND = Bound(0.8, at_most=False)
"""Part of a cold verification in which a compiler runs: what is left to us is small."""

COLD_REPETITIONS = 2
"""A cold one takes seconds, nearly all of them the compiler's."""


def measure_verifying(settings: Settings) -> Iterator[Row]:
    """Warm and cold."""
    yield measure_warm(settings)
    yield measure_cold(settings)


def measure_warm(settings: Settings) -> Row:
    """Once more, with all that is compiled in the cache: programs, and the bytecode that Python keeps."""
    kept = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(settings.folder("bytecode").absolute())}
    return compare_times(
        {f"`ttdw verify`, {CASE}, warm": ttdw(VERIFY, settings.folder("verify"), kept)},
        {
            f"`import {', '.join(PACKAGES)}`": interpreter(*PACKAGES),
            "the compiled program": program_of(plans_of("seed")[CASE]),
        },
        settings,
        WARM_BOUND,
    )


def measure_cold(settings: Settings) -> Row:
    """With an empty cache."""
    folder = settings.folder("cold")
    seconds = []
    for _ in range(min(settings.repetitions, COLD_REPETITIONS)):
        seconds.append(run_cold(VERIFY, folder, folder / "cache"))
        shutil.rmtree(folder / "cache")
    return Row(
        what="a compiler runs",
        value=1000 * median(compilers for _, compilers in seconds),
        against=f"`ttdw verify`, {CASE}, empty cache",
        against_value=1000 * median(total for total, _ in seconds),
        ratio=median(compilers / total for total, compilers in seconds),
        bound=COMPILER_BOUND,
    )


def measure_emulator(settings: Settings) -> Iterator[Row]:
    """The compiled program of each seed case against the golden convolution by NumPy."""
    for name, plan in plans_of("seed").items():
        yield compare_times(
            {f"{name}, on the emulator": program_of(plan)}, {"the golden convolution": _golden(plan)}, settings
        )


def program_of(plan: ProgramPlan) -> Action:
    """An action that runs the compiled program of a plan."""
    runner: Path = runner_of(plan.variant, plan.chip)
    request = run_request(plan, make_tensors(plan.case))
    question = encode_run_request(request)
    return lambda: ask([str(runner), "run"], question, timeout=SECONDS)


def _golden(plan: ProgramPlan) -> Action:
    tensors = make_tensors(plan.case)
    return lambda: golden_numpy(plan.case, tensors)
