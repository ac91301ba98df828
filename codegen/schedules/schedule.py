"""What a schedule answers: everything that the other rooms want to know of the way in which its kernels work.

A schedule owns its folder: codegen/schedules/<name>/schedule.py holds the object SCHEDULE, its other modules hold what
that answers, and templates/schedules/<name>/ holds its C++. No other room names a schedule, or knows its records.

What only some commands need (reference, estimate, explanations, mutations) is imported when it is asked for.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from textwrap import wrap
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Literal, cast

from codegen.model import registry
from codegen.model.case import Case
from codegen.model.formats import BFLOAT16, Format, format_named
from codegen.model.uses import ScheduleUses
from codegen.model.variant import InputName, MultiplyName, TargetName, Variant
from codegen.model.window import PADDING_MODES, PaddingMode
from codegen.resources import shipped_specs, templates_dir
from codegen.schedules.tolerance import BY_ACTIVATION, BY_FIDELITY, EXACT, Tolerance

if TYPE_CHECKING:
    from codegen.cost.estimate import Units
    from codegen.cost.picture import Picture
    from codegen.emulator.instructions import Settings
    from codegen.judge.hypothesis import Family
    from codegen.judge.scene import Reals, Scene
    from codegen.model.arrays import Floats
    from codegen.mutation.mutation import Mutation
    from codegen.plan.geometry import Geometry, Work
    from codegen.plan.grid import Core
    from codegen.plan.program import CorePlan, ProgramPlan
    from codegen.reference.tensors import Tensors


Layout = Literal["ROW_MAJOR", "TILE"]
"""The order of a tensor's memory: stick by stick, or tile by tile."""

COMMENT_WIDTH = 117
"""What a line of an emitted comment holds behind its slashes [characters]."""


@dataclass(frozen=True)
class Constant:
    """A number that the schedule's C++ and its plan share.

    Attributes:
        name: Its name in C++.
        value: The number.
        doc: What it means, in the words of the emitted comment.
    """

    name: str
    value: int
    doc: str


class Schedule(ABC):
    """A way in which the kernels of a variant share and order their work.

    Attributes:
        name: What specs call it; also the name of its folder.
        targets: The releases of tt-metal whose spellings its kernels have, the oldest first.
        geometry: Record of the numbers that all cores share.
        work: Record of what one core computes.
        formats: Number formats that its kernels compute with; the first is the one that they are emitted for.
        converted_formats: Number formats of input and output, beside these, that its kernels convert from and to.
        multiplies: What the `multiply` of a spec may be.
        inputs: What the `input` of a spec may be, the first one if it says nothing.
        padding_modes: What may lie in the padding of an image.
        gathers: Whether kernels gather what outputs see out of plain shards; if not, shards have padding and halo.
        lists_pieces: Whether they do so piece by piece, from lists (codegen.plan.gather).
        layout: The order of the memory of input and output.
        input_form: What the input is to be, in the words of a table: what it takes to make it so is in no estimate.
        stick_multiple: Sticks of a shard are a multiple of this.
        stick_reason: Why, in the words of the emitted code.
        channel_reason: Why channels of a shard are a multiple of `channel_multiple`, in the words of the emitted code.
        shard_columns: Numbers of the work that a table of shards shows, by the titles of their columns.
        record_types: Records of the lists that it gives to kernels, by the names of the values; C++ structs are called
            as these classes.
        constants: Numbers that its C++ shares with its plan.
        fits_l1: Whether `fitted` has a choice; in its C++ there is a `fit_l1` then.
        takes_bias_tensor: Whether a variant may have a bias that is a tensor of its own.
        rounds_products: Whether products are rounded to the format of the input before they are added.
        parts_on_their_way: Parts of the weights that are on their way to a core at once.
        finest: What an output must keep to where products are exact and sums have 32 bits.
    """

    name: str
    targets: tuple[TargetName, ...]
    geometry: type[Geometry]
    work: type[Work]
    formats: tuple[str, ...] = (BFLOAT16.name,)
    converted_formats: tuple[str, ...] = ()
    multiplies: tuple[MultiplyName, ...] = ("blocks",)
    inputs: tuple[InputName, ...] = ("prepared",)
    padding_modes: tuple[PaddingMode, ...] = PADDING_MODES
    gathers: bool = False
    lists_pieces: bool = True
    layout: Layout = "ROW_MAJOR"
    input_form: str = "rows, padded"
    stick_multiple: int = 1
    stick_reason: str = "a shard ends with any stick"
    channel_reason: str
    shard_columns: Mapping[str, str] = MappingProxyType({"positions": "num_positions"})
    record_types: Mapping[str, type[Any]] = MappingProxyType({})
    constants: tuple[Constant, ...] = ()
    fits_l1: bool = False
    takes_bias_tensor: bool = False
    rounds_products: bool = True
    parts_on_their_way: int = 1
    finest: Tolerance = EXACT

    def taking(self, given: InputName | None, multiply: MultiplyName) -> Schedule:
        """The schedule for an input and a way to multiply: another object where that makes a difference.

        Args:
            given: What a spec says, one of `inputs`; None if it says nothing.
            multiply: One of `multiplies`.
        """
        del given, multiply
        return self

    @property
    def sources(self) -> Path:
        """Folder of its C++."""
        return templates_dir() / "schedules" / self.name

    def constants_of(self, multiply: MultiplyName) -> tuple[Constant, ...]:
        """Numbers that the C++ of an operation with this `multiply` shares with its plan."""
        del multiply
        return self.constants

    @property
    def specs(self) -> Path:
        """Folder of the specs whose variants its mutations break."""
        return shipped_specs()

    @property
    def geometry_doc(self) -> tuple[str, ...]:
        """Comment above the emitted record of what all cores share, line by line: that of the class in Python."""
        return tuple(wrap(" ".join((self.geometry.__doc__ or "").split()), width=COMMENT_WIDTH))

    @property
    def record_names(self) -> tuple[str, ...]:
        """C++ types of the records that its lists are made of, whatever its input."""
        kinds = [self.taking(given, multiply) for given in self.inputs for multiply in self.multiplies]
        return tuple(dict.fromkeys(record.__name__ for kind in kinds for record in kind.record_types.values()))

    @property
    def channel_multiple(self) -> int:
        """Channels of a shard are a multiple of this in the format that kernels are emitted for [datums]."""
        return self.channel_multiple_in(format_named(self.formats[0]))

    @abstractmethod
    def channel_multiple_in(self, number_format: Format) -> int:
        """Channels of a shard are a multiple of this where input and results have this format [datums]."""

    @property
    def least_channel_multiple(self) -> int:
        """The same where shards would have no channels otherwise [datums]."""
        return self.least_channel_multiple_in(format_named(self.formats[0]))

    def least_channel_multiple_in(self, number_format: Format) -> int:
        """The same in this format [datums]."""
        return self.channel_multiple_in(number_format)

    def stick_multiple_of(self, variant: Variant) -> int:
        """Sticks of a variant's shards are a multiple of this.

        Where sticks are not split, row-major shards are as high as their tensor: ttnn takes no others.
        """
        is_split = variant.memory_layout != "WIDTH_SHARDED"
        return self.stick_multiple if is_split or self.layout == "TILE" else 1

    @abstractmethod
    def uses(self, variant: Variant) -> ScheduleUses:
        """What the kernels of a variant use: values of the plan, circular buffers."""

    @abstractmethod
    def plan_geometry(self, variant: Variant, case: Case, channel_shards: int, stick_shards: int) -> Geometry:
        """The numbers which all cores share.

        Args:
            variant: How the operation is laid out and fed.
            case: The convolution; its channels fill all channel shards, as filled_shards counts them.
            channel_shards: Number of slices of channels.
            stick_shards: Number of slices of output sticks.
        """

    def fitted(self, case: Case, geometry: Geometry, bytes_left: int) -> Geometry:
        """The numbers which all cores share, with less in L1 if that is wanted and can be.

        Args:
            case: The convolution.
            geometry: What plan_geometry has planned.
            bytes_left: What its buffers leave of a core's L1; negative, if it is too small for them [bytes].
        """
        del case, bytes_left
        return geometry

    @abstractmethod
    def plan_work(self, case: Case, geometry: Geometry, channel_shard: int, stick_shard: int) -> Work:
        """What the core with these shards computes."""

    def plan_records(
        self, value: str, case: Case, geometry: Geometry, work: Work, noc_of: Callable[[int], Core]
    ) -> Sequence[Any]:
        """The records of a list for one core, of the type that `record_types` has for the value.

        Args:
            value: The list.
            case: The convolution.
            geometry: What all cores share.
            work: What the core computes.
            noc_of: NoC coordinates of the core that has the channels of this one, and a shard of sticks.

        Raises:
            KeyError: The schedule makes no list of this name.
        """
        del case, geometry, work, noc_of
        raise KeyError(value)

    def input_shard(self, plan: ProgramPlan, core: CorePlan, images: Floats, padded: Floats) -> Floats:
        """The input shard of a core: the padded sticks under its outputs, or sticks of the input as it is.

        Args:
            plan: The plan.
            core: The core.
            images: The input with the core's channels, [batch, height, width, shard_channels].
            padded: The same with its padding, [batch, padded height, padded width, shard_channels].

        Returns:
            [input_shard_sticks, shard_channels]; zeros behind their end.
        """
        import numpy as np

        length = plan.geometry.input_shard_sticks
        tensor, first, count = padded, core.work.first_input_stick, core.work.num_input_sticks
        if self.gathers:
            tensor, first, count = images, core.work.stick_shard * length, length
        piece = tensor.reshape(-1, tensor.shape[-1])[first:][:count]
        return np.pad(piece, ((0, length - len(piece)), (0, 0)))

    def operand(self, plan: ProgramPlan, core: CorePlan, shards: Floats) -> Floats:
        """What a core multiplies: its input shard, unless the schedule gathers more.

        Args:
            plan: The plan.
            core: The core.
            shards: The input shards of all cores, [cores, input_shard_sticks, shard_channels].
        """
        own: Floats = shards[plan.cores.index(core)]
        return own

    @abstractmethod
    def weight_tiles(self, plan: ProgramPlan, tensors: Tensors) -> Floats:
        """Weights and bias as the kernels read them: [channel_shards * weight_pitch_tiles, 1024]."""

    @abstractmethod
    def execute(self, plan: ProgramPlan, core: CorePlan, operand: Floats, weights: Floats) -> Floats:
        """What one core does.

        Args:
            plan: The plan.
            core: The core.
            operand: What it multiplies; see `operand`.
            weights: Its weight tiles, [weight_tiles, 1024].

        Returns:
            Its output, [output_shard_sticks, shard_channels], as the packer writes it.
        """

    def tolerance(self, case: Case, integers: bool = False) -> Tolerance:
        """What the number formats of a case, its fidelity and its additions promise.

        Args:
            case: The case.
            integers: Whether its weights and inputs are integers, whose sums are rounded in one direction.
        """
        promised = self.finest.and_also(BY_FIDELITY[case.math_fidelity])
        promised = promised.and_also(BY_ACTIVATION.get(case.activation, EXACT))
        if not case.fp32_dest_acc:
            promised = promised.after(self.additions(case), integers)
        return promised.rounded_to(case.output_format)

    def additions(self, case: Case) -> int:
        """How often a sum in Dst is rounded: once for each tap, and for the bias."""
        return case.kernel[0] * case.kernel[1] + case.bias

    def fetches(self, variant: Variant, case: Case) -> int:
        """How often a datum of the input is unpacked at least: once for each of its products."""
        del variant
        return case.kernel[0] * case.kernel[1]

    def multiplied_datums(self, geometry: Geometry, work: Work) -> int:
        """Datums that a core multiplies under each tap: those that outputs want, and those beside them."""
        return work.num_outputs * geometry.shard_channels

    @abstractmethod
    def units(self, plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
        """Estimate of the work of a core, by unit [cycles]; see codegen.cost.estimate."""

    def weight_parts(self, geometry: Geometry) -> Sequence[int]:
        """Weight tiles that reach a core together, part by part, those included that come again."""
        return (geometry.weight_tiles,)

    def first_wanted(self, plan: ProgramPlan, core: CorePlan) -> int:
        """The weight tile with which a core begins, as they come."""
        del plan, core
        return 0

    def behind_weights(self, plan: ProgramPlan, core: CorePlan) -> float:
        """Estimate of what part of its work a core has left when it first wants the last part of the weights."""
        del plan, core
        return 1

    def preparation(self, plan: ProgramPlan, settings: Settings) -> int:
        """Estimate of what a core does once before it can begin, beside waiting for weights [cycles]."""
        del plan, settings
        return 0

    @abstractmethod
    def outputs_from_tiles(self, scene: Scene, tiles: Floats, delta: int = 0) -> Reals:
        """The outputs with weights and bias from a list of tiles, as the compute kernel finds them in it.

        Args:
            scene: Some outputs.
            tiles: All weight tiles, [tiles, 1024].
            delta: How many tiles further the reader starts.
        """

    def hypotheses(self) -> tuple[Family, ...]:
        """What may have gone wrong in its kernels and in no others."""
        return ()

    def mutations(self) -> tuple[Mutation, ...]:
        """Faults of its kernels and of its plan, to see that they are caught."""
        return ()

    def picture(self, plan: ProgramPlan, core: CorePlan) -> Picture | None:
        """How a core with outputs cuts its work, drawn; None if there is no such picture."""
        del plan, core
        return None


def schedule_named(name: str) -> Schedule:
    """The schedule of this name.

    Raises:
        KeyError: There is none; the rules find that in a spec.
    """
    return cast(Schedule, registry.schedule_named(name))


def schedule_of(variant: Variant) -> Schedule:
    """The schedule of a variant that follows the rules (codegen.model.rules)."""
    return schedule_named(variant.schedule).taking(variant.input, variant.multiply)


def all_schedules() -> tuple[Schedule, ...]:
    """All that are known here."""
    return tuple(map(schedule_named, registry.known_schedules()))


def register(schedule: Schedule) -> None:
    """Make a schedule known that does not travel with the tool.

    Raises:
        ValueError: Another one has its name.
    """
    registry.register(schedule)
