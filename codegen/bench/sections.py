"""The sections of the benchmark, in their order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from codegen.bench.clocks import measure_clocks
from codegen.bench.editing import measure_editing
from codegen.bench.emitting import measure_emitting
from codegen.bench.measure import Row, Settings
from codegen.bench.schedules import measure_schedules
from codegen.bench.verifying import measure_emulator, measure_verifying

TIME, NUMBER = "ms", "number"


@dataclass(frozen=True)
class Section:
    """A table of the benchmark.

    Attributes:
        name: What `--only` calls it.
        title: Its heading.
        about: What is measured, in a sentence.
        unit: Unit of its numbers.
        measure: Gives its rows, one by one.
    """

    name: str
    title: str
    about: str
    unit: str
    measure: Callable[[Settings], Iterator[Row]]


SECTIONS = (
    Section(
        "emit",
        "Generate and check",
        "`ttdw check` must cost little more than formatting the same files once and starting Python.",
        TIME,
        measure_emitting,
    ),
    Section(
        "verify",
        "Verify a case",
        "Warm, it plans and renders, but compiles nothing; cold, it takes little more than the compilers.",
        TIME,
        measure_verifying,
    ),
    Section(
        "emulator",
        "The emulator",
        "The compiled program of each seed case, with its process, and the same convolution by NumPy.",
        TIME,
        measure_emulator,
    ),
    Section(
        "edit",
        "From a changed spec to a verified case",
        "An argument moves in a spec; all files are generated, and a case is compiled and verified. Taken once.",
        TIME,
        measure_editing,
    ),
    Section(
        "schedules",
        "The flat schedule against the stick schedule",
        "By the cost model, and by the counters of the core that has the most: the same on every machine.",
        NUMBER,
        measure_schedules,
    ),
    Section(
        "clocks",
        "The cost model against wolfpine",
        "Cycles of the slowest core, by the model and by a simulator with clocks that executes the compiled kernels "
        "([Which judge says what](judges.md)). What kernels do themselves was measured on the first cases, `measured`.",
        NUMBER,
        measure_clocks,
    ),
)
