"""Compiles emitted kernels for the five processors, as tt-metal's runtime would, against a ttnn wheel's headers.

Their headers are compiled as well, each as the first of ours in a kernel that does nothing: one that needs another
before it would break with the next change of an include.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from codegen.build.compile import Unit, compile_kernel
from codegen.build.compilers import KernelCompiler, find_kernel_compiler
from codegen.build.jit import generated_files
from codegen.build.kernel_files import KernelFile, kernel_files
from codegen.build.process import Call, at_once
from codegen.build.processors import FIRMWARE, KERNEL_MACROS, SILICON, Processor
from codegen.build.sources import Sources
from codegen.build.unsupported import UnsupportedError
from codegen.build.verdict import Result, first_errors
from codegen.build.wheel import Wheel, find_wheel
from codegen.emit.bindings import chip_headers
from codegen.emit.common import COMMON
from codegen.emit.context import define_of
from codegen.model.case import Case
from codegen.model.targets import TARGETS, target_of
from codegen.model.variant import Variant
from codegen.native.shield import scratch_folder
from codegen.native.writing import write_texts
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.program import ProgramPlan, plan_program
from codegen.schedules.schedule import schedule_of

_INTERLEAVED_IN_DRAM = 2
"""First word of a tensor accessor's compile-time arguments (tensor_accessor::ArgConfig::IsDram)."""


_IDLE_KERNEL = """\
#include "{header}"
#include "{common}/kernels/kernel_api.hpp"
void kernel_main() {{}}
"""
"""The kernel in which a header is compiled; in some releases, the kernels' API defines their entry point."""


@dataclass(frozen=True)
class KernelJob:
    """One file on one processor of one chip, for all cases that it is compiled for."""

    sources: Sources
    file: KernelFile
    chip: ChipName
    plans: tuple[ProgramPlan, ...]
    wheel: Wheel
    compiler: KernelCompiler


def check_kernels(sources: Sequence[Sources], chips: Sequence[ChipName], headers: str | None) -> Iterator[Result]:
    """Compile the kernels of operations, and the headers that they include.

    Args:
        sources: Operations with their emitted files.
        chips: The chips to compile for.
        headers: A folder with headers, or `wheel`; None looks at the environment first.

    Yields:
        A result for each file, processor and chip, in the order of kernel_files; `unsupported` where this machine lacks
        something.
    """
    jobs: list[KernelJob] = []
    for one in sources:
        try:
            wheel = find_wheel(headers, TARGETS[one.operation.target].release)
            compiler = find_kernel_compiler(wheel)
        except UnsupportedError as error:
            for name in dict.fromkeys(file.of for file in kernel_files(one)):
                yield Result(variant=name, verdict="unsupported", message=error.cause, hint=error.hint)
            continue
        for file in kernel_files(one):
            jobs += [KernelJob(one, file, chip, _plans(file, chip), wheel, compiler) for chip in chips]
    yield from at_once(_check, jobs)


def example_cases(variant: Variant, processor: Processor) -> tuple[Case, ...]:
    """Cases that any variant can compute: their plans fill the compile-time arguments.

    A kernel that computes is compiled for both sizes of what Dst holds, which choose other code in its headers.
    """
    cores = max(2, variant.multicast.sender + 1)
    modes = (True, False) if processor.thread else (True,)
    return tuple(
        Case(
            id="compiled",
            variant=variant.name,
            batch=1,
            channels=schedule_of(variant).channel_multiple * cores * cores,
            input=(4 * cores, 4 * cores),
            kernel=(3, 3),
            padding=(1, 1),
            grid=(cores, cores),
            activation="silu",
            bias=True,
            fp32_dest_acc=fp32_dest_acc,
        )
        for fp32_dest_acc in modes
    )


def _plans(file: KernelFile, chip: ChipName) -> tuple[ProgramPlan, ...]:
    cases = example_cases(file.variant, file.processor)
    return tuple(plan_program(file.variant, case, CHIPS[chip]) for case in (cases[:1] if file.is_header else cases))


def _check(job: KernelJob) -> Result:
    start = time.perf_counter()
    failed = next((done for plan in job.plans if not (done := _compile(job, plan)).ok), None)
    return Result(
        variant=job.file.of,
        file=job.file.label,
        processor=job.file.processor.name,
        chip=job.chip,
        compiler=job.compiler.identity,
        headers=f"ttnn {job.wheel.version}" if job.wheel.version else str(job.wheel.root),
        verdict="error" if failed else "pass",
        seconds=time.perf_counter() - start,
        message=first_errors(failed.log) if failed else "",
    )


def _compile(job: KernelJob, plan: ProgramPlan) -> Call:
    """Write the file and what is generated for it into a folder of their own, and compile it there."""
    root, silicon, processor = job.wheel.root, SILICON[job.chip], job.file.processor
    with scratch_folder("ttdw-build-") as folder:
        sources, work = folder / job.sources.operation.name, folder / "work"
        job.sources.write(sources)
        kernel = sources / job.file.path
        texts = {}
        if job.file.is_header:
            header, kernel = kernel, work / "idle.cpp"
            texts = {kernel.name: _IDLE_KERNEL.format(header=header, common=folder / COMMON)}
        named = chip_headers(plan, job.file.bound) if target_of(plan.variant).by_name else {}
        write_texts({**generated_files(processor, kernel, plan.case, tuple(named)), **named, **texts}, work)
        unit = Unit(
            firmware=root / FIRMWARE / processor.firmware,
            sources=sources,
            work=work,
            folders=tuple(place for name in silicon.include_folders() if (place := root / name).is_dir()),
            macros=(*KERNEL_MACROS, *silicon.macros, *_macros(job.file, plan)),
        )
        done = compile_kernel(job.compiler, processor, silicon, unit)
        return Call(done.ok, done.log.replace(f"{sources}/", "").replace(f"{root}/", ""))


def _macros(file: KernelFile, plan: ProgramPlan) -> tuple[str, ...]:
    variant, processor = file.variant, file.processor
    kernel = processor.kernel
    target = target_of(variant)
    arguments = [] if target.by_name else [*plan.kernels[kernel].compile_time.values()]
    index = f"PROCESSOR_INDEX={processor.index}"
    macros = [define_of(variant), *file.bound.defines, *processor.macros, index, "DISPATCH_MESSAGE_ADDR=0"]
    if kernel == "reader":
        arguments += [_INTERLEAVED_IN_DRAM, plan.geometry.tile_bytes]
        if variant.has_bias_tensor:
            arguments += [_INTERLEAVED_IN_DRAM, plan.geometry.stick_bytes]
    if processor.thread and target.compute_namespace:
        macros.append(f"{target.compute_namespace}=chlkc_{processor.thread}")  # of the entry point
    if not processor.thread:
        noc = variant.multicast.noc
        macros.append(f"NOC_INDEX={noc if kernel == 'reader' else 1 - noc}")
    return (*macros, f"KERNEL_COMPILE_TIME_ARGS={','.join(str(word) for word in arguments)}")
