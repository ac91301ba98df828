"""Compiles emitted kernels for the five processors, as tt-metal's runtime would, against a ttnn wheel's headers."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from codegen.build.compile import Unit, compile_kernel
from codegen.build.compilers import KernelCompiler, find_kernel_compiler
from codegen.build.jit import generated_files
from codegen.build.process import Call, at_once
from codegen.build.processors import FIRMWARE, KERNEL_MACROS, PROCESSORS, SILICON, Processor
from codegen.build.sources import Sources
from codegen.build.unsupported import UnsupportedError
from codegen.build.verdict import Result, first_errors
from codegen.build.wheel import Wheel, find_wheel
from codegen.emit.context import define_of
from codegen.model.case import Case
from codegen.model.targets import target_of
from codegen.model.variant import Variant
from codegen.plan.chip import CHIPS, ChipName
from codegen.plan.program import ProgramPlan, plan_program
from codegen.schedules.schedule import schedule_of

_INTERLEAVED_IN_DRAM = 2
"""First word of a tensor accessor's compile-time arguments (tensor_accessor::ArgConfig::IsDram)."""


@dataclass(frozen=True)
class KernelJob:
    """One kernel on one processor of one chip, for all cases that it is compiled for."""

    sources: Sources
    variant: Variant
    kernel: PurePosixPath
    processor: Processor
    chip: ChipName
    plans: tuple[ProgramPlan, ...]
    wheel: Wheel
    compiler: KernelCompiler


def check_kernels(sources: Sequence[Sources], chips: Sequence[ChipName], headers: str | None) -> Iterator[Result]:
    """Compile the kernels of variants.

    Args:
        sources: Variants with their emitted files.
        chips: The chips to compile for.
        headers: A folder with headers, or `wheel`; None looks at the environment first.

    Yields:
        A result for each kernel, processor and chip, in this order; `unsupported` where this machine lacks something.
    """
    jobs: list[KernelJob] = []
    for one, variant in ((one, variant) for one in sources for variant in one.operation.variants):
        try:
            wheel = find_wheel(headers, variant.target)
            compiler = find_kernel_compiler(wheel)
        except UnsupportedError as error:
            yield Result(variant=variant.name, verdict="unsupported", message=error.cause, hint=error.hint)
            continue
        for processor in PROCESSORS:
            kernel = one.kernel_file(processor.kernel)
            for chip in chips:
                plans = _plans(variant, processor, chip)
                jobs.append(KernelJob(one, variant, kernel, processor, chip, plans, wheel, compiler))
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


def _plans(variant: Variant, processor: Processor, chip: ChipName) -> tuple[ProgramPlan, ...]:
    return tuple(plan_program(variant, case, CHIPS[chip]) for case in example_cases(variant, processor))


def _check(job: KernelJob) -> Result:
    start = time.perf_counter()
    failed = next((done for plan in job.plans if not (done := _compile(job, plan)).ok), None)
    return Result(
        variant=job.variant.name,
        file=str(job.kernel),
        processor=job.processor.name,
        chip=job.chip,
        compiler=job.compiler.identity,
        headers=f"ttnn {job.wheel.version}" if job.wheel.version else str(job.wheel.root),
        verdict="error" if failed else "pass",
        seconds=time.perf_counter() - start,
        message=first_errors(failed.log) if failed else "",
    )


def _compile(job: KernelJob, plan: ProgramPlan) -> Call:
    """Write the kernel and what is generated for it into a folder of their own, and compile it there."""
    root, silicon = job.wheel.root, SILICON[job.chip]
    with tempfile.TemporaryDirectory(prefix="ttdw-build-") as name:
        folder = Path(name).resolve()
        sources, work = folder / "src", folder / "work"
        job.sources.write(sources)
        _write(generated_files(job.processor, sources / job.kernel, plan.case), work)
        unit = Unit(
            firmware=root / FIRMWARE / job.processor.firmware,
            sources=sources,
            work=work,
            folders=tuple(place for name in silicon.include_folders() if (place := root / name).is_dir()),
            macros=(*KERNEL_MACROS, *silicon.macros, *_macros(job, plan)),
        )
        done = compile_kernel(job.compiler, job.processor, silicon, unit)
        return Call(done.ok, done.log.replace(f"{sources}/", "").replace(f"{root}/", ""))


def _macros(job: KernelJob, plan: ProgramPlan) -> tuple[str, ...]:
    kernel = job.processor.kernel
    arguments = [*plan.kernels[kernel].compile_time.values()]
    macros = [
        define_of(job.variant),
        *job.processor.macros,
        f"PROCESSOR_INDEX={job.processor.index}",
        "DISPATCH_MESSAGE_ADDR=0",
    ]
    if kernel == "reader":
        arguments += [_INTERLEAVED_IN_DRAM, plan.geometry.tile_bytes]
        if job.variant.has_bias_tensor:
            arguments += [_INTERLEAVED_IN_DRAM, plan.geometry.stick_bytes]
    namespace = target_of(job.variant).compute_namespace
    if job.processor.thread and namespace:
        macros.append(f"{namespace}=chlkc_{job.processor.thread}")  # of the entry point
    if not job.processor.thread:
        noc = job.variant.multicast.noc
        macros.append(f"NOC_INDEX={noc if kernel == 'reader' else 1 - noc}")
    return (*macros, f"KERNEL_COMPILE_TIME_ARGS={','.join(str(word) for word in arguments)}")


def _write(texts: Mapping[str, str], folder: Path) -> None:
    folder.mkdir()
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")
