"""Renders the templates of a variant, in memory."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import Field, fields
from functools import cache, partial
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, NamedTuple

from jinja2 import BaseLoader, Environment, FileSystemLoader, StrictUndefined

from codegen.emit.compiled import CompiledTemplates
from codegen.emit.topology import draw_topology
from codegen.model.case import ACTIVATIONS
from codegen.model.positions import ArgumentList, argument_list, argument_lists
from codegen.model.rules import MAX_RUNTIME_WORDS
from codegen.model.schedule import MEMORIES, RECORDS, RECTANGLES, RESERVED, ROLE_FLAG, buffer_uses, kernel_uses
from codegen.model.targets import target_of
from codegen.model.variant import KERNEL_NAMES, Argument, KernelName, Role, Schedule, Variant
from codegen.plan import chip
from codegen.plan.multicast import DEST, MulticastRectangle
from codegen.plan.program import CONV_FIELDS
from codegen.plan.schedules import PLANNERS
from codegen.resources import templates_dir
from codegen.schedules.flat.plan import LINEAR_GROUPS, PARTS_ON_THEIR_WAY
from codegen.schedules.stick.plan import Segment

TEMPLATE_SUFFIX = ".jinja"

EMITTED_FILES = tuple(
    PurePosixPath(name)
    for name in (
        "ARGS.md",
        "CMakeLists.txt",
        "depthwise_conv2d.cpp",
        "depthwise_conv2d.hpp",
        "depthwise_conv2d_BINDINGS.cpp",
        "depthwise_conv2d_BINDINGS.hpp",
        "depthwise_conv2d_args.hpp",
        "depthwise_conv2d_device_operation.cpp",
        "depthwise_conv2d_device_operation.hpp",
        "depthwise_conv2d_device_operation_types.hpp",
        "depthwise_conv2d_geometry.hpp",
        "depthwise_conv2d_input_layout.hpp",
        "depthwise_conv2d_plan.hpp",
        "depthwise_conv2d_program_factory.cpp",
        "depthwise_conv2d_program_factory.hpp",
        "depthwise_conv2d_shards.hpp",
        "depthwise_conv2d_weight_layout.hpp",
        "kernels/compute_depthwise_conv2d.cpp",
        "kernels/kernel_args.hpp",
        "kernels/reader_depthwise_conv2d.cpp",
        "kernels/writer_depthwise_conv2d.cpp",
        "prepare_depthwise_conv2d_input.cpp",
        "prepare_depthwise_conv2d_input.hpp",
        "prepare_depthwise_conv2d_weights.cpp",
        "prepare_depthwise_conv2d_weights.hpp",
        "sources.cmake",
        "test_depthwise_conv2d_VARIANT.py",
    )
)
"""What every variant consists of, relative to its folder; each file has a template of the same name.

The tests of all variants share a folder of tt-metal: the name of the variant takes the place of VARIANT. What binds to
Python is called after the library that the target binds with: its kind takes the place of BINDINGS.
"""

SCHEDULE_FILES = MappingProxyType[Schedule, tuple[PurePosixPath, ...]](
    {"flat": (PurePosixPath("kernels/block_multiply.hpp"), PurePosixPath("kernels/output_rows.hpp")), "stick": ()}
)
"""What the variants of a schedule have besides."""

HOST_SOURCES = tuple(
    path for path in EMITTED_FILES if path.suffix == ".cpp" and path.parent.name == "" and "BINDINGS" not in path.name
)
"""What the operation's library is compiled from; the Python bindings of all operations are one library of tt-metal."""


def kernel_sources(schedule: Schedule) -> tuple[PurePosixPath, ...]:
    """What the kernels of a schedule are compiled from, on the machine that runs them."""
    kernels = (path for path in EMITTED_FILES + SCHEDULE_FILES[schedule] if path.parent.name == "kernels")
    return (PurePosixPath("depthwise_conv2d_args.hpp"), *sorted(kernels))


class RecordField(NamedTuple):
    """A field of an emitted struct."""

    name: str
    unit: str
    doc: str


def namespace_of(variant: Variant) -> str:
    """C++ namespace of everything that a variant emits."""
    return f"ttnn::operations::experimental::depthwise_conv2d::{variant.name}"


def template_of(path: PurePosixPath, schedule: Schedule, templates: Path | None = None) -> str:
    """Name of the template of an emitted file, below templates/: the schedule's own one, or the shared one."""
    own = f"{schedule}/{path}{TEMPLATE_SUFFIX}"
    return own if ((templates or templates_dir()) / own).is_file() else f"{path}{TEMPLATE_SUFFIX}"


def operation_folder(variant: Variant) -> str:
    """Where a variant lives in a checkout of tt-metal."""
    return f"ttnn/cpp/ttnn/operations/experimental/conv/depthwise_conv2d/{variant.name}"


def emitted_files(variant: Variant, templates: Path | None = None) -> dict[PurePosixPath, str]:
    """The files of a variant, relative to its folder, and the name of each one's template below templates/."""
    paths = sorted(EMITTED_FILES + SCHEDULE_FILES[variant.schedule])
    return {_named(path, variant): template_of(path, variant.schedule, templates) for path in paths}


def _named(path: PurePosixPath, variant: Variant) -> PurePosixPath:
    bindings = target_of(variant).bindings.kind
    return path.with_name(path.name.replace("VARIANT", variant.name).replace("BINDINGS", bindings))


def render(variant: Variant, templates: Path | None = None) -> dict[PurePosixPath, str]:
    """Render all files of a variant, neither formatted nor marked.

    Args:
        variant: A variant that follows the rules (codegen.model.rules).
        templates: Folder of the templates; the shipped ones if left out.

    Returns:
        The text of each file by its path relative to the variant's folder.

    Raises:
        jinja2.TemplateError: A template is broken, or asks for a name that does not exist.
    """
    environment = _environment(templates or templates_dir())
    context = context_of(variant)
    files = emitted_files(variant, templates)
    return {path: environment.get_template(template).render(context) for path, template in files.items()}


def kernel_expression(variant: Variant, kernel: KernelName, value: str) -> str:
    """What a kernel writes to read a value: the field of the argument that carries it."""
    if value not in kernel_uses(variant, kernel):
        raise KeyError(f"the schedule does not list {value!r} for the {kernel} (codegen/model/schedules)")
    if value in RECORDS:
        return next(argument.name for argument in variant.arguments.of(kernel) if argument.carries == value)
    table = list_with(variant, kernel, value)
    return f"{_STRUCT_VARIABLES[table.kind]}.{table.field_of(value)}"


def list_with(variant: Variant, kernel: KernelName, value: str) -> ArgumentList:
    """The argument list in which a kernel finds a value; that of a sender where there are two."""
    for table in argument_lists(variant, kernel):
        if table.field_of(value):
            return table
    raise KeyError(f"no argument carries {value!r} for the {kernel}")


_STRUCT_VARIABLES = {"compile_time": "ct", "common_runtime": "common", "runtime": "args"}


@cache
def _environment(templates: Path) -> Environment:
    environment = make_environment(FileSystemLoader(templates))
    environment.bytecode_cache = CompiledTemplates([Path(__file__).read_text(encoding="utf-8")])
    return environment


def make_environment(loader: BaseLoader) -> Environment:
    """The environment that all templates are written for."""
    return Environment(
        loader=loader,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def context_of(variant: Variant) -> dict[str, Any]:
    """The names that templates may use."""

    def value_in(kernel: KernelName) -> Callable[[str], str]:
        return partial(kernel_expression, variant, kernel)

    def runtime_list(kernel: KernelName, role: Role | None) -> ArgumentList:
        return argument_list(variant, kernel, "runtime", role)

    def common_struct(kernel: KernelName) -> bool:
        return bool(argument_list(variant, kernel, "common_runtime").words)

    planner = PLANNERS[variant.schedule]
    return {
        "activations": ACTIVATIONS,
        "variant": variant,
        "argument_lists": {kernel: argument_lists(variant, kernel) for kernel in KERNEL_NAMES},
        "buffer_uses": buffer_uses(variant),
        "channel_multiple": planner.channel_multiple,
        "channel_reason": planner.channel_reason,
        "chip": chip,
        "common_struct": common_struct,
        "conv_fields": CONV_FIELDS,
        "geometry_fields": [_record_field(one) for one in fields(planner.geometry)],
        "lists_records": any(table.records for kernel in KERNEL_NAMES for table in argument_lists(variant, kernel)),
        "max_runtime_words": MAX_RUNTIME_WORDS,
        "list_with": partial(list_with, variant),
        "host_sources": HOST_SOURCES,
        "linear_groups": LINEAR_GROUPS,
        "kernel_sources": kernel_sources(variant.schedule),
        "low_tiles": {name: use.rows for name, use in buffer_uses(variant).items() if use.rows != chip.TILE_SIDE},
        "memories": MEMORIES,
        "namespace": namespace_of(variant),
        "operation_folder": operation_folder(variant),
        "parts_on_their_way": PARTS_ON_THEIR_WAY,
        "planned": partial(_planned, variant),
        "rectangle_fields": [_record_field(one) for one in fields(MulticastRectangle)],
        "role_flag": ROLE_FLAG,
        "runtime_list": runtime_list,
        "segment_fields": [_record_field(one) for one in fields(Segment)],
        "target": target_of(variant),
        "topology_picture": draw_topology(variant),
        "uses_common_args": any(common_struct(kernel) for kernel in KERNEL_NAMES),
        "value_in": value_in,
        "work_fields": [_record_field(one) for one in fields(planner.work)],
    }


def _record_field(field: Field[Any]) -> RecordField:
    return RecordField(field.name, field.metadata.get("unit", ""), field.metadata.get("doc", ""))


_PLAN_VARIABLES = {"conv": "conv", "geometry": "geometry", "work": "work", "link": "link", "launch": "placement"}


def _planned(variant: Variant, kernel: KernelName, argument: Argument) -> str:
    """What the emitted planning part writes to fill an argument: the plan's value that it carries."""
    value = argument.carries
    if value == RESERVED:
        return "0"
    if value == "mcast_num_rectangles":
        expression = f"static_cast<uint32_t>(link.{RECTANGLES}.size())"
    elif value.startswith(DEST):
        expression = f"rectangle.{value.removeprefix(DEST)}"
    elif value == "mcast_num_cores":
        expression = "link.mcast_num_dests"
    elif kernel_uses(variant, kernel)[value].scope == "semaphore":
        expression = f"semaphore::{value.removesuffix('_semaphore')}"
    else:
        expression = f"{_PLAN_VARIABLES[kernel_uses(variant, kernel)[value].scope]}.{value}"
    return expression if argument.type == "uint32_t" else f"static_cast<{argument.type}>({expression})"
