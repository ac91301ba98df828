"""The rendered text of every variant, before it is formatted."""

from __future__ import annotations

import re
from typing import get_args

import pytest

from codegen.emit import render as render_module
from codegen.emit.render import EMITTED_FILES, render, template_of
from codegen.resources import templates_dir
from codegen.spec.schedule import kernel_uses
from codegen.spec.targets import FactoryKind
from codegen.spec.variant import KERNEL_NAMES, KernelName, Variant
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
    assert templates == {template_of(path) for path in EMITTED_FILES} | kinds | {"macros.jinja"}
