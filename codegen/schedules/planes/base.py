"""What all forms of the planes schedule have: planes of 16 channels, and strips of them under the taps of a kernel."""

from __future__ import annotations

from textwrap import wrap
from typing import TYPE_CHECKING

from codegen.model.case import Case
from codegen.model.formats import BFLOAT8_B, Format
from codegen.model.uses import ScheduleUses
from codegen.model.variant import InputName, MultiplyName, TargetName, Variant
from codegen.model.window import PaddingMode
from codegen.plan.chip import FACE_SIDE, TILE_SIDE
from codegen.plan.geometry import Geometry, Work
from codegen.schedules.planes.multiplies import MULTIPLIES, multiply_of
from codegen.schedules.planes.plan import COLUMN_PLANES, PLANE_CHANNELS, STRIP_STICKS, PlanesGeometry
from codegen.schedules.planes.uses import planes_uses
from codegen.schedules.planes.work import PlanesWork
from codegen.schedules.schedule import COMMENT_WIDTH, Constant, Layout, Schedule

if TYPE_CHECKING:
    from codegen.cost.picture import Picture
    from codegen.judge.scene import Reals, Scene
    from codegen.model.arrays import Floats
    from codegen.mutation.mutation import Mutation
    from codegen.plan.program import CorePlan, ProgramPlan
    from codegen.reference.tensors import Tensors


class PlanesSchedule(Schedule):
    """Strips of a plane are multiplied with the weights of a column of the kernel, each into rows of Dst of its own.

    What brings sticks into planes, and results into tiles, is another object's matter.
    """

    name = "planes"
    targets: tuple[TargetName, ...] = ("0.81", "metal2")
    converted_formats = (BFLOAT8_B.name,)
    multiplies: tuple[MultiplyName, ...] = tuple(MULTIPLIES)
    inputs: tuple[InputName, ...] = ("sharded",)
    padding_modes: tuple[PaddingMode, ...] = ("zeros",)  # rows share what lies between them
    gathers = True
    layout: Layout = "TILE"
    input_form = "tiles, as they are"
    stick_multiple = TILE_SIDE
    stick_reason = "a shard holds whole tiles"
    channel_reason = "a shard holds whole tiles"
    constants: tuple[Constant, ...] = (
        Constant("kFaceSide", FACE_SIDE, "datums: a tile has two faces in each direction"),
        Constant("kPlaneChannels", PLANE_CHANNELS, "channels of a plane: a row of SrcA, SrcB and Dst"),
        Constant("kStripSticks", STRIP_STICKS, "what SrcA, SrcB and a tile of Dst hold"),
        Constant("kColumnPlanes", COLUMN_PLANES, "planes of a column of tiles"),
    )

    @property
    def geometry_doc(self) -> tuple[str, ...]:
        """That of all planes, and that of this form."""
        docs = f"{PlanesGeometry.__doc__} {self.geometry.__doc__}"
        return tuple(wrap(" ".join(docs.split()), width=COMMENT_WIDTH))

    def channel_multiple_in(self, number_format: Format) -> int:
        """Channels of a shard are whole tiles, whatever their format [datums]."""
        del number_format
        return TILE_SIDE

    def uses(self, variant: Variant) -> ScheduleUses:
        """What the kernels of a variant use."""
        return planes_uses(variant)

    def constants_of(self, multiply: MultiplyName) -> tuple[Constant, ...]:
        """Those of a way to multiply, too."""
        return (*self.constants, *MULTIPLIES[multiply].constants)

    def operand(self, plan: ProgramPlan, core: CorePlan, shards: Floats) -> Floats:
        """The planes of a core, gathered out of the input shards of all cores."""
        from codegen.schedules.planes.reference import planes_operand

        return planes_operand(plan, core, shards)

    def weight_tiles(self, plan: ProgramPlan, tensors: Tensors) -> Floats:
        """Weights and bias as the kernels read them."""
        from codegen.schedules.planes.reference import planes_weight_tiles

        return planes_weight_tiles(plan, tensors)

    def execute(self, plan: ProgramPlan, core: CorePlan, operand: Floats, weights: Floats) -> Floats:
        """What one core does."""
        from codegen.schedules.planes.reference import execute_planes

        return execute_planes(plan, core, operand, weights)

    def fetches(self, variant: Variant, case: Case) -> int:
        """Taps may share what is in SrcA."""
        return multiply_of(variant).fetches(case)

    def multiplied_datums(self, geometry: Geometry, work: Work) -> int:
        """Positions of all planes: those behind the end of a row, and between images, too."""
        assert isinstance(geometry, PlanesGeometry)
        assert isinstance(work, PlanesWork)
        return geometry.planes * work.plane_positions * PLANE_CHANNELS

    def outputs_from_tiles(self, scene: Scene, tiles: Floats, delta: int = 0) -> Reals:
        """The outputs with weights and bias from a list of tiles."""
        from codegen.schedules.planes.explain import from_planes_tiles

        return from_planes_tiles(scene, tiles, delta)

    def mutations(self) -> tuple[Mutation, ...]:
        """Faults of its kernels and of its plan."""
        from codegen.schedules.planes.mutations import MUTATIONS

        return MUTATIONS

    def picture(self, plan: ProgramPlan, core: CorePlan) -> Picture:
        """A plane, and where a strip of it is added in Dst if taps share it."""
        from codegen.schedules.planes.picture import plane_picture, strip_picture

        plane = plane_picture(plan, core)
        shares = multiply_of(plan.variant).fetches(plan.case) < plan.case.kernel[0] * plan.case.kernel[1]
        return plane.above(strip_picture(plan)) if shares else plane

    def taking(self, given: InputName | None, multiply: MultiplyName) -> Schedule:
        """Blocks are placed by packers; tiles, which know the public API alone, are gathered."""
        from codegen.schedules.planes.gathered import GATHERED
        from codegen.schedules.planes.placed import PLACED

        del given
        return PLACED if multiply == "blocks" else GATHERED
