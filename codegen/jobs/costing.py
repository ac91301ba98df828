"""The work of `ttdw tune`: a worker runs candidates on the cost model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from codegen.cost.model import Cost, cost_of
from codegen.emulator import CompileError, RunnerError
from codegen.launch.emulated import timed_run
from codegen.launch.error import BackendError, Verdict
from codegen.launch.time_limit import limited_to
from codegen.plan.program import ProgramPlan


class Stopped(NamedTuple):
    """Why a program has no cost."""

    verdict: Verdict
    message: str


@dataclass(frozen=True)
class Costing:
    """What is done with programs.

    Attributes:
        time_limit: Seconds that the emulator may run one; None leaves the limit.
        needs_board: No chip takes part.
    """

    time_limit: float | None
    needs_board: bool = False

    def __call__(self, items: Sequence[ProgramPlan], /) -> list[Cost | Stopped]:
        """What each program costs."""
        with limited_to(self.time_limit):
            return [_cost(plan) for plan in items]

    def is_of_the_board(self, _answer: Cost | Stopped, /) -> bool:
        """There is none."""
        return False


def _cost(plan: ProgramPlan) -> Cost | Stopped:
    try:
        return cost_of(plan, timed_run(plan))
    except BackendError as stopped:
        return Stopped(stopped.verdict, str(stopped))
    except (CompileError, RunnerError) as failure:
        return Stopped("error", str(failure))
