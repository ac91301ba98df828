"""The page of `ttdw plan`: grid, shards, halo and multicast of each case, and the tables that the command prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields
from typing import Any

from pydantic import BaseModel, ConfigDict

from codegen.plan.core_map import core_map
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.views.plan_view import TitledTable, plan_tables
from codegen.views.report.core_picture import core_picture
from codegen.views.report.image_picture import image_picture
from codegen.views.report.page import render_page
from codegen.views.report.shard_picture import shard_picture


class ShownTable(BaseModel):
    """A table.

    Attributes:
        title: What stands above it.
        columns: Heads of the columns.
        numbers: For each column, whether it holds numbers.
        rows: The cells.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    columns: tuple[str, ...]
    numbers: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]


class Fact(BaseModel):
    """A number of a core: its name, value, unit, and meaning."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: int
    unit: str
    doc: str


class ShownCore(BaseModel):
    """A core: its slice of sticks, who sends weights to it, and what it computes."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    slice: int
    sender: str
    facts: tuple[Fact, ...]


class ShownPlan(BaseModel):
    """A plan.

    Attributes:
        title: Case, variant and chip.
        map: SVG of the core map.
        shards: SVG of the shards.
        image: SVG of the slices on the image.
        cores: What each core computes, by its logical coordinates.
        tables: What the command prints.
        notes: What the plan does that the case does not say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    map: str
    shards: str
    image: str
    cores: dict[str, ShownCore]
    tables: tuple[ShownTable, ...]
    notes: tuple[str, ...]


def plan_page(plans: Sequence[ProgramPlan]) -> str:
    """The page of plans."""
    data: dict[str, Any] = {"plans": [shown_plan(plan).model_dump(mode="json") for plan in plans]}
    return render_page("plan.html.jinja", "ttdw plan", data, ("plan.js",))


def shown_plan(plan: ProgramPlan) -> ShownPlan:
    """What the page knows of a plan."""
    return ShownPlan(
        title=f"{plan.case.id} on {plan.variant.name}, {plan.chip.name}",
        map=core_picture(plan.chip.name, core_map(plan)).svg(),
        shards=shard_picture(plan).svg(),
        image=image_picture(plan).svg(),
        cores={f"{one.core.x},{one.core.y}": _shown_core(one) for one in plan.cores},
        tables=tuple(map(_shown_table, plan_tables(plan))),
        notes=plan.notes,
    )


def _shown_core(one: CorePlan) -> ShownCore:
    sender = one.link.sender
    facts = (
        Fact(name=field.name, value=value, unit=field.metadata["unit"], doc=field.metadata["doc"])
        for field in fields(one.work)
        if isinstance(value := getattr(one.work, field.name), int)
    )
    return ShownCore(slice=one.work.stick_shard, sender=f"{sender.x},{sender.y}", facts=tuple(facts))


def _shown_table(titled: TitledTable) -> ShownTable:
    title, table = titled
    cells = [[str(cell) for cell in column.cells] for column in table.columns]
    return ShownTable(
        title=title,
        columns=tuple(str(column.header) for column in table.columns),
        numbers=tuple(column.justify == "right" for column in table.columns),
        rows=tuple(zip(*cells, strict=True)),
    )
