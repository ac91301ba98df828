"""What is emitted for each target: its own spellings, and nobody else's."""

from __future__ import annotations

import itertools
import re
from dataclasses import fields
from pathlib import PurePosixPath
from typing import get_args

import pytest

from codegen.emit.common import COMMON, Common
from codegen.emit.layers import is_kernel_file
from codegen.emit.render import render
from codegen.model.operation import alone
from codegen.model.targets import TARGETS, Target
from codegen.model.variant import TargetName, Variant
from codegen.resources import templates_dir
from codegen.schedules.schedule import schedule_of
from tests.variants import ALL, SHIPPED

EACH = [(name, target) for name, target in itertools.product(ALL, TARGETS) if target in schedule_of(ALL[name]).targets]
API = "depthwise_common/kernels/kernel_api.hpp"
RELEASE = "depthwise_common/release.hpp"
SPELLINGS = {
    "dataflow_api": API,
    "compute_api": API,
    "compute_headers": API,
    "compute_namespace": API,
    "compute_entry": API,
    "clip_at_zero": API,
    "clip_at_limit": API,
    "apply_to_faces": API,
    "round_to_bfloat16": API,
    "math_fidelity": RELEASE,
    "host_tensor": RELEASE,
    "precompiled_headers": "CMakeLists.txt",
}
"""In which file each spelling stands."""

SWITCHES = {"bindings", "factory", "factories", "expects_errors", "clang_format", "max_runtime_words", "release"}
SWITCHES |= {"by_name", "buffers", "calls", "compute_objects", "dataflow_objects", "kernel_apis"}
"""What says more than a spelling, or is a number."""

WHERE_MISSING = {"compute_namespace": "NAMESPACE"}
"""The spelling that must not stand there where a target has none."""

ONLY_A_FORWARD = {"compute_entry"}
"""A kernel is kernel_main() everywhere; an older release's entry point forwards to it."""


def emitted(variant: Variant, target: TargetName) -> dict[str, str]:
    """The files of a variant, under the names that those of depthwise_conv2d have, and what all operations share."""
    operation = alone(variant.model_copy(update={"target": target}))
    own = {str(path).replace(operation.name, "depthwise_conv2d"): text for path, text in render(operation).items()}
    return own | {f"{COMMON}/{path}": text for path, text in render(Common(target)).items()}


def in_code(target: Target, field: str) -> re.Pattern[str]:
    """A spelling as it stands in the code: as a word of its own."""
    value = getattr(target, field) or WHERE_MISSING[field]
    word = re.sub(r"\\{\w+\\}", "[^;]+?", re.escape(value))
    around = {
        "compute_headers": (r'#include "', "/eltwise"),
        "dataflow_api": (r'#include "', '"'),
        "apply_to_faces": (r"\(", r"\("),
        "math_fidelity": ("= ", ";"),
        "host_tensor": ("return ", ";"),
    }
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
        if field not in ONLY_A_FORWARD or ours.compute_namespace:
            wanted = getattr(ours, field) is not None
            assert bool(in_code(ours, field).search(texts[file])) == wanted, field
        for other in TARGETS.values():
            if field not in ONLY_A_FORWARD and getattr(other, field) not in (getattr(ours, field), None):
                assert not in_code(other, field).search(texts[file]), (field, other.name)


@pytest.mark.parametrize(("name", "target"), EACH)
def test_only_a_few_files_depend_on_the_target(name: str, target: TargetName) -> None:
    texts, others = emitted(ALL[name], target), emitted(ALL[name], "0.81")
    differing = {file for file in texts if texts[file] != others.get(file)}
    if TARGETS[target].by_name:  # all that kernels are made of
        differing = {file for file in differing if not is_kernel_file(PurePosixPath(file))}
    assert differing <= {
        *SPELLINGS.values(),
        *FACTORIES,
        f"{COMMON}/CMakeLists.txt",
        f"{COMMON}/plan/numbers.hpp",
        f"{COMMON}/plan/names.hpp",  # of a target whose kernels find by name what they are given
        "tests/test_depthwise_conv2d.py",
        "ARGS.md",
        *BINDINGS,
    }


FACTORIES = [f"{COMMON}/{file}" for file in ("addresses.hpp", "program_factory.hpp", "program_factory.cpp")]


def binding_files(target: Target) -> set[str]:
    kind = target.bindings.kind
    return {f"depthwise_conv2d_{kind}.cpp", f"depthwise_conv2d_{kind}.hpp", f"{COMMON}/bindings_{kind}.hpp"}


BINDINGS = set[str]().union(*map(binding_files, TARGETS.values()))


@pytest.mark.parametrize(("name", "target"), EACH)
def test_a_factory_is_of_the_kind_that_the_target_asks(name: str, target: TargetName) -> None:
    texts = emitted(ALL[name], target)
    asked = re.findall(r"static [\w:]+ (create\w*)\(", "".join(texts.get(file, "") for file in FACTORIES))
    assert asked == [TARGETS[target].factory]


@pytest.mark.parametrize(("name", "target"), EACH)
def test_a_release_without_the_fixture_brings_it(name: str, target: TargetName) -> None:
    """tt-metal's hook against pytest.raises came with its fixture expect_error."""
    text = emitted(ALL[name], target)["tests/test_depthwise_conv2d.py"]
    ours = TARGETS[target]
    assert ("def expect_error():" in text) == (not ours.expects_errors)
    assert ("pytest.raises" in text) == (not ours.expects_errors)


@pytest.mark.parametrize(("name", "target"), EACH)
def test_each_target_binds_with_its_own_library(name: str, target: TargetName) -> None:
    texts, ours = emitted(ALL[name], target), TARGETS[target].bindings
    source = f"depthwise_conv2d_{ours.kind}.cpp"
    assert {file for file in texts if "bind" in file} == binding_files(TARGETS[target])
    operation = alone(ALL[name]).name
    assert f'#include "{operation}_{ours.kind}.hpp"' in texts[source]
    assert f"#include <{ours.header}>" in texts[source]
    others = {one.bindings.library for one in TARGETS.values()} - {ours.library}
    assert not any(f"{other}::" in texts[source] or f"<{other}/" in texts[source] for other in others)
    functions = {f"prepare_{operation}_input", f"prepare_{operation}_weights", operation}
    if schedule_of(ALL[name]).takes_bias_tensor:
        functions.add(f"prepare_{operation}_bias")
    bound = re.findall(r'(?:bind_function<|register_operation<|bind<)"(?:ttnn::experimental::)?(\w+)"', texts[source])
    assert sorted(bound) == sorted(functions)


@pytest.mark.parametrize(("name", "target"), [one for one in EACH if TARGETS[one[1]].factory == "create"])
def test_an_older_factory_replaces_each_address(name: str, target: TargetName) -> None:
    """The addresses of a cached program are those of its first launch until override_runtime_arguments changes them."""
    texts = emitted(ALL[name], target)
    program = texts[f"{COMMON}/addresses.hpp"]
    assert "replace_addresses(cached, tensors, output);" in program
    replaced = program[program.index("void replace_addresses(") :]
    assert "shared.input_buffer, *tensors.input.buffer()" in replaced
    assert "shared.output_buffer, *output.buffer()" in replaced
    for words in ("GetRuntimeArgs(program, shared.reader, core)", "GetCommonRuntimeArgs(program, shared.reader)"):
        assert f"{words}[word.position] = address_of(word.operand, tensors)" in replaced
    weights = next(one for one in ALL[name].arguments.reader if one.carries == "weight_addr")
    struct = "CommonArgs" if weights.kind == "common_runtime" else r"(?:Sender|Receiver|Runtime)Args"
    header = texts[f"device/variants/{name}.hpp"]
    assert re.search(rf"offsetof\({struct}, {weights.name}\) / sizeof\(uint32_t\), Operand::weights", header)


def test_no_template_compares_versions() -> None:
    for template in (path for path in templates_dir().rglob("*") if path.is_file()):
        text = template.read_text()
        assert not re.search(r"\{%[^%]*(target\.name|variant\.target)", text), template
        assert not any(f'"{name}"' in text for name in TARGETS), template


def test_shipped_variants_are_for_the_newest_release() -> None:
    newest = [target.name for target in TARGETS.values() if not target.by_name][-1]
    assert {variant.target for variant in SHIPPED.values()} == {newest}
