"""The work of `ttdw search`: a worker draws cases by their numbers, and tries them."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, TypeAdapter

from codegen.jobs.journal import Header, Journal, journal
from codegen.jobs.same_tool import tool_digest
from codegen.jobs.work import Done
from codegen.launch.time_limit import limited_to
from codegen.model.variant import Variant
from codegen.native.cache import digest
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.sequence import CasePlan
from codegen.search.agree import Fault, fault_of
from codegen.search.choices import Seeded
from codegen.search.draw import draw_case_plan
from codegen.search.found import Found


class Tried(BaseModel):
    """A line of the journal of a search.

    Attributes:
        number: The case that was tried.
        found: What is wrong with it; None if nothing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    found: Found | None = None


@dataclass(frozen=True)
class Searching:
    """What is done with the numbers of a search.

    Attributes:
        seed: The seed, which with a number gives a case.
        variants: What cases are drawn of.
        chips: The chips that they are planned for.
        time_limit: Seconds that the emulator may run a program; None leaves the limit.
        needs_board: No chip takes part.
    """

    seed: int
    variants: tuple[Variant, ...]
    chips: tuple[ChipName, ...]
    time_limit: float | None
    needs_board: bool = False

    def __call__(self, items: Sequence[int], /) -> list[Tried]:
        """What comes of each number."""
        with limited_to(self.time_limit):
            return [self._try(number) for number in items]

    def is_of_the_board(self, _answer: Tried, /) -> bool:
        """There is none."""
        return False

    def tried(self, done: Done[int, Tried]) -> Tried:
        """What came of a number, also if the workers that had it died."""
        if done.answer:
            return done.answer
        return Tried(
            number=done.item, found=_found(done.item, self.plan_of(done.item), Fault("error", done.why_no_answer))
        )

    def journal(self, path: Path | None) -> AbstractContextManager[Journal[Tried] | None]:
        """The journal of this search, for the length of a block; None without a file.

        Raises:
            InputError: The file is that of something else.
        """
        if path is None:
            return nullcontext()
        parts = [str(self.seed), *self.chips, *(one.model_dump_json() for one in self.variants)]
        header = Header(journal="ttdw search", run=digest([tool_digest(), *parts]))
        return journal(path, header, TypeAdapter(Tried))

    def plan_of(self, number: int) -> CasePlan:
        """The plan of the case with a number."""
        chips = [CHIPS[name] for name in self.chips]
        return draw_case_plan(Seeded(self.seed, number), self.variants, chips, f"random_{self.seed}_{number}")

    def _try(self, number: int) -> Tried:
        plan = self.plan_of(number)
        fault = fault_of(plan)
        return Tried(number=number, found=_found(number, plan, fault) if fault else None)


def _found(number: int, plan: CasePlan, fault: Fault) -> Found:
    return Found(number=number, chip=plan.chip.name, verdict=fault.verdict, message=fault.message, case=plan.case)
