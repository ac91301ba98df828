"""The cost of a layer in slices: what its programs take one behind the other, and what goes from and to DRAM."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from codegen.cost.model import Cost
from codegen.model.formats import Format
from codegen.plan.chip import TILE_DATUMS
from codegen.plan.sequence import CasePlan, SequencePlan
from codegen.plan.slices import Box


@dataclass(frozen=True)
class SequenceCost:
    """What a layer in slices costs.

    Attributes:
        plan: The plan.
        costs: Of its programs, by the id of their case.
    """

    plan: SequencePlan
    costs: Mapping[str, Cost]

    @property
    def cycles(self) -> int:
        """Those of all slices: none begins before the one in front of it has ended. What is moved is not in it."""
        return sum(self.costs[program.case.id].cycles for program in self.plan.programs)

    @property
    def read_bytes(self) -> int:
        """What the slices read of the input in DRAM."""
        return sum(self._bytes(one.inputs, self.plan.case.input_format) for one in self.plan.slices)

    @property
    def input_bytes(self) -> int:
        """What the input has, of which neighbours read their halo again."""
        case = self.plan.case
        return self._bytes(Box(range(case.input[0]), range(case.input[1]), range(case.channels)), case.input_format)

    @property
    def written_bytes(self) -> int:
        """What the slices write to the output in DRAM."""
        return sum(self._bytes(one.outputs, self.plan.case.output_format) for one in self.plan.slices)

    def _bytes(self, box: Box, number_format: Format) -> int:
        return self.plan.case.batch * box.sticks * len(box.channels) * number_format.tile_bytes // TILE_DATUMS


def sequence_costs(plans: Iterable[CasePlan], costs: Sequence[Cost]) -> list[SequenceCost]:
    """The costs of those plans that are sequences, of which each program has one.

    Args:
        plans: Plans of one case.
        costs: Of their programs.
    """
    found = []
    for plan in plans:
        if isinstance(plan, SequencePlan):
            own = {one.case: one for one in costs if one.variant == plan.variant.name}
            if all(program.case.id in own for program in plan.different):
                found.append(SequenceCost(plan, own))
    return found
