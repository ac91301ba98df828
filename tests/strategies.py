"""Random valid cases, for hypothesis: its choices in the place of those of a seed."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from codegen.model.activations import ACTIVATIONS
from codegen.model.case import Case
from codegen.model.rules import case_findings
from codegen.model.variant import Variant
from codegen.plan.chip import CHIPS, Chip
from codegen.plan.program import ProgramPlan
from codegen.plan.sequence import CasePlan
from codegen.search.choices import OptionT
from codegen.search.draw import draw_case, draw_case_plan, draw_plan
from tests.variants import ALL


@dataclass(frozen=True)
class Drawn:
    """Choices that hypothesis makes, and makes simpler where a test fails."""

    draw: st.DrawFn

    def whole(self, low: int, high: int) -> int:
        return self.draw(st.integers(low, high))

    def one_of(self, options: Sequence[OptionT]) -> OptionT:
        return self.draw(st.sampled_from(options))


@st.composite
def cases(draw: st.DrawFn, variant: Variant, chip: Chip, activations: Collection[str] = ACTIVATIONS) -> Case:
    """A small case that the variant can compute on the chip."""
    case = draw_case(Drawn(draw), variant, chip, "random", activations)
    assert not case_findings(case)
    return case


@st.composite
def plans(
    draw: st.DrawFn, schedule: str | None = None, given: str | None = None, multiply: str | None = None
) -> ProgramPlan:
    """The plan of a random case on a random variant, of any schedule or a certain one, and any chip."""
    fitting = [
        one
        for one in ALL.values()
        if schedule in (None, one.schedule) and given in (None, one.input) and multiply in (None, one.multiply)
    ]
    return draw_plan(Drawn(draw), fitting, list(CHIPS.values()), "random")


@st.composite
def case_plans(draw: st.DrawFn) -> CasePlan:
    """The plan of a random case on any variant and chip, whole or in slices."""
    return draw_case_plan(Drawn(draw), list(ALL.values()), list(CHIPS.values()), "random")
