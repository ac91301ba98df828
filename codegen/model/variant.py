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

    name: Identifier
    kind: ArgumentKind
    type: ArgumentType = "uint32_t"
    audience: Audience = "all"
    value: Identifier | None = Field(
        default=None, description="The plan's value that it carries; its name if left out."
    )
    index: NotNegative | None = Field(default=None, description="Position in the list; derived if left out.")
    doc: Text

    @property
    def carries(self) -> str:
        """Name of the plan's value that the argument carries."""
        return self.value or self.name

    @property
    def is_list(self) -> bool:
        """Whether it is a list of records, which follows the other arguments."""
        return self.type not in WORD_TYPES


class ArgumentTables(Model):
    """The arguments of each kernel, in the order of their positions."""

    reader: tuple[Argument, ...]
    compute: tuple[Argument, ...]
    writer: tuple[Argument, ...]

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

    name: Identifier
    index: NotNegative
    doc: Text


class Semaphore(Model):
    """One semaphore of every core."""

    name: Identifier
    id: NotNegative
    initial_value: NotNegative = 0
    doc: Text


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


class Variant(Model):
    """One way in which an operation is laid out and fed."""

    name: Identifier
    summary: Text
    memory_layout: MemoryLayout
    shard_orientation: ShardOrientation = "ROW_MAJOR"
    schedule: ScheduleName = Field(description="The way in which the kernels share and order their work.")
    target: TargetName = Field(
        description="The release of tt-metal, by the version of its ttnn wheel; metal2 for the Metal 2.0 API of 0.81."
    )
    multiply: MultiplyName = Field(default="blocks", description=MULTIPLY)
    input: InputName | None = Field(default=None, description=INPUT)
    stage: Stage = Field(
        default="implementation",
        description="checkpoint: all is emitted, but the program factory stops, and says so; to land the rest first.",
    )
    multicast: Topology
    arguments: ArgumentTables
    circular_buffers: tuple[CircularBuffer, ...]
    semaphores: tuple[Semaphore, ...] = ()
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
