"""The names that templates may use: what an operation, and what one of its variants, looks like to them."""

from __future__ import annotations

from dataclasses import Field, fields
from functools import partial
from struct import pack
from typing import Any, NamedTuple

from codegen.emit.common import COMMON, Common
from codegen.emit.layers import emitted_files, is_host_file
from codegen.emit.named import found_by_name, last_named
from codegen.emit.overview import argument_overview, grouped
from codegen.emit.topology import draw_topology
from codegen.emit.views import (
    address_words,
    runtime_list,
    told_at_launch,
    view_of,
)
from codegen.model.activations import ACTIVATIONS, LEAKY_RELU_SLOPE
from codegen.model.formats import BFLOAT16, FORMATS
from codegen.model.named import OPERANDS, SENDER_DEFINE, bound_kernels, named_words
from codegen.model.operation import SHARED_TABLES, Operation
from codegen.model.positions import ArgumentList, argument_lists
from codegen.model.rules import MAX_CIRCULAR_BUFFERS
from codegen.model.schedule import buffer_uses, kernel_uses
from codegen.model.targets import TARGETS, target_of
from codegen.model.uses import RECTANGLES, RESERVED, ROLE_FLAG
from codegen.model.variant import KERNEL_NAMES, Argument, KernelName, Variant
from codegen.model.window import PADDING_MODES
from codegen.plan import chip
from codegen.plan.geometry import Geometry as SharedGeometry
from codegen.plan.geometry import Work as SharedWork
from codegen.plan.multicast import DEST, MulticastRectangle
from codegen.plan.program import CONV_FIELDS
from codegen.schedules.schedule import Constant, schedule_of


class EmittedUnit(NamedTuple):
    """What tells the emitted code of a variant apart from that of others.

    Attributes:
        folder: Folder of its operation, among the emitted files.
        namespace: C++ namespace of its operation.
        variant: Name of the variant: of its namespace in that, and of its header.
        define: The macro by which its kernels are compiled.
    """

    folder: str
    namespace: str
    variant: str
    define: str


class RecordField(NamedTuple):
    """A field of an emitted struct."""

    name: str
    unit: str
    doc: str


class RecordStruct(NamedTuple):
    """An emitted struct of 32-bit words, with the lines of the comment above it, and the struct that it adds to."""

    name: str
    fields: tuple[RecordField, ...]
    doc: tuple[str, ...]
    base: str = ""


def operation_folder(name: str) -> str:
    """Where an operation lives in a checkout of tt-metal."""
    return f"ttnn/cpp/ttnn/operations/experimental/conv/{name}"


def namespace_of(operation: str) -> str:
    """C++ namespace of what an operation emits; that of a variant lies in it, under the variant's name."""
    return f"ttnn::operations::experimental::{operation}"


def define_of(variant: Variant) -> str:
    """The macro by which a kernel is compiled for a variant."""
    return f"VARIANT_{variant.name.upper()}"


def unit_of(variant: Variant) -> EmittedUnit:
    """What tells the emitted code of a variant apart from that of others."""
    return EmittedUnit(variant.operation_name, namespace_of(variant.operation_name), variant.name, define_of(variant))


def camel(name: str) -> str:
    """A name as the name of a C++ type."""
    return "".join(word.capitalize() for word in name.split("_"))


def not_implemented(variant: Variant) -> str:
    """What the selection of a checkpoint's factory says."""
    return f"{variant.memory_layout} {variant.operation_name} is not implemented yet: {variant.stage} stage"


def operation_context(operation: Operation) -> dict[str, Any]:
    """The names that all templates may use."""
    variants = operation.variants
    schedule = schedule_of(operation.variants[0])
    files = emitted_files(operation)
    kind = TARGETS[operation.target].bindings.kind

    def test_side(variant: Variant) -> int:
        """A square grid that holds the sender of every topology."""
        return max(2, variant.multicast.sender + 1)

    return {
        "activations": list(ACTIVATIONS),
        "argument_overviews": {kernel: argument_overview(variants, kernel) for kernel in KERNEL_NAMES},
        "buffer_groups": grouped(variants, [one.circular_buffers for one in variants]),
        "buffer_uses": buffer_uses(variants[0]),
        "alias": camel(operation.name),
        "constants": schedule.constants_of(operation.multiply),
        "defines": [define_of(one) for one in variants],
        "gathers_input": schedule.gathers,
        "host_sources": [path for path in files if is_host_file(path) and not path.stem.endswith(f"_{kind}")],
        "kernel_globs": ("device/kernels/*", "device/variants/*", "device/plan/numbers.hpp"),
        "libraries": ("TT::Metalium", "TTNN::Core", f"TTNN::Ops::Experimental::{camel(COMMON)}"),
        "not_implemented": not_implemented,
        "operation": operation,
        "operation_folder": operation_folder(operation.name),
        "record_planners": [(value, record.__name__) for value, record in schedule.record_types.items()],
        "records": _records(operation),
        "shard_unit": schedule,
        "pads_with_zeros": schedule.padding_modes == ("zeros",),
        "semaphore_groups": grouped(variants, [one.semaphores for one in variants]),
        "takes_bias_tensor": schedule.takes_bias_tensor,
        "fits_l1": schedule.fits_l1,
        "target": TARGETS[operation.target],
        "test_channels": lambda variant: max(16, schedule.channel_multiple) * test_side(variant) ** 2,
        "test_side": test_side,
        "topology_picture": draw_topology,
    }


def common_context(common: Common) -> dict[str, Any]:
    """The names that the templates of what all operations share may use."""
    return {
        "activations": list(ACTIVATIONS),
        "alias": camel(common.name),
        "formats": list(FORMATS),
        "padding_modes": PADDING_MODES,
        "constants": _common_constants(common),
        "host_sources": [path for path in emitted_files(common) if is_host_file(path)],
        "kernel_globs": ("kernels/*", "variants/*", "plan/numbers.hpp"),
        "libraries": ("TT::Metalium", "TTNN::Core"),
        "operation": common,
        "operation_folder": operation_folder(common.name),
        "records": _COMMON_RECORDS,
        "target": TARGETS[common.target],
        "vector_functions": [one for one in ACTIVATIONS.values() if one.on_vector_unit],
        "leaky_relu_slope": {"number": LEAKY_RELU_SLOPE, "word": f"0x{pack('>f', LEAKY_RELU_SLOPE).hex()}"},
    }


def variant_context(operation: Operation, variant: Variant) -> dict[str, Any]:
    """The names that templates of one variant, or of the tables that variants share, may use, besides."""
    shared = operation.shared
    if variant is shared:
        parts = {part for one in operation.variants for part in operation.shared_parts(one)}
    else:
        parts = set(operation.shared_parts(variant))
    return {
        "address_words": address_words,
        "argument_lists": {kernel: argument_lists(variant, kernel) for kernel in KERNEL_NAMES},
        "buffer_uses": buffer_uses(variant),
        "bound_kernels": bound_kernels(variant) if variant is not shared and target_of(variant).by_name else (),
        "found_by_name": partial(found_by_name, variant),
        "is_named": lambda table, word: word in named_words(variant, table),
        "last_named": partial(last_named, variant),
        "last_buffer": MAX_CIRCULAR_BUFFERS - 1,
        "may_be_left_out": [name for name, use in buffer_uses(variant).items() if use.may_be_left_out],
        "place_of": lambda part: f"{SHARED_TABLES}::" if part in parts else "",
        "planned": partial(_planned, variant),
        "planned_namespaces": ("cb", "semaphore_id") if target_of(variant).by_name else (),
        "processors": tuple(zip(KERNEL_NAMES, PROCESSORS, strict=True)),
        "records_of": _records_of,
        "rectangles": RECTANGLES,
        "rectangle_values": [_rectangle_value(one.name) for one in fields(MulticastRectangle)],
        "role_flag": lambda role: runtime_list(variant, "reader", role).field_of(ROLE_FLAG),
        "sender_define": SENDER_DEFINE,
        "runtime_list": partial(runtime_list, variant),
        "shared": shared,
        "shared_namespaces": [name for part, name in _NAMESPACES.items() if part in parts],
        "shared_parts": parts,
        "told_at_launch": partial(told_at_launch, variant),
        "variant": variant,
        "variant_define": define_of(variant),
        "view": partial(view_of, variant),
    }


def _records(operation: Operation) -> list[RecordStruct]:
    schedule = schedule_of(operation.variants[0])
    return [
        _added("Geometry", schedule.geometry, SharedGeometry, schedule.geometry_doc),
        _added("Work", schedule.work, SharedWork, ("Differs from core to core.",)),
        *(
            _record(one.__name__, one, ((one.__doc__ or "").strip(),))
            for one in dict.fromkeys(schedule.record_types.values())
        ),
    ]


def _added(name: str, record: type[Any], base: type[Any], doc: tuple[str, ...]) -> RecordStruct:
    """What a schedule's record has besides the fields that all schedules have."""
    shared = {one.name for one in fields(base)}
    own = tuple(_record_field(one) for one in fields(record) if one.name not in shared)
    return RecordStruct(name, own, doc, f"Shared{base.__name__}")


def _record(name: str, record: type[Any], doc: tuple[str, ...]) -> RecordStruct:
    return RecordStruct(name, tuple(_record_field(one) for one in fields(record)), doc)


def _record_field(field: Field[Any]) -> RecordField:
    return RecordField(field.name, field.metadata.get("unit", ""), field.metadata.get("doc", ""))


def _common_constants(common: Common) -> list[Constant]:
    return [
        Constant("kTileSide", chip.TILE_SIDE, "datums"),
        Constant("kTileDatums", chip.TILE_DATUMS, "datums"),
        Constant("kDatumBytes", BFLOAT16.datum_bytes or 0, BFLOAT16.name),
        Constant("kDstTiles", chip.DST_TILES[False], "in one half of Dst"),
        Constant("kDstTilesFp32", chip.DST_TILES[True], "the same with 32-bit accumulation"),
        Constant("kMaxRuntimeWords", TARGETS[common.target].max_runtime_words, "of one kernel on one core"),
        Constant("kMaxProduct", chip.MAX_PRODUCT, "of numbers of a plan: two of them still add up in a word"),
        Constant("kMaxL1Bytes", chip.MAX_L1_BYTES, "of a core, on the chip that has most"),
        Constant(
            "kMaxBufferAlignment", chip.MAX_BUFFER_ALIGNMENT, "of buffers in L1, on the chip that aligns them most"
        ),
    ]


_COMMON_RECORDS = (
    RecordStruct("Conv2d", tuple(RecordField(one.name, one.unit, one.doc) for one in CONV_FIELDS), ()),
    _record("SharedGeometry", SharedGeometry, ("The same on every core, whatever the schedule.",)),
    _record("SharedWork", SharedWork, ("Differs from core to core, whatever the schedule.",)),
    _record("MulticastRectangle", MulticastRectangle, ("One multicast, in NoC coordinates.",)),
)


def _rectangle_value(field: str) -> str:
    """The plan's value that is a field of the only rectangle of a line."""
    return f"mcast_{field}" if field == "num_dests" else f"{DEST}{field}"


_NAMESPACES = {
    "circular_buffers": "cb",
    "semaphores": "semaphore_id",
    "compute": "compute",
    "writer": "writer",
}
"""The namespaces of what variants can share."""

PROCESSORS = ("BRISC", "TRISC", "NCRISC")
"""The processors of the reader, the compute kernel and the writer, as the kernels' compiler defines them."""


def _planned(variant: Variant, kernel: KernelName, argument: Argument) -> str:
    """What the emitted planning part writes to fill an argument: the plan's value that it carries."""
    value = argument.carries
    if value == RESERVED:
        return "0"
    scope = kernel_uses(variant, kernel)[value].scope
    if value == "mcast_num_rectangles":
        expression = f"static_cast<uint32_t>(numbers.link.{RECTANGLES}.size())"
    elif value.startswith(DEST):
        expression = f"rectangle.{value.removeprefix(DEST)}"
    elif value == "mcast_num_cores":
        expression = "numbers.link.mcast_num_dests"
    elif scope == "semaphore":
        expression = f"semaphore_id::{value.removesuffix('_semaphore')}"
    elif scope == "launch":
        expression = f"numbers.placement.address(Operand::{OPERANDS[value]})"
    else:
        expression = f"numbers.{scope}.{value}"
    return expression if argument.type == "uint32_t" else f"static_cast<{argument.type}>({expression})"


def _records_of(table: ArgumentList) -> list[str]:
    """What the emitted planning part writes to list records: those of the link, or those that the schedule plans."""
    values = (one.carries for one in table.records)
    return [f"numbers.link.{value}" if value == RECTANGLES else f"plan_{value}(numbers)" for value in values]
