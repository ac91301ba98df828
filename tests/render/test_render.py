"""The rendered text of every operation, before it is formatted."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePosixPath

import pytest

from codegen.emit.common import Common
from codegen.emit.layers import TEMPLATE_SUFFIX, emitted_files, is_host_file, is_kernel_file
from codegen.emit.render import part_sources, render
from codegen.model.operation import SHARED_TABLES, Operation, alone
from codegen.model.schedule import kernel_uses
from codegen.model.targets import TARGETS
from codegen.model.uses import RECTANGLES, ROLE_FLAG
from codegen.model.variant import KERNEL_NAMES, KernelName
from codegen.resources import templates_dir
from codegen.schedules.schedule import schedule_of
from tests.variants import ALL, OPERATIONS

EACH = OPERATIONS | {name: alone(variant) for name, variant in ALL.items()}
each_operation = pytest.mark.parametrize("operation", EACH.values(), ids=EACH)

HANDSHAKE = {
    "mcast_num_dests",
    "mcast_num_cores",
    "mcast_num_rectangles",
    "mcast_dest_noc_start_x",
    "mcast_dest_noc_start_y",
    "mcast_dest_noc_end_x",
    "mcast_dest_noc_end_y",
    "weights_wanted_semaphore",
    "weights_valid_semaphore",
    ROLE_FLAG,
    RECTANGLES,
}
"""What the header of a variant hands to the handshake, under names that all topologies have."""

READS = re.compile(r"\b(?:args|shared_?)\.(\w+)")
ACCESSORS = {"bias_in_dram": "bias_addr"}
"""What reads a value in the header of a variant."""

INCLUDES_BESIDE = re.compile(r'#include "(\w+\.hpp)"')
MOST_TEMPLATE_LINES = 1000


def render_all(operation: Operation) -> dict[PurePosixPath, str]:
    """An operation and what all share, by their paths below the output folder."""
    return {
        PurePosixPath(one.name, path): text
        for one in (operation, Common(operation.target))
        for path, text in render(one).items()
    }


def kernel_texts(operation: Operation, kernel: KernelName) -> str:
    """A kernel with the headers beside it that it includes, and for a reader with the handshake."""
    files = render_all(operation)
    own = [text for path, text in files.items() if path.match(f"device/kernels/*/{kernel}_*.cpp")]
    headers = {path.name: text for path, text in files.items() if path.match("device/kernels/*/*.hpp")}
    for text in own:  # which grows
        own += [headers.pop(name) for name in INCLUDES_BESIDE.findall(text) if name in headers]
    shared = [text for path, text in files.items() if path.name == "multicast.hpp" and kernel == "reader"]
    return "\n".join([*own, *shared])


KINDS = {(one.schedule, one.input): one for one in reversed(OPERATIONS.values())}
"""The first operation of each schedule and input, which has all topologies."""


@pytest.mark.parametrize("operation", KINDS.values(), ids=map(str, KINDS))
def test_kernels_ask_for_what_the_schedule_lists(operation: Operation) -> None:
    """A value that no kernel reads would be a dead argument in every spec."""
    for kernel in KERNEL_NAMES:
        listed = {name for one in operation.variants for name in kernel_uses(one, kernel)}
        asked = {ACCESSORS.get(name, name) for name in READS.findall(kernel_texts(operation, kernel))}
        lists = {name for one in operation.variants for name, use in kernel_uses(one, kernel).items() if use.is_list}
        handed = HANDSHAKE if kernel == "reader" else set[str]()
        assert listed - handed - lists <= asked, kernel
        assert asked <= listed | {"num_receivers", "num_rectangles", "rectangle", "weights_wanted", "weights_valid"}


@each_operation
def test_no_literal_position_in_the_code(operation: Operation) -> None:
    """Fault 6 of the hand-written version: TensorAccessorArgs<47>."""
    positional = re.compile(r"(get_arg_val<\w+>\(|get_compile_time_arg_val\(|get_common_arg_val<\w+>\(|Args<)\s*\d")
    for path, text in render(operation).items():
        assert not positional.search(text), path


@each_operation
def test_every_file_names_the_namespaces_of_its_operation_only(operation: Operation) -> None:
    variants = {variant.name for variant in operation.variants} | {SHARED_TABLES}
    for path, text in render(operation).items():
        if path.suffix in (".hpp", ".cpp"):
            found = re.findall(r"\bexperimental::(depthwise_conv2d\w*)(?:::(\w+))?", text)
            assert {name for name, _ in found} <= {operation.name}, path
            inside = {one for _, one in found if one and one[0].islower()}
            assert inside <= variants | {"attributes_of"}, path


def test_every_template_is_emitted() -> None:
    """Each file below templates/ is made into a file of some operation, on some release."""
    used = {
        origin.layer / origin.path
        for operation in OPERATIONS.values()
        for target in schedule_of(operation.variants[0]).targets
        for one in (retargeted(operation, target), Common(target))
        for origin in emitted_files(one).values()
    }
    hidden = {  # a schedule has its own
        "operation/depthwise_conv2d.cpp",
        "operation/depthwise_conv2d.hpp",
    }
    texts = "".join(path.read_text() for path in used if path.suffix == TEMPLATE_SUFFIX)
    parts = {name for name in part_sources(next(iter(OPERATIONS.values()))) if f'"{name}"' in texts}
    every = {path for path in templates_dir().rglob("*") if path.is_file()}
    assert {str(path.relative_to(templates_dir())) for path in every - used} <= hidden | parts


def retargeted(operation: Operation, target: str) -> Operation:
    variants = tuple(one.model_copy(update={"target": target}) for one in operation.variants)
    return replace(operation, variants=variants)


def test_templates_are_short() -> None:
    """What no spec decides is plain C++, which editors and compilers see."""
    templates = list(templates_dir().rglob("*.jinja"))
    assert sum(len(path.read_text().splitlines()) for path in templates) < MOST_TEMPLATE_LINES
    assert all("{{" in path.read_text() or "{%" in path.read_text() for path in templates)


@each_operation
def test_every_file_is_rendered(operation: Operation) -> None:
    assert list(render(operation)) == list(emitted_files(operation))
    assert PurePosixPath(f"tests/test_{operation.name}.py") in emitted_files(operation)
    for variant in operation.variants:
        assert PurePosixPath(f"device/variants/{variant.name}.hpp") in emitted_files(operation)


@each_operation
def test_cmake_lists_every_source_once(operation: Operation) -> None:
    files = render(operation)
    text = files[PurePosixPath("CMakeLists.txt")]
    private = text[text.index("    PRIVATE\n") : text.index("target_include_directories")]
    listed = [PurePosixPath(line.strip()) for line in private.splitlines() if line.strip().endswith(".cpp")]
    kind = TARGETS[operation.target].bindings.kind
    assert listed == [path for path in files if is_host_file(path) and path.stem != f"{operation.name}_{kind}"]
    (patterns,) = re.findall(r"file\(\n    GLOB_RECURSE kernels\n([^)]*)\)", text)
    for path in filter(is_kernel_file, files):
        assert any(path.match(one) or path.is_relative_to(one.removesuffix("/*")) for one in patterns.split()), path


@each_operation
def test_what_the_kernels_include_is_installed_with_them(operation: Operation) -> None:
    files = render_all(operation)
    kernels = [path for path in files if is_kernel_file(path)]
    for path in kernels:
        for name in re.findall(r'#include "(\S+)"', files[path]):
            local = PurePosixPath(*resolved((path.parent / name).parts))
            assert local not in files or local in kernels or "program.hpp" in name, (path, name)


def resolved(parts: tuple[str, ...]) -> list[str]:
    """A path without `..`."""
    kept: list[str] = []
    for part in parts:
        if part == "..":
            kept.pop()
        else:
            kept.append(part)
    return kept


@each_operation
def test_the_factory_and_cmake_name_the_same_folder(operation: Operation) -> None:
    """The factory names kernels by their kind and the operation's name."""
    files, common = render(operation), render(Common(operation.target))
    experimental = "ttnn/cpp/ttnn/operations/experimental/conv/"
    assert f'"{experimental}" + operation + "/device/kernels/"' in common[PurePosixPath("operands.cpp")]
    assert f"/{experimental}{operation.name}\n" in files[PurePosixPath("CMakeLists.txt")]
    program = common[PurePosixPath("program_factory.cpp")]
    kinds = re.findall(r'"((?:dataflow|compute)/\w+)"', program)
    assert len(kinds) == len(KERNEL_NAMES)
    for kind in kinds:
        assert PurePosixPath(f"device/kernels/{kind}_{operation.name}.cpp") in files


@each_operation
def test_the_newest_release_is_handed_buffers(operation: Operation) -> None:
    """An address as a plain word makes tt-metal ask for the whole program on every launch."""
    texts = [text for path, text in render_all(operation).items() if path.suffix in (".hpp", ".cpp")]
    assert not any("->address()" in text for text in texts)
    assert any("list.push_back(buffers[position]);" in text for text in texts)
    addresses = [
        argument.name
        for variant in operation.variants
        for argument in variant.arguments.reader
        if argument.carries in ("weight_addr", "bias_addr")
    ]
    headers = "\n".join(text for path, text in render(operation).items() if path.match("device/variants/*.hpp"))
    assert addresses
    for name in addresses:
        assert re.search(rf"offsetof\(\w+, {name}\) / sizeof\(uint32_t\), Operand::", headers), name
