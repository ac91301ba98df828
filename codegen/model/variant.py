"""A variant says how the operation is laid out and fed. It holds no shape."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, Field

from codegen.model.finding import did_you_mean
from codegen.model.model import Identifier, Model, NotNegative, broken_rule
from codegen.model.text import Text

MemoryLayout = Literal["HEIGHT_SHARDED", "WIDTH_SHARDED", "BLOCK_SHARDED"]
ShardOrientation = Literal["ROW_MAJOR", "COL_MAJOR"]
Stage = Literal["implementation", "checkpoint"]
TargetName = Literal["0.65", "0.69", "0.81", "metal2"]
MultiplyName = Literal["blocks", "tiles"]
InputName = Literal["prepared", "sharded"]
TopologyName = Literal["none", "column", "row", "grid"]
ArgumentKind = Literal["compile_time", "runtime", "common_runtime"]
Audience = Literal["all", "sender", "receiver"]
Role = Literal["sender", "receiver"]
KernelName = Literal["reader", "compute", "writer"]

WORD_TYPES = ("uint32_t", "int32_t", "Activation")
"""C++ types of one word. Any other type is that of the records of a list: schedules add their own."""

KERNEL_NAMES: tuple[KernelName, ...] = get_args(KernelName)


def _list_types(schema: dict[str, Any]) -> None:
    """Let an editor offer the types that an argument may have."""
    from codegen.model.registry import all_schedules

    records = {name for schedule in all_schedules() for name in schedule.record_names}
    schema["enum"] = [*WORD_TYPES, "MulticastRectangle", *sorted(records)]


def _list_schedules(schema: dict[str, Any]) -> None:
    """Let an editor offer the schedules that are known here."""
    from codegen.model.registry import known_schedules

    schema["enum"] = list(known_schedules())


def _known_schedule(name: str) -> str:
    from codegen.model.registry import find_schedule, known_schedules

    if find_schedule(name) is None:
        raise broken_rule("schedule-known", f"no schedule {name!r}", did_you_mean(name, known_schedules()))
    return name


ScheduleName = Annotated[Identifier, AfterValidator(_known_schedule), Field(json_schema_extra=_list_schedules)]
"""A folder of codegen/schedules, or a schedule that is registered."""

ArgumentType = Annotated[str, Field(pattern=r"^[A-Za-z_][A-Za-z0-9_]*$", json_schema_extra=_list_types)]
"""A C++ type: of one word (WORD_TYPES), or of the records of a list."""


class Topology(Model):
    """How the weights reach the cores."""

    topology: TopologyName = Field(
        description="none: each core reads DRAM. column, row: one core of each column (row) reads and sends along it. "
        "grid: one core reads and sends to all others."
    )
    sender: NotNegative = Field(
        default=0, description="The row (of a column), the column (of a row) or the core (of a grid) that sends."
    )
    noc: int = Field(default=0, ge=0, le=1, description="The NoC that carries weights; the writer uses the other one.")


class Argument(Model):
    """One entry of an argument table."""

    name: Identifier = Field(description="Its name in the emitted structs.")
    kind: ArgumentKind = Field(
        description="compile_time: a constant of the kernel. runtime: a word of each core. common_runtime: a word that "
        "all cores share."
    )
    type: ArgumentType = Field(
        default="uint32_t", description="C++ type: of one word, or of the records of a list, which comes last."
    )
    audience: Audience = Field(default="all", description="The cores that are given it.")
    value: Identifier | None = Field(
        default=None, description="The plan's value that it carries; its name if left out."
    )
    index: NotNegative | None = Field(default=None, description="Position in the list; derived if left out.")
    doc: Text = Field(description="What it means, with its unit: the comment beside the emitted field.")

    @property
    def carries(self) -> str:
        """Name of the plan's value that the argument carries."""
        return self.value or self.name

    @property
    def is_list(self) -> bool:
        """Whether it is a list of records, which follows the other arguments."""
        return self.type not in WORD_TYPES


READER = "Of the kernel that brings the weights."
COMPUTE = "Of the kernel that multiplies and adds."
WRITER = "Of the kernel that brings results to their place, and input to its place where it is gathered."


class ArgumentTables(Model):
    """The arguments of each kernel, in the order of their positions."""

    reader: tuple[Argument, ...] = Field(description=READER)
    compute: tuple[Argument, ...] = Field(description=COMPUTE)
    writer: tuple[Argument, ...] = Field(description=WRITER)

    def of(self, kernel: KernelName) -> tuple[Argument, ...]:
        """The arguments of one kernel."""
        tables: dict[KernelName, tuple[Argument, ...]] = {
            "reader": self.reader,
            "compute": self.compute,
            "writer": self.writer,
        }
        return tables[kernel]


class CircularBuffer(Model):
    """One circular buffer: the name says its part in the schedule, the index is free."""

    name: Identifier = Field(description="Its part in the schedule, which says what pages it has.")
    index: NotNegative = Field(description="Its index on the chip.")
    doc: Text = Field(description="What it holds: the comment beside the emitted constant.")


class Semaphore(Model):
    """One semaphore of every core."""

    name: Identifier = Field(description="Its part in the handshake of the multicast.")
    id: NotNegative = Field(description="Its id in the program.")
    initial_value: NotNegative = Field(default=0, description="What it holds before the kernels start.")
    doc: Text = Field(description="What it counts: the comment beside the emitted constant.")


MULTIPLY = (
    "How the compute kernel multiplies. blocks: as its schedule does it best. tiles: by tt-metal's public compute API "
    "alone, without instructions of the Tensix unit, where the schedule can do it."
)
"""What the field is for."""


INPUT = (
    "What the operation is given. prepared: shards that the host has padded, each with the halo that its outputs see. "
    "sharded: a tensor as a network has it, out of whose shards each core gathers what its outputs see. "
    "If left out, the first one that the schedule takes."
)
"""What the field is for."""


NAME = "What cases call it."
SUMMARY = "What it is, in a sentence: a comment of the emitted code."
MEMORY_LAYOUT = "How the shards of input and output lie on the cores. It tells the variants of an operation apart."
ORIENTATION = "ROW_MAJOR: columns of cores split channels, rows split sticks. COL_MAJOR: the other way round."
SCHEDULE = "The way in which the kernels share and order their work."
TARGET = "The release of tt-metal, by the version of its ttnn wheel; metal2 for the Metal 2.0 API of 0.81."
STAGE = "checkpoint: all is emitted, but the program factory stops, and says so; to land the rest first."
MULTICAST = "Who reads the weights, and who gets them from whom."
"""What the fields are for that operations and entries of variants have, too."""


class Variant(Model):
    """One way in which an operation is laid out and fed."""

    name: Identifier = Field(description=NAME)
    summary: Text = Field(description=SUMMARY)
    memory_layout: MemoryLayout = Field(description=MEMORY_LAYOUT)
    shard_orientation: ShardOrientation = Field(default="ROW_MAJOR", description=ORIENTATION)
    schedule: ScheduleName = Field(description=SCHEDULE)
    target: TargetName = Field(description=TARGET)
    multiply: MultiplyName = Field(default="blocks", description=MULTIPLY)
    input: InputName | None = Field(default=None, description=INPUT)
    stage: Stage = Field(default="implementation", description=STAGE)
    multicast: Topology = Field(description=MULTICAST)
    arguments: ArgumentTables = Field(description="What each kernel is told.")
    circular_buffers: tuple[CircularBuffer, ...] = Field(description="All circular buffers of a core.")
    semaphores: tuple[Semaphore, ...] = Field(default=(), description="Where the weights are multicast.")
    operation: Identifier | None = Field(
        default=None, description="Name of the operation that it is a variant of; depthwise_conv2d_<name> if left out."
    )

    @property
    def operation_name(self) -> str:
        """Name of the operation."""
        return self.operation or f"depthwise_conv2d_{self.name}"

    @property
    def multicasts(self) -> bool:
        """Whether some cores receive their weights from another core."""
        return self.multicast.topology != "none"

    @property
    def has_bias_tensor(self) -> bool:
        """Whether the bias is a tensor of its own: a reader that is given its address reads it."""
        return any(argument.carries == "bias_addr" for argument in self.arguments.reader)

    @property
    def is_checkpoint(self) -> bool:
        """Whether the emitted program factory stops instead of making a program."""
        return self.stage == "checkpoint"
