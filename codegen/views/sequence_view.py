"""Layers in slices: which part of a layer each slice computes, by which program, and what they cost together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from codegen.cost.sequence import SequenceCost
from codegen.plan.sequence import SequencePlan, in_words
from codegen.plan.slices import Box
from codegen.views.plan_view import TitledTable, make_table


def slice_table(plan: SequencePlan) -> TitledTable:
    """The slices of a layer, in their order."""
    table = make_table(["slice", "program", "outputs", "reads", "padding"], numbers_from=5)
    for number, (one, program) in enumerate(zip(plan.slices, plan.programs, strict=True), 1):
        padding = ", ".join(map(str, one.case.padding_sides))
        table.add_row(str(number), program.case.id, _span(one.outputs, plan), _span(one.inputs, plan), padding)
    return f"{plan.case.id} on {plan.variant.name}, {plan.chip.name}: {in_words(plan.axis, len(plan.slices))}", table


def sequence_record(plan: SequencePlan) -> dict[str, Any]:
    """The same, for machines: first and last of rows, columns and channels."""
    return {
        "case": plan.case.id,
        "variant": plan.variant.name,
        "chip": plan.chip.name,
        "axis": plan.axis,
        "slices": [
            {"program": program.case.id, "outputs": _ends(one.outputs), "inputs": _ends(one.inputs)}
            for one, program in zip(plan.slices, plan.programs, strict=True)
        ],
    }


def sequence_cost_table(costs: Sequence[SequenceCost]) -> TitledTable:
    """What a layer costs in the slices of some variants: a row for each."""
    first = costs[0]
    columns = ["variant", "slices", "cycles", "of the first", "bytes read", "of the input", "bytes written"]
    table = make_table(columns, numbers_from=2)
    for cost in costs:
        table.add_row(
            cost.plan.variant.name,
            in_words(cost.plan.axis, len(cost.plan.slices)),
            f"{cost.cycles:,}",
            f"{cost.cycles / first.cycles:.2f}",
            f"{cost.read_bytes:,}",
            f"{cost.read_bytes / cost.input_bytes:.2f}",
            f"{cost.written_bytes:,}",
        )
    named = f"{first.plan.case.id}, {first.plan.chip.name}"
    return f"{named}: one slice behind the other; what goes from and to DRAM takes no time here", table


def sequence_cost_record(cost: SequenceCost) -> dict[str, Any]:
    """The same, for machines."""
    return {
        **sequence_record(cost.plan),
        "cycles": cost.cycles,
        "read_bytes": cost.read_bytes,
        "input_bytes": cost.input_bytes,
        "written_bytes": cost.written_bytes,
    }


def _span(box: Box, plan: SequencePlan) -> str:
    what, part = box.along(plan.axis)
    return f"{what} {part.start}..{part.stop - 1} ({len(part)})"


def _ends(box: Box) -> dict[str, tuple[int, int]]:
    return {name: (part.start, part.stop - 1) for name, part in box._asdict().items()}
