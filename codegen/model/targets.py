"""What the releases of tt-metal call things: a target is a set of spellings, and nothing else knows a release."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

from codegen.model.metal2_calls import METAL2_CALLS
from codegen.model.variant import TargetName, Variant

FactoryKind = Literal["create", "create_descriptor", "create_program_artifacts"]
"""What tt-metal asks a program factory for.

create: a Program, once, and new addresses for it on each later launch (override_runtime_arguments).
create_descriptor: a ProgramDescriptor, once; it names the buffers, whose addresses tt-metal refreshes.
create_program_artifacts: a ProgramSpec with its arguments, once; kernels, buffers and tensors are bound by name.
"""


@dataclass(frozen=True)
class Bindings:
    """How operations are bound to Python.

    Attributes:
        kind: What tt-metal calls the files after that bind; also their folder in templates/bindings.
        library: The library that binds.
        header: One of its headers, by which an installed one is found.
    """

    kind: Literal["nanobind", "pybind"]
    library: str
    header: str


NANOBIND = Bindings(kind="nanobind", library="nanobind", header="nanobind/nanobind.h")
PYBIND = Bindings(kind="pybind", library="pybind11", header="pybind11/pybind11.h")


@dataclass(frozen=True)
class Target:
    """The spellings of one release of tt-metal.

    Attributes:
        name: What specs call it.
        release: Version of the ttnn wheels with these spellings.
        dataflow_api: Header of the data movement API.
        compute_api: Header of the compute API.
        compute_headers: Folder of the headers that belong to parts of the compute API.
        compute_namespace: Namespace of a compute kernel's entry point; None where it needs none.
        compute_entry: Declarator of a compute kernel's entry point.
        clip_at_zero: The packer's configuration that turns negative results into zero.
        clip_at_limit: The same, and results over {limit} into it; {limit} stands for a bfloat16 as integer.
        apply_to_faces: Function that lets the vector unit apply a function to the faces of a tile.
        round_to_bfloat16: What rounds a {number} of the vector unit to bfloat16.
        math_fidelity: Type of the fidelity of the matrix unit.
        host_tensor: Expression for a host tensor of `numbers` for each device of a mesh, a `spec` and a `topology`.
        precompiled_headers: Call of CMake that lets a {library} use tt-metal's precompiled headers.
        factory: Kind of the program factory.
        factories: Folders of templates/factories with what makes programs, in the order of the layers.
        max_runtime_words: Words of runtime arguments of one kernel on one core, with those that all cores share.
        expects_errors: Whether its tests have a fixture for expected errors, and want it used.
        clang_format: Version of clang-format that it pins for its sources.
        bindings: How operations are bound to Python.
        by_name: Whether kernels find arguments, buffers, semaphores and tensors by name; if not, by position.
        buffers: Namespace of the circular buffers in kernels.
        dataflow_objects: Headers of what data movement kernels call methods of.
        compute_objects: Those of compute kernels.
        kernel_apis: Folders of templates/kernel_apis with what takes the place of files in templates/common.
        calls: What kernels call instead of functions of other targets, by these; {0} is the first argument.
    """

    name: TargetName
    release: str
    dataflow_api: str
    compute_api: str
    compute_headers: str
    compute_namespace: str | None
    compute_entry: str
    clip_at_zero: str
    clip_at_limit: str
    apply_to_faces: str
    round_to_bfloat16: str
    math_fidelity: str
    host_tensor: str
    precompiled_headers: str
    factory: FactoryKind
    factories: tuple[str, ...]
    max_runtime_words: int
    expects_errors: bool
    clang_format: str
    bindings: Bindings
    by_name: bool
    buffers: str
    dataflow_objects: tuple[str, ...]
    compute_objects: tuple[str, ...]
    kernel_apis: tuple[str, ...]
    calls: Mapping[str, str]

    @property
    def takes_semaphore_ids(self) -> bool:
        """Whether a semaphore gets the id that a descriptor gives it; if not, it gets the first one that is free."""
        return self.factory != "create" or "create_descriptor" in self.factories


_TARGET_0_81 = Target(
    name="0.81",
    release="0.81",
    dataflow_api="api/dataflow/dataflow_api.h",
    compute_api="api/compute/compute_kernel_api.h",
    compute_headers="api/compute",
    compute_namespace=None,
    compute_entry="kernel_main()",
    clip_at_zero="ReluConfig::zero()",
    clip_at_limit="ReluConfig::max_threshold({limit})",
    apply_to_faces="_llk_math_eltwise_unary_sfpu_params_",
    round_to_bfloat16="sfpi::convert<sfpi::vFloat16b>({number}, sfpi::RoundMode::Nearest)",
    math_fidelity="tt::tt_metal::MathFidelity",
    host_tensor="ttnn::Tensor(tt::tt_metal::HostTensor(numbers, spec, topology))",
    precompiled_headers="tt_reuse_precompile_headers({library} TTNN::PCH)",
    factory="create_descriptor",
    factories=("create_descriptor", "buffer_bindings"),
    max_runtime_words=4094,  # what ttnn 0.81.1 says when there are more
    expects_errors=True,
    clang_format="19.1.4",
    bindings=NANOBIND,
    by_name=False,
    buffers="cb",
    dataflow_objects=(),
    compute_objects=(),
    kernel_apis=(),
    calls=MappingProxyType({}),
)

_TARGET_0_69 = replace(
    _TARGET_0_81,
    name="0.69",
    release="0.69",
    factory="create",  # with create_descriptor, this release would ask for the descriptor on each launch
    factories=("create_descriptor", "kept_addresses", "buffer_addresses"),
    max_runtime_words=340,  # a third of a page of the dispatcher (tt-metal 48686), of which the watcher takes a word
    expects_errors=False,
    clip_at_zero="ReluType::ZERO_RELU",
    clip_at_limit="ReluType::MAX_THRESHOLD_RELU | {limit} << 16",
    apply_to_faces="_llk_math_eltwise_unary_sfpu_params_<APPROX>",
    round_to_bfloat16="sfpi::reinterpret<sfpi::vFloat>(sfpi::float_to_fp16b({number}, 0))",
)

_TARGET_0_65 = replace(
    _TARGET_0_69,
    name="0.65",
    release="0.65",
    dataflow_api="dataflow_api.h",
    compute_api="compute_kernel_api.h",
    compute_headers="compute_kernel_api",
    compute_namespace="NAMESPACE",
    compute_entry="MAIN",
    math_fidelity="::MathFidelity",
    host_tensor="ttnn::Tensor(tt::tt_metal::HostStorage(numbers), spec, topology)",
    precompiled_headers="target_precompile_headers({library} REUSE_FROM TT::CommonPCH)",
    factories=("kept_addresses", "create"),
    bindings=PYBIND,
)

_METAL2 = replace(
    _TARGET_0_81,
    name="metal2",
    factory="create_program_artifacts",
    factories=("create_program_artifacts",),
    by_name=True,
    buffers="dfb",
    dataflow_objects=(
        "api/core_local_mem.h",
        "api/dataflow/dataflow_buffer.h",
        "api/dataflow/endpoints.h",
        "api/dataflow/noc.h",
        "api/semaphore.h",
        "api/tensor/noc_traits.h",
        "api/tensor/tensor_accessor.h",
        "experimental/kernel_args.h",
    ),
    compute_objects=("api/dataflow/dataflow_buffer.h", "experimental/kernel_args.h"),
    kernel_apis=("objects",),
    calls=METAL2_CALLS,
)

TARGETS = MappingProxyType({target.name: target for target in (_TARGET_0_65, _TARGET_0_69, _TARGET_0_81, _METAL2)})
"""All targets by name, the oldest first. An older one is told by what sets it apart from the next."""


def target_of(variant: Variant) -> Target:
    """The target that a variant is emitted for."""
    return TARGETS[variant.target]
