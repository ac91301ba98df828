"""A plan for people: the grid with its roles, shards, arguments, buffers and the L1 budget."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING

from codegen.model.positions import roles_of
from codegen.model.variant import KERNEL_NAMES, KernelName
from codegen.plan.core_map import core_map
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.schedule import schedule_of

if TYPE_CHECKING:
    from rich.table import Table

CORES_PER_TABLE = 8

TitledTable = tuple[str, "Table"]


def plan_tables(plan: ProgramPlan) -> Iterator[TitledTable]:
    """Everything about a plan, table by table, each with its title."""
    yield _grid_table(plan)
    yield _geometry_table(plan)
    yield _shard_table(plan)
    for kernel in KERNEL_NAMES:
        yield from _argument_tables(plan, kernel)
    yield _buffer_table(plan)
    yield _budget_table(plan)


def grid_picture(plan: ProgramPlan) -> list[list[str]]:
    """The grid, row by row: S sends weights, r receives them, * reads its own; c and s are its channel and stick shard.

    A core of the grid's rectangle that is no core of the operation is a dot.
    """
    drawn = core_map(plan)
    x0, y0 = drawn.origin.x, drawn.origin.y
    head = ["", *(f"x={x}" for x in range(x0, x0 + len(drawn.cells[0])))]
    return [head, *([f"y={y}", *row] for y, row in enumerate(drawn.cells, y0))]


def make_table(columns: Sequence[str], numbers_from: int = 1) -> Table:
    """An empty table whose columns from a place on hold numbers."""
    from rich.table import Table

    table = Table(box=None, pad_edge=False)
    for place, column in enumerate(columns):
        table.add_column(column, justify="right" if place >= numbers_from else "left")
    return table


def _grid_table(plan: ProgramPlan) -> TitledTable:
    head, *rows = grid_picture(plan)
    table = make_table(head, numbers_from=len(head))
    for row in rows:
        table.add_row(*row)
    title = f"{plan.case.id} on {plan.variant.name}, {plan.chip.name}: S sends weights, r receives, * reads its own"
    return (title, table)


def _geometry_table(plan: ProgramPlan) -> TitledTable:
    table = make_table(["value", "number", "unit", "meaning"])
    for one in fields(plan.geometry):
        table.add_row(one.name, str(getattr(plan.geometry, one.name)), one.metadata["unit"], one.metadata["doc"])
    for place in (2, 3):
        table.columns[place].justify = "left"
    return ("The same on all cores", table)


def _shard_table(plan: ProgramPlan) -> TitledTable:
    columns = schedule_of(plan.variant).shard_columns
    table = make_table(["core", "NoC", "outputs", "input sticks with halo", *columns])
    for one in plan.cores:
        work = one.work
        table.add_row(
            str(one.core),
            str(one.noc),
            _span(work.first_output, work.num_outputs),
            _span(work.first_input_stick, work.num_input_sticks),
            *(str(getattr(work, name)) for name in columns.values()),
        )
    return ("Shards", table)


def _argument_tables(plan: ProgramPlan, kernel: KernelName) -> Iterator[TitledTable]:
    shared = plan.kernels[kernel]
    for kind, words in (("compile-time", shared.compile_time), ("common runtime", shared.common)):
        if words:
            table = make_table(["index", "name", "all cores"], numbers_from=2)
            for index, (name, value) in enumerate(words.items()):
                table.add_row(str(index), name, str(value))
            yield (f"{kernel}: {kind} arguments", table)
    for role in roles_of(plan.variant, kernel, "runtime"):
        cores = [core for core in plan.cores if role in (None, core.role)]
        title = f"{kernel}: runtime arguments" + (f" of a {role}" if role else "")
        for first in range(0, len(cores), CORES_PER_TABLE):
            yield (title, _runtime_table(kernel, cores[first : first + CORES_PER_TABLE]))


def _runtime_table(kernel: KernelName, cores: Sequence[CorePlan]) -> Table:
    """Runtime arguments of a few cores of one role; a list of rectangles may be longer on one core than on another."""
    table = make_table(["index", "name", *(str(one.core) for one in cores)], numbers_from=2)
    longest = max((one.arguments[kernel] for one in cores), key=len)
    for index, name in enumerate(longest):
        table.add_row(str(index), name, *(str(one.arguments[kernel].get(name, "")) for one in cores))
    return table


def _buffer_table(plan: ProgramPlan) -> TitledTable:
    table = make_table(["name", "index", "pages", "page bytes", "bytes", "memory"])
    for one in plan.buffers:
        numbers = (one.index, one.num_pages, one.page_bytes, one.num_bytes)
        table.add_row(one.name, *(f"{number:,}" for number in numbers), one.memory)
    return ("Circular buffers", table)


def _budget_table(plan: ProgramPlan) -> TitledTable:
    budget = plan.budget
    table = make_table(["buffer", "bytes", "%"])
    for name, size in (*budget.buffers, ("used", budget.used), ("available", budget.available)):
        table.add_row(name, f"{size:,}", f"{100 * size / budget.available:.1f}")
    return ("L1 of a core", table)


def _span(first: int, count: int) -> str:
    return f"{first}..{first + count - 1} ({count})" if count else "none"
