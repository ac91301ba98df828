"""What is emitted for each target: its own spellings, and nobody else's."""

from __future__ import annotations

import itertools
import re
from dataclasses import fields
from typing import get_args

import pytest

from codegen.emit.render import render
from codegen.model.targets import TARGETS, Target
from codegen.model.variant import TargetName, Variant
from codegen.resources import templates_dir
from codegen.schedules.schedule import schedule_of
from tests.variants import ALL, SHIPPED

EACH = [(name, target) for name, target in itertools.product(ALL, TARGETS) if target in schedule_of(ALL[name]).targets]
SPELLINGS = {
    "dataflow_api": "kernels/reader_depthwise_conv2d.cpp",
    "compute_api": "kernels/compute_depthwise_conv2d.cpp",
    "compute_headers": "kernels/compute_depthwise_conv2d.cpp",
    "compute_namespace": "kernels/compute_depthwise_conv2d.cpp",
    "compute_entry": "kernels/compute_depthwise_conv2d.cpp",
    "clip_at_zero": "kernels/compute_depthwise_conv2d.cpp",
    "clip_at_limit": "kernels/compute_depthwise_conv2d.cpp",
    "factory": "depthwise_conv2d_program_factory.cpp",
    "launch": "depthwise_conv2d.cpp",
    "tensor_ops_header": "depthwise_conv2d_device_operation.cpp",
}
"""In which file each spelling stands."""

SWITCHES = {"spells_out", "bindings"}
"""What says more than a spelling."""

WHERE_MISSING = {"compute_namespace": "NAMESPACE", "tensor_ops_header": "ttnn/tensor/tensor_ops.hpp"}
"""The spelling that must not stand there where a target has none."""


def emitted(variant: Variant, target: TargetName) -> dict[str, str]:
    texts = render(variant.model_copy(update={"target": target}))
    return {str(path): text for path, text in texts.items()}


def in_code(target: Target, field: str) -> re.Pattern[str]:
    """A spelling as it stands in the code: as a word of its own."""
    value = getattr(target, field) or WHERE_MISSING[field]
    word = re.escape(value).replace(r"\{limit\}", "six_in_bfloat16")
    around = {"compute_headers": (r'#include "', "/eltwise"), "dataflow_api": (r'#include "', '"')}
    before, after = around.get(field, (r"(?<![\w/])", r"(?!\w)"))
    return re.compile(before + word + after)


def test_there_is_a_target_for_each_name() -> None:
    assert tuple(TARGETS) == get_args(TargetName)
    assert all(target.name == name for name, target in TARGETS.items())
    assert {field.name for field in fields(Target)} == {"name", *SPELLINGS, *SWITCHES}


@pytest.mark.parametrize(("name", "target"), EACH)
def test_each_target_has_its_own_spellings_only(name: str, target: TargetName) -> None:
    texts = emitted(ALL[name], target)
    ours = TARGETS[target]
    for field, file in SPELLINGS.items():
        wanted = getattr(ours, field) is not None
        assert bool(in_code(ours, field).search(texts[file])) == wanted, field
        for other in TARGETS.values():
            if getattr(other, field) not in (getattr(ours, field), None):
                assert not in_code(other, field).search(texts[file]), (field, other.name)


@pytest.mark.parametrize(("name", "target"), EACH)
def test_only_kernels_factory_and_bindings_depend_on_the_target(name: str, target: TargetName) -> None:
    texts, others = emitted(ALL[name], target), emitted(ALL[name], "0.81")
    differing = {file for file in texts if texts[file] != others.get(file)}
    assert differing <= {
        *SPELLINGS.values(),
        "kernels/block_multiply.hpp",
        "kernels/writer_depthwise_conv2d.cpp",
        FACTORY_HEADER,
        OPERATION_HEADER,
        "ARGS.md",
        *BINDINGS,
    }


FACTORY_HEADER = "depthwise_conv2d_program_factory.hpp"
OPERATION_HEADER = "depthwise_conv2d_device_operation.hpp"
BINDINGS = [
    f"depthwise_conv2d_{target.bindings.kind}{suffix}" for target in TARGETS.values() for suffix in (".cpp", ".hpp")
]


@pytest.mark.parametrize(("name", "target"), EACH)
def test_switches_of_a_target(name: str, target: TargetName) -> None:
    texts, ours = emitted(ALL[name], target), TARGETS[target]
    assert ("select_program_factory" in texts[OPERATION_HEADER]) == ours.spells_out


@pytest.mark.parametrize(("name", "target"), EACH)
def test_each_target_binds_with_its_own_library(name: str, target: TargetName) -> None:
    texts, ours = emitted(ALL[name], target), TARGETS[target].bindings
    source, header = f"depthwise_conv2d_{ours.kind}.cpp", f"depthwise_conv2d_{ours.kind}.hpp"
    assert {file for file in texts if "bind" in file} == {source, header}
    assert f'#include "{header}"' in texts[source]
    assert {*re.findall(r"#include <((?:nanobind|pybind11)/\S+)>", texts[source])} == {*ours.headers}
    assert f'#include "{ours.bind_header}"' in texts[source]
    assert f'#include "{ours.forward_header}"' in texts[header]
    other = "nb" if ours.alias == "py" else "py"
    assert not re.search(rf"\b{other}::", texts[source])
    functions = 4 if ALL[name].has_bias_tensor else 3
    assert texts[source].count("ttnn::bind_registered_operation(") == (functions if ours.registers else 0)
    assert texts[source].count("ttnn::bind_function<") == (0 if ours.registers else functions)


@pytest.mark.parametrize("name", [name for name, target in EACH if target == "0.65"])
def test_an_older_factory_replaces_each_address(name: str) -> None:
    """The addresses of a cached program are those of its first launch until override_runtime_arguments changes them."""
    texts = emitted(ALL[name], "0.65")
    factory = texts["depthwise_conv2d_program_factory.cpp"]
    override = factory[factory.index("::override_runtime_arguments(") :]
    assert "shared.input_buffer, *tensors.input.buffer()" in override
    assert "shared.output_buffer, *output.buffer()" in override
    weights = next(one for one in ALL[name].arguments.reader if one.carries == "weight_addr")
    per_core, common = "GetRuntimeArgs(program, shared.reader, core)", "GetCommonRuntimeArgs(program, shared.reader)"
    assert f"{common if weights.kind == 'common_runtime' else per_core}[kWeightAddr] = weight_addr" in override
    assert ("weight_readers" in texts[FACTORY_HEADER]) == (weights.kind == "runtime")


def test_no_template_compares_versions() -> None:
    for template in templates_dir().rglob("*.jinja"):
        text = template.read_text()
        assert not re.search(r"\{%[^%]*(target\.name|variant\.target)", text), template
        assert not any(f'"{name}"' in text for name in TARGETS), template


def test_shipped_variants_are_for_the_newest_target() -> None:
    assert {variant.target for variant in SHIPPED.values()} == {tuple(TARGETS)[-1]}
