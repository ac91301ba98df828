"""The emitted host code on a mocked chip: what tt-metal holds of the program is what Python plans.

Needs a tt-metal tree and the ttnn wheel that was built from it:

    TTDW_HOST_TARGET     target to emit for; a later tree takes a factory of the older kind as well, and for 0.81, where
                         the tree is older, bindings.py stands for what a program descriptor has there
    TTDW_TT_METAL_TREE   the tree: tt_metal/, tt_stl/, ttnn/
    TTDW_TTNN_WHEEL      the unpacked wheel
    TTDW_HOST_INCLUDE    folders with headers of other projects, separated by colons: fmt and reflect, in the releases
                         that the tree names; to launch, tt-metal must see the members of our structs
    CXX                  the compiler; the first that ttdw build finds if left out
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, get_args

import pytest

from codegen.build.process import at_once
from codegen.build.sources import Sources, emitted_sources
from codegen.emit.banner import shipped_source
from codegen.emit.common import COMMON
from codegen.emit.context import namespace_of, operation_folder
from codegen.emit.output import SourcedOperation
from codegen.model.formats import FORMATS
from codegen.model.loader import load_cases
from codegen.model.operation import Operation
from codegen.model.rules import SCHEDULE_ON_TARGET, variant_findings
from codegen.model.targets import TARGETS
from codegen.model.variant import KERNEL_NAMES, KernelName, TargetName, Variant
from codegen.plan.chip import WORMHOLE
from codegen.plan.program import PlanError, ProgramPlan, conv_values, plan_program, replace_weight_addr
from codegen.reference.shards import layout_of
from codegen.resources import shipped_cases
from codegen.schedules.schedule import schedule_of
from tests.host.bindings import stand_in_for_bindings
from tests.host.toolchain import COMPILE_SECONDS, Host, included, run
from tests.variants import OPERATIONS, SHIPPED

pytestmark = pytest.mark.host

HERE = Path(__file__).parent
DRIVER = HERE / "read_back.cpp"
MOCKED_CHIP = HERE / "mocked_wormhole.yaml"
SETTINGS = ("TTDW_HOST_TARGET", "TTDW_TT_METAL_TREE", "TTDW_TTNN_WHEEL")

RUN_SECONDS = 300


def _environment(host: Host, kernels: Path) -> dict[str, str]:
    """What tt-metal looks up: a mocked chip, slow dispatch, its own files, and ours."""
    root = str(host.wheel / "ttnn")
    return os.environ | {
        "TT_METAL_MOCK_CLUSTER_DESC_PATH": str(MOCKED_CHIP),
        "TT_METAL_SLOW_DISPATCH_MODE": "1",
        "TT_METAL_RUNTIME_ROOT": root,
        "TT_METAL_HOME": root,
        "TT_METAL_KERNEL_PATH": str(kernels),
        "TT_METAL_CACHE": str(kernels / "cache"),
        "TT_LOGGER_LEVEL": "error",
    }


@pytest.fixture(scope="module")
def host() -> Host:
    missing = [name for name in SETTINGS if not os.environ.get(name)]
    if missing:
        pytest.skip(f"no tt-metal to compile against: set {', '.join(missing)}")
    target = os.environ["TTDW_HOST_TARGET"]
    assert target in get_args(TargetName), target
    tree, wheel = (Path(os.environ[name]) for name in SETTINGS[1:])
    return Host(TARGETS[target].name, tree, wheel, included())  # type: ignore[index]


EMITTED = """\
#include "{name}.hpp"
#include "device/{name}_program_factory.hpp"
namespace emitted = {namespace};
constexpr auto& prepare_weights = emitted::prepare_{name}_weights;
constexpr auto& run_operation = ttnn::experimental::{name};
"""
"""The header by which the driver knows the operation."""


def _build(host: Host, operation: Operation, folder: Path) -> Path:
    """The driver with the emitted host code of an operation; its kernels lie where the factory names them."""
    own, common = emitted_sources([SourcedOperation(operation, shipped_source(operation.name))])
    emitted = folder / operation_folder(operation.name)
    own.write(emitted)
    if "buffer_bindings" in TARGETS[host.target].factories:
        stand_in_for_bindings(host.tree, folder)
    names = EMITTED.format(name=operation.name, namespace=namespace_of(operation.name))
    (folder / "emitted.hpp").write_text(names)
    program = folder / "read_back"
    files = [DRIVER, *_host_files(own, emitted), *_host_files(common, emitted.parent / COMMON)]
    objects = [folder / f"{file.stem}.o" for file in files]
    compiler = [*host.compiler, "-I", folder, "-I", emitted]
    commands = [[*compiler, "-c", one, "-o", built] for one, built in zip(files, objects, strict=True)]
    list(at_once(partial(run, seconds=COMPILE_SECONDS), commands))
    run([*host.compiler, *objects, "-o", program, *host.linked], COMPILE_SECONDS)
    return program


def _host_files(sources: Sources, folder: Path) -> list[Path]:
    """The host files in their folder but the one that binds them to Python."""
    kind = TARGETS[sources.operation.target].bindings.kind
    return [folder / file for file in sources.host_files if not file.stem.endswith(f"_{kind}")]


def _request(plan: ProgramPlan) -> dict[str, Any]:
    return {
        "conv": list(conv_values(plan.case).values()),
        "input": _input(plan),
        "grid": [[[area.start.x, area.start.y], [area.end.x, area.end.y]] for area in plan.ranges],
        "math_fidelity": plan.case.math_fidelity,
        "fp32_dest_acc": plan.case.fp32_dest_acc,
        "memory_layout": plan.variant.memory_layout,
        "row_major": plan.variant.shard_orientation == "ROW_MAJOR",
    }


def _input(plan: ProgramPlan) -> dict[str, Any]:
    """The input: any tensor of a network, or the sticks that were prepared for each shard."""
    case, geometry = plan.case, plan.geometry
    shard = [geometry.input_shard_sticks, geometry.shard_channels]
    shape = [case.batch * case.input[0] * case.input[1], case.channels]
    if not schedule_of(plan.variant).gathers:
        shape = [geometry.stick_shards * shard[0], geometry.channel_shards * shard[1]]
    return {"shape": [1, 1, *shape], "shard": shard, "layout": layout_of(plan), "dtype": case.input_format.ttnn}


def _output(plan: ProgramPlan) -> dict[str, Any]:
    case, geometry = plan.case, plan.geometry
    return {
        "shape": [1, 1, geometry.output_sticks, case.channels],
        "shard": [geometry.output_shard_sticks, geometry.shard_channels],
        "layout": layout_of(plan),
        "dtype": case.output_format.ttnn,
    }


def _cores(plan: ProgramPlan) -> list[list[int]]:
    return sorted([core.core.x, core.core.y] for core in plan.cores)


def _expected_config(plan: ProgramPlan, kernel: KernelName) -> str:
    """In tt-metal's words: processor, NoC and NoC mode; fidelity, fp32 Dst, approximation, full Dst, unpacking.

    RISCV_0_default is the first name of NOC_0.
    """
    if kernel == "compute":
        return f"{plan.case.math_fidelity}_{str(plan.case.fp32_dest_acc).lower()}_false_false_default"
    reader_noc = plan.variant.multicast.noc
    processor, noc = (0, reader_noc) if kernel == "reader" else (1, 1 - reader_noc)
    return f"RISCV_{processor}_RISCV_{noc}_default_DM_DEDICATED_NOC"


def _expected(plan: ProgramPlan, seen: dict[str, Any]) -> dict[str, Any]:
    """What tt-metal must hold, given where it has put the tensors."""
    planned = replace_weight_addr(plan, seen["weight_addr"])
    kernels = {}
    for kernel in KERNEL_NAMES:
        accessor = seen["accessor_args"] if kernel == "reader" else []
        kernels[f"{kernel}_{plan.variant.operation_name}"] = {
            "config": _expected_config(plan, kernel),
            "compile_time_args": [*planned.kernels[kernel].compile_time.values(), *accessor],
            "common_args": list(planned.kernels[kernel].common.values()),
            "runtime_args": {
                (core.core.x, core.core.y): list(core.arguments[kernel].values()) for core in planned.cores
            },
        }
    addresses = {"own": None, "input_shard": seen["input_addr"], "output_shard": seen["output_addr"]}
    buffers = {
        buffer.index: {
            "num_pages": buffer.num_pages,
            "page_bytes": buffer.page_bytes,
            "format": FORMATS[buffer.format].cpp,
            "tile_rows": buffer.tile_rows,
            "address": addresses[buffer.memory],
            "cores": _cores(plan),
        }
        for buffer in planned.buffers
    }
    semaphores = {
        semaphore.id: {"initial_value": semaphore.initial_value, "cores": _cores(plan)}
        for semaphore in plan.variant.semaphores
    }
    return {"kernels": kernels, "buffers": buffers, "semaphores": semaphores}


def _read_back(seen: dict[str, Any]) -> dict[str, Any]:
    """The driver's answer under the names of _expected; nothing may stand twice."""
    kernels = {one.pop("name"): one for one in seen["kernels"]}
    for kernel in kernels.values():
        kernel["runtime_args"] = {tuple(one["core"]): one["words"] for one in kernel["runtime_args"]}
    buffers = {one.pop("index"): one | {"cores": sorted(one["cores"])} for one in seen["buffers"]}
    semaphores = {one.pop("id"): one | {"cores": sorted(one["cores"])} for one in seen["semaphores"]}
    assert (len(kernels), len(buffers), len(semaphores)) == tuple(
        len(seen[name]) for name in ("kernels", "buffers", "semaphores")
    )
    return {"kernels": kernels, "buffers": buffers, "semaphores": semaphores}


FILES = [shipped_cases() / f"{name}.yaml" for name in ("seed", "rows", "planes", "planes_tiles")]
CASES = [one.case for file in FILES for one in load_cases(file, SHIPPED)]


def _plans(variant: Variant) -> list[ProgramPlan]:
    """The plans of all cases that are made for variants like this one, but those that it or the release refuses.

    It may want a sender where the grid has no core; the release may take fewer words of arguments.
    """
    plans = []
    for case in CASES:
        if _kind(SHIPPED[case.variant]) == _kind(variant):
            with suppress(PlanError):
                plans.append(plan_program(variant, case, WORMHOLE))
    assert plans
    return plans


def _kind(variant: Variant) -> tuple[str, ...]:
    return (variant.schedule, variant.multiply, variant.memory_layout)


def _misfits(operation: Operation, variants: Sequence[Variant]) -> Iterator[str]:
    """What keeps the host code of an operation from a release.

    That a schedule has no kernels for it does not: nothing is sent to a chip, and what the host code has of a release,
    the factory, is the same for all schedules.
    """
    for one in variants:
        yield from (finding.message for finding in variant_findings(one) if finding.rule != SCHEDULE_ON_TARGET)
        if one.has_bias_tensor:
            yield f"{operation.name} takes a tensor more than the driver gives"


@pytest.mark.parametrize("name", OPERATIONS)
def test_tt_metal_holds_what_python_plans(name: str, host: Host, tmp_path: Path) -> None:
    made = OPERATIONS[name]
    variants = tuple(one.model_copy(update={"target": host.target}) for one in made.variants)
    if causes := [*_misfits(made, variants)]:
        pytest.skip(f"{name} does not fit target {host.target}: {causes[0]}")
    plans = [plan for one in variants for plan in _plans(one)]
    program = _build(host, replace(made, variants=variants), tmp_path)
    question, answer = tmp_path / "question.json", tmp_path / "answer.json"
    question.write_text(json.dumps([_request(plan) for plan in plans]))
    run([program, question, answer], RUN_SECONDS, env=_environment(host, tmp_path), cwd=tmp_path)
    for plan, answered in zip(plans, json.loads(answer.read_text()), strict=True):
        assert answered["programs_in_cache"] == 1, plan.case.id
        launches = answered["launches"]
        assert len({launch["weight_addr"] for launch in launches}) == 2, "the launches must differ in their addresses"
        for seen in launches:
            assert seen["output"] == _output(plan), plan.case.id
            assert _read_back(seen) == _expected(plan, seen), plan.case.id
