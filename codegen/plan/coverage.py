"""How many of some cases have a plan, by operation and memory layout, and what the others lack."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, get_args

from codegen.model.case import Case
from codegen.model.finding import Finding
from codegen.model.slices import Slices
from codegen.model.variant import MemoryLayout, Variant
from codegen.plan.buffers import L1Budget
from codegen.plan.chip import Chip
from codegen.plan.placements import placements
from codegen.plan.program import PlanError, ProgramPlan, plan_program
from codegen.plan.sequence import plan_case
from codegen.schedules.schedule import schedule_of

TOO_MANY_SHARDS = "channels-fill-shards"
"""The rule that says no more than that a placement has too many cores."""


def plan_on_most_cores(variant: Variant, case: Case, chip: Chip) -> ProgramPlan:
    """The plan of a case as one program on as many cores as it takes, from its origin on, whatever its own placement.

    Raises:
        PlanError: It has none on any cores of the chip; the findings are those of the placement with the most cores
            that all have channels.
    """
    refused: PlanError | None = None
    for placed in _placed(variant, case.model_copy(update={"slices": None}), chip):
        try:
            return plan_program(variant, placed, chip)
        except PlanError as error:
            if refused is None or refused.findings[0].rule == TOO_MANY_SHARDS:
                refused = error
    assert refused is not None
    raise refused


def fits_in_slices(variant: Variant, case: Case, chip: Chip) -> bool:
    """Whether a case has a plan in slices, on as many cores as all have channels."""
    for placed in _placed(variant, case.model_copy(update={"slices": Slices()}), chip):
        try:
            plan_case(variant, placed, chip)
        except PlanError as error:
            if error.findings[0].rule != TOO_MANY_SHARDS:
                return False
        else:
            return True
    return False


def _placed(variant: Variant, case: Case, chip: Chip) -> Iterator[Case]:
    """A case of a variant on all cores that it may have from its origin on, the most first."""
    named = case.model_copy(update={"variant": variant.name})
    most = (chip.grid[0] - case.origin[0], chip.grid[1] - case.origin[1])
    if min(most) < 1:
        yield named
        return
    for placement in sorted(placements(variant, case, most), key=lambda one: -one.num_cores):
        yield placement.of(named)


@dataclass(frozen=True)
class Column:
    """Variants of which an operation picks one, or another where there is a bias.

    Attributes:
        operation: The operation.
        layout: Memory layout of the variants.
        variants: The variants; a case is covered if one of them has a plan.
    """

    operation: str
    layout: MemoryLayout
    variants: tuple[Variant, ...]

    @property
    def takes_tensors(self) -> bool:
        """Whether the input is a tensor as a network has it, which nobody pads or lays out."""
        return schedule_of(self.variants[0]).gathers


@dataclass(frozen=True)
class Cell:
    """The cases of a network in one column.

    Attributes:
        planned: How many have a plan as one program.
        in_slices: How many of the others have one in slices.
        lacking: Ids of these others, by what they lack as one program.
    """

    planned: int
    in_slices: int
    lacking: Mapping[str, tuple[str, ...]]


class Lack(NamedTuple):
    """What a case lacks as one program, and whether it has a plan in slices."""

    what: str
    fits_in_slices: bool


@dataclass(frozen=True)
class NetworkCoverage:
    """A network on a chip.

    Attributes:
        network: Its name.
        chip: The chip.
        cases: How many distinct layers it has.
        cells: Of each column, in the order of the columns.
        covered: How many layers have a plan as one program in some column.
        in_any_layout: How many have one, as one program or in slices, between tensors of each memory layout.
    """

    network: str
    chip: Chip
    cases: int
    cells: tuple[Cell, ...]
    covered: int
    in_any_layout: int


def columns_of(variants: Iterable[tuple[str, Variant]]) -> tuple[Column, ...]:
    """The columns of some variants, each with the name of its operation; checkpoints, which nothing runs, have none."""
    found: dict[tuple[str, MemoryLayout], list[Variant]] = {}
    for operation, variant in variants:
        if not variant.is_checkpoint:
            found.setdefault((operation, variant.memory_layout), []).append(variant)
    return tuple(Column(operation, layout, tuple(ones)) for (operation, layout), ones in found.items())


@dataclass
class Coverage:
    """Covers networks; what was found of a layer holds for the same layer of another network.

    Attributes:
        columns: What is asked of each layer.
    """

    columns: tuple[Column, ...]
    _known: dict[tuple[Chip, int, str], Lack | None] = field(default_factory=dict)

    def cover(self, network: str, cases: Sequence[Case], chip: Chip) -> NetworkCoverage:
        """Plan each layer of a network in all columns.

        Args:
            network: Its name.
            cases: Its layers; their variants, cores and slices do not matter.
            chip: The chip, or what a board has of it.
        """
        lacks = [[self._lack(place, case, chip) for place in range(len(self.columns))] for case in cases]
        cells = tuple(_cell(cases, [row[place] for row in lacks]) for place in range(len(self.columns)))
        covered = sum(not all(row) for row in lacks)
        return NetworkCoverage(network, chip, len(cases), cells, covered, sum(map(self._in_any_layout, lacks)))

    def _in_any_layout(self, lacks: Sequence[Lack | None]) -> bool:
        """Whether a layer that lacks these, by columns, has a plan between tensors of each memory layout."""
        planned = {
            column.layout
            for column, lack in zip(self.columns, lacks, strict=True)
            if column.takes_tensors and (lack is None or lack.fits_in_slices)
        }
        return planned == {*get_args(MemoryLayout)}

    def _lack(self, place: int, case: Case, chip: Chip) -> Lack | None:
        """What a case lacks in a column; None if it has a plan."""
        same = case.model_dump_json(exclude=_DOES_NOT_MATTER)
        key = (chip, place, same)
        if key not in self._known:
            self._known[key] = _first_lack(self.columns[place].variants, case, chip)
        return self._known[key]


_DOES_NOT_MATTER = {"id", "variant", "grid", "cores", "origin", "slices", "activation", "expect"}
"""Fields of a case that do not decide whether it has a plan somewhere."""


def _first_lack(variants: Sequence[Variant], case: Case, chip: Chip) -> Lack | None:
    """What a case lacks in the first of some variants; None if one of them has a plan."""
    lacks = []
    for variant in variants:
        try:
            plan_on_most_cores(variant, case, chip)
        except PlanError as error:
            lacks.append(lack_in_words(error.findings[0], error.budget))
        else:
            return None
    return Lack(lacks[0], any(fits_in_slices(one, case, chip) for one in variants))


def _cell(cases: Sequence[Case], lacks: Sequence[Lack | None]) -> Cell:
    lacking: dict[str, tuple[str, ...]] = {}
    for case, lack in zip(cases, lacks, strict=True):
        if lack:
            lacking[lack.what] = (*lacking.get(lack.what, ()), case.id)
    return Cell(sum(not lack for lack in lacks), sum(bool(lack and lack.fits_in_slices) for lack in lacks), lacking)


_LACKS = {
    "input-on-chip": "L1 of all cores together, for the padded input",
    "argument-words": "words of arguments",
    "buffer-pages": "pages that a circular buffer can count",
    "case-size": "numbers of 32 bits",
    "padding-made": "padding of other numbers than zeros",
    "multiplier-prepared": "an input with each channel as often as its multiplier says",
    TOO_MANY_SHARDS: "channels for the fewest cores",
}
"""By rules, what a case lacks that breaks one."""


def lack_in_words(finding: Finding, budget: L1Budget | None) -> str:
    """What a case lacks, in the words of a table: the same for all that lack the same.

    Args:
        finding: The rule that it breaks.
        budget: Of a core, where one was made.
    """
    if finding.rule != "l1-budget":
        return _LACKS.get(finding.rule, f"what [{finding.rule}] wants")
    if budget is None:
        return "L1, many times over, for input and output"
    largest, _ = max(budget.buffers, key=lambda one: one[1])
    return f"L1, most of it for {largest}"


def count_lacks(
    covered: Iterable[NetworkCoverage], columns: Sequence[Column]
) -> Iterator[tuple[Column, str, list[str]]]:
    """What layers of all networks lack in each column, the most frequent first, with the ids of the layers."""
    cells: dict[int, dict[str, list[str]]] = {}
    for one in covered:
        for place, cell in enumerate(one.cells):
            for lack, ids in cell.lacking.items():
                cells.setdefault(place, {}).setdefault(lack, []).extend(ids)
    for place in sorted(cells):
        for lack, layers in sorted(cells[place].items(), key=lambda item: -len(item[1])):
            yield columns[place], lack, layers
