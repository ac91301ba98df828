"""Runs the plans of `ttdw verify` here, or on workers; what was done before is not done again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from codegen.device import Device, MissingDevice
from codegen.jobs.resumed import Resumed
from codegen.jobs.verdicts import verdicts_of
from codegen.jobs.verifying import AskingForTheChip, Verifying
from codegen.judge.verdict import Result
from codegen.plan.chip import ChipName
from codegen.plan.sequence import CasePlan

if TYPE_CHECKING:
    from distributed import Client

MOST_PLANS = 16
"""Of a batch: what a worker that dies has to do again, and for how long it opens its chip once."""

BATCHES_FOR_EACH = 4
"""Batches that each worker should get, so that all are busy until the end."""


@dataclass(frozen=True)
class Run:
    """What a run of `ttdw verify` does.

    Attributes:
        plans: The plans.
        work: What is done with each.
        past: What was done before.
        stored: Whether somebody may go on with the results later: then each has its key, for which all sources of ttdw
            are read.
    """

    plans: Sequence[CasePlan]
    work: Verifying
    past: Resumed
    stored: bool

    @property
    def done(self) -> list[Result]:
        """The results that are there already: those of cases of which none is missing."""
        return [self.past.results[key] for plan in self.plans if self._is_done(plan) for key in self._keys(plan)]

    @property
    def open(self) -> list[CasePlan]:
        """The plans that are to be run."""
        return [plan for plan in self.plans if not self._is_done(plan)]

    def here(self, device: Device | MissingDevice) -> Iterator[Result]:
        """The other results, one by one and in their order."""
        for plan in self.open:
            for result in self.work.one_by_one([plan], device):
                yield self._written(plan, result)

    def on(self, client: Client) -> Iterator[Result]:
        """The other results, as workers come to them.

        Raises:
            NoWorkersLeftError: All workers are gone; what they have done was given back.
        """
        from codegen.jobs.share import share
        from codegen.jobs.workers import places

        plans, workers = self.open, sum(places(client, self.work.needs_board).values())
        batch = min(MOST_PLANS, max(1, len(plans) // (BATCHES_FOR_EACH * max(1, workers))))
        for done in share(client, self.work, plans, batch):
            for result in verdicts_of(done, self.work):
                yield self._written(done.item, result)

    def in_order(self, results: Sequence[Result]) -> list[Result]:
        """Results in the order of the plans and of the backends, however they came."""
        cases = {plan.case.id: place for place, plan in enumerate(self.plans)}
        backends: dict[str, int] = {name: place for place, name in enumerate(self.work.backends)}
        return sorted(results, key=lambda one: (cases.get(one.case, -1), backends.get(one.backend, -1)))

    def _written(self, plan: CasePlan, result: Result) -> Result:
        if not self.stored:
            return result
        keyed = result.model_copy(update={"key": self.work.key(plan, result.backend)})
        self.past.add(keyed)
        return keyed

    def _is_done(self, plan: CasePlan) -> bool:
        return bool(self.past.results) and all(key in self.past.results for key in self._keys(plan))

    def _keys(self, plan: CasePlan) -> list[str]:
        return [self.work.key(plan, name) for name in self.work.backends]


def chip_of_workers(client: Client, work: Verifying) -> ChipName:
    """The chip that the first worker with a board holds: those of one scheduler hold the same."""
    from codegen.jobs.share import share

    (done,) = share(client, AskingForTheChip(work.board), [None], 1)
    return done.answer or "wormhole"
