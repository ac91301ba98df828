"""The rendered text of every variant, before it is formatted."""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import get_args

import pytest

from codegen.emit import render as render_module
from codegen.emit.render import (
    EMITTED_FILES,
    HOST_SOURCES,
    SCHEDULE_FILES,
    emitted_files,
    kernel_sources,
    render,
    template_of,
)
from codegen.model.registry import known_schedules
from codegen.model.schedule import kernel_uses
from codegen.model.targets import FactoryKind
from codegen.model.variant import KERNEL_NAMES, KernelName, Variant
from codegen.resources import templates_dir
from tests.variants import ALL

each_variant = pytest.mark.parametrize("variant", ALL.values(), ids=ALL)


@each_variant
def test_templates_ask_for_what_the_schedule_lists(variant: Variant, monkeypatch: pytest.MonkeyPatch) -> None:
    """A value that no kernel reads would be a dead argument in every spec."""
    asked: dict[KernelName, set[str]] = {kernel: set() for kernel in KERNEL_NAMES}
    original = render_module.kernel_expression

    def recorder(variant: Variant, kernel: KernelName, value: str) -> str:
        asked[kernel].add(value)
        return original(variant, kernel, value)

    monkeypatch.setattr(render_module, "kernel_expression", recorder)
    render(variant)
    assert asked == {kernel: set(kernel_uses(variant, kernel)) for kernel in KERNEL_NAMES}


@each_variant
def test_no_literal_position_in_the_code(variant: Variant) -> None:
    """Fault 6 of the hand-written version: TensorAccessorArgs<47>."""
    positional = re.compile(r"(get_arg_val<\w+>\(|get_compile_time_arg_val\(|get_common_arg_val<\w+>\(|Args<)\s*\d")
    for path, text in render(variant).items():
        assert not positional.search(text), path


@each_variant
def test_every_file_names_its_own_namespace_only(variant: Variant) -> None:
    for path, text in render(variant).items():
        if path.suffix in (".hpp", ".cpp"):
            names = set(re.findall(r"depthwise_conv2d::(\w+)", text))
            assert names == {variant.name}, path


def test_every_template_is_emitted() -> None:
    templates = {str(path.relative_to(templates_dir())) for path in templates_dir().rglob("*.jinja")}
    kinds = {f"program_factory/{kind}.cpp.jinja" for kind in get_args(FactoryKind)}
    emitted = {
        template_of(path, schedule)
        for schedule in known_schedules()
        for path in EMITTED_FILES + SCHEDULE_FILES[schedule]
    }
    partials = {path.name for path in templates_dir().glob("*.jinja") if "." not in path.stem}
    assert templates == emitted | kinds | partials | {"program_factory/checkpoint.cpp.jinja"}
    sources = [path.read_text() for path in templates_dir().rglob("*.jinja")]
    assert all(any(f'"{partial}" import' in source for source in sources) for partial in partials)


@each_variant
def test_every_file_is_rendered(variant: Variant) -> None:
    assert list(render(variant)) == list(emitted_files(variant))
    assert PurePosixPath(f"test_depthwise_conv2d_{variant.name}.py") in emitted_files(variant)


@each_variant
def test_cmake_lists_every_source_once(variant: Variant) -> None:
    files = render(variant)
    kernels = kernel_sources(variant.schedule)
    lists = re.findall(r"set\((\w+)\n(.*?)\n\)", files[PurePosixPath("sources.cmake")], re.DOTALL)
    named = {name.rpartition("_")[2]: [PurePosixPath(one) for one in text.split()] for name, text in lists}
    assert named == {"SRCS": list(HOST_SOURCES), "KERNELS": list(kernels)}
    units = {path for path in files if path.suffix == ".cpp"}
    assert units == {*HOST_SOURCES, *kernels, PurePosixPath("depthwise_conv2d_nanobind.cpp")} - {
        path for path in kernels if path.suffix == ".hpp"
    }
    library = files[PurePosixPath("CMakeLists.txt")]
    assert all(f"${{{name}}}" in library for name, _ in lists)


@each_variant
def test_what_the_kernels_include_is_installed_with_them(variant: Variant) -> None:
    files = render(variant)
    kernels = kernel_sources(variant.schedule)
    for path in kernels:
        for name in re.findall(r'#include "(\S+)"', files[path]):
            folder, depth = path.parent, name.count("../")
            local = (folder.parent if depth else folder) / name.removeprefix("../")
            assert local not in files or local in kernels, (path, name)


@each_variant
def test_the_factory_and_cmake_name_the_same_folder(variant: Variant) -> None:
    files = render(variant)
    folder = f"ttnn/cpp/ttnn/operations/experimental/conv/depthwise_conv2d/{variant.name}"
    assert f'"{folder}/kernels/"' in files[PurePosixPath("depthwise_conv2d_program_factory.cpp")]
    assert f"/{folder}\n" in files[PurePosixPath("CMakeLists.txt")]
