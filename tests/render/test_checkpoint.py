"""The stage before the implementation: everything is emitted as ever, and the factory stops, naming itself."""

from __future__ import annotations

import itertools
import re
import subprocess
from pathlib import Path, PurePosixPath

import pytest

from codegen.emit.render import namespace_of, render
from codegen.model.targets import TARGETS
from codegen.model.variant import TargetName, Variant
from codegen.native.compiler import CompilerNotFoundError, find_compiler
from tests.variants import ALL, CHECKPOINTS, SHIPPED

FACTORY = PurePosixPath("depthwise_conv2d_program_factory.cpp")
FACTORY_HEADER = PurePosixPath("depthwise_conv2d_program_factory.hpp")

EACH = list(itertools.product(CHECKPOINTS, TARGETS))

STAND_INS = {
    "tt_stl/assert.hpp": """
        #include <stdexcept>
        #define TT_FATAL(condition, message)            \\
            do {                                        \\
                if (!(condition)) {                     \\
                    throw std::runtime_error(message);  \\
                }                                       \\
            } while (false)
    """,
    "tt-metalium/base_types.hpp": "enum class MathFidelity { HiFi4 };",
    "tt-metalium/program_descriptors.hpp": "namespace tt::tt_metal { struct ProgramDescriptor {}; }",
    "ttnn/tensor/tensor.hpp": "namespace ttnn { struct Tensor {}; }",
    "ttnn/device_operation.hpp": """
        namespace ttnn::device_operation {
        template <typename Shared>
        struct CachedProgram {
            Shared shared_variables;
        };
        }
    """,
}
"""As much of tt-metal as the factory of a checkpoint asks for."""

CALLER = """
#include "depthwise_conv2d_program_factory.hpp"

#include <cstdio>
#include <exception>

int main() {{
    ttnn::Tensor tensor;
    try {{
        {namespace}::DepthwiseConv2dProgramFactory::{factory}({{}}, {{{operands}}}, tensor);
    }} catch (const std::exception& stopped) {{
        std::puts(stopped.what());
        return 0;
    }}
    return 1;
}}
"""


def rendered(variant: Variant, target: TargetName) -> dict[PurePosixPath, str]:
    return render(variant.model_copy(update={"target": target}))


@pytest.mark.parametrize(("name", "target"), EACH)
def test_only_the_factory_and_what_is_told_of_it_differ(name: str, target: TargetName) -> None:
    """All the rest lands before the implementation, and does not change with it."""
    checkpoint, implementation = rendered(CHECKPOINTS[name], target), rendered(ALL[name], target)
    assert list(checkpoint) == list(implementation)
    differing = {path for path in checkpoint if checkpoint[path] != implementation[path]}
    told = {PurePosixPath("ARGS.md"), PurePosixPath(f"test_depthwise_conv2d_{name}.py")} & set(checkpoint)
    of_an_older_target = {FACTORY_HEADER} if TARGETS[target].factory == "create" else set()
    assert differing == {FACTORY} | of_an_older_target | told


@pytest.mark.parametrize(("name", "target"), EACH)
def test_the_factory_holds_no_more_than_its_stop(name: str, target: TargetName) -> None:
    code = rendered(CHECKPOINTS[name], target)[FACTORY]
    functions = re.findall(r"DepthwiseConv2dProgramFactory::(\w+)\(", code)
    kind = TARGETS[target].factory
    assert functions == ([kind, "override_runtime_arguments"] if kind == "create" else [kind])
    assert re.findall(r"^    \w.*;$", code, re.MULTILINE) == [line for line in code.splitlines() if "TT_FATAL" in line]


@pytest.mark.parametrize(("name", "target"), list(itertools.product(SHIPPED, TARGETS)))
def test_it_compiles_and_names_itself(name: str, target: TargetName, tmp_path: Path) -> None:
    try:
        compiler = find_compiler()
    except CompilerNotFoundError as error:
        pytest.skip(str(error))
    variant = CHECKPOINTS[name]
    operands = "tensor, tensor, {}" if variant.has_bias_tensor else "tensor, tensor"
    caller = CALLER.format(namespace=namespace_of(variant), factory=TARGETS[target].factory, operands=operands)
    emitted = {str(path): text for path, text in rendered(variant, target).items()}
    headers = {path: f"#pragma once\n{text}" for path, text in STAND_INS.items()}
    for path, text in {**emitted, **headers, "caller.cpp": caller}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text)
    warnings = ["-Wall", "-Wextra", "-Werror"]
    compiler.run(["-std=c++20", *warnings, "-I.", "caller.cpp", str(FACTORY), "-o", "caller"], tmp_path)
    said = subprocess.run([tmp_path / "caller"], check=True, capture_output=True, text=True, timeout=60).stdout
    operation = f"{variant.memory_layout} depthwise_conv2d_{name}"
    assert said == f"{operation} is not implemented yet: checkpoint stage\n"
