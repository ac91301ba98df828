"""The flat schedule on a tensor as a network has it: each core gathers its padded input out of the shards of all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from textwrap import wrap
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from codegen.model.case import Case
from codegen.model.formats import Format
from codegen.model.variant import MultiplyName, Variant
from codegen.plan.chip import TILE_SIDE
from codegen.plan.gather import INPUT_PIECES, INPUT_SOURCES, InputPiece, InputSource
from codegen.plan.geometry import Geometry, Work
from codegen.schedules.flat.gather import (
    INPUT_GROUPS,
    GatheredGeometry,
    GatheredWork,
    plan_gathered_geometry,
    plan_gathered_work,
    plan_input_pieces,
    plan_input_sources,
)
from codegen.schedules.flat.plan import FlatGeometry
from codegen.schedules.flat.schedule import FlatSchedule
from codegen.schedules.schedule import COMMENT_WIDTH, Constant

if TYPE_CHECKING:
    from codegen.cost.estimate import Units
    from codegen.emulator.instructions import Settings
    from codegen.model.arrays import Floats
    from codegen.plan.grid import Core
    from codegen.plan.program import CorePlan, ProgramPlan


class ShardedFlat(FlatSchedule):
    """The same multiplies, behind a gathering of their input."""

    geometry = GatheredGeometry
    work = GatheredWork
    gathers = True
    input_form = "rows, as they are"
    stick_multiple = TILE_SIDE
    stick_reason = "ttnn rounds shards to the height of tiles"
    channel_reason = "ttnn rounds shards to the width of tiles"
    shard_columns = MappingProxyType({**FlatSchedule.shard_columns, "pieces": "num_input_pieces"})
    record_types = MappingProxyType({INPUT_SOURCES: InputSource, INPUT_PIECES: InputPiece})

    @property
    def geometry_doc(self) -> tuple[str, ...]:
        """Comment above the emitted record of what all cores share."""
        told = " ".join(f"{FlatGeometry.__doc__} {GatheredGeometry.__doc__}".split())
        return tuple(wrap(told, width=COMMENT_WIDTH))

    def constants_of(self, multiply: MultiplyName) -> tuple[Constant, ...]:
        """The groups of rows, too."""
        groups = Constant("kInputGroups", INPUT_GROUPS, "of rows of the padded input: the first are multiplied early")
        return (*super().constants_of(multiply), groups)

    def channel_multiple_in(self, number_format: Format) -> int:
        """Shards are as wide as ttnn makes them [datums]."""
        del number_format
        return TILE_SIDE

    def least_channel_multiple_in(self, number_format: Format) -> int:
        """What is gathered needs no more than where the host prepares it [datums]."""
        return super().channel_multiple_in(number_format)

    def plan_geometry(self, variant: Variant, case: Case, channel_shards: int, stick_shards: int) -> GatheredGeometry:
        """The numbers which all cores share."""
        planned = super().plan_geometry(variant, case, channel_shards, stick_shards)
        return plan_gathered_geometry(case, planned, self.stick_multiple_of(variant))

    def plan_work(self, case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> GatheredWork:
        """What the core with these shards computes."""
        return plan_gathered_work(case, geometry, super().plan_work(case, geometry, channel_shard, stick_shard))

    def plan_records(
        self, value: str, case: Case, geometry: Geometry, work: Work, noc_of: Callable[[int], Core]
    ) -> Sequence[Any]:
        """The pieces of a core."""
        if value == INPUT_SOURCES:
            return plan_input_sources(case, geometry, work, noc_of)
        assert value == INPUT_PIECES
        return plan_input_pieces(case, geometry, work)

    def operand(self, plan: ProgramPlan, core: CorePlan, shards: Floats) -> Floats:
        """The padded input of a core, gathered out of the input shards of all cores."""
        from codegen.schedules.flat.reference import gathered_input

        return gathered_input(plan, core, shards)

    def units(self, plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
        """Estimate of the work of a core, by unit [cycles]."""
        from codegen.schedules.flat.estimate import gathering_units

        return gathering_units(plan, core, settings)


SHARDED = ShardedFlat()
"""What `taking` gives for an input that is sharded; it has the name of the schedule."""
