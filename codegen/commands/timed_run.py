"""A program on the emulator with the times of its calls, as several commands want it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from codegen.emulator.run import RunResult
    from codegen.plan.program import ProgramPlan


def timed_run(plan: ProgramPlan, record: tuple[int, int] | None = None) -> RunResult:
    """Run a plan, and keep times.

    Args:
        plan: The plan.
        record: The core whose timeline is wanted.

    Raises:
        BackendError: It does not end well, or there is no compiler.
    """
    from codegen.cost.throughputs import costs
    from codegen.emulator.instructions import Settings
    from codegen.emulator.translate import ARCHITECTURES
    from codegen.reference.tensors import make_tensors
    from codegen.verify import launch, output_of

    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    result = launch(plan, make_tensors(plan.case), costs=costs(settings), record=record)
    output_of(plan, result)
    return result
