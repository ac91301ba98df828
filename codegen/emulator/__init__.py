"""Executes emitted programs on the CPU, as the chip would."""

from codegen.emulator.build import VariantError, build, build_planner
from codegen.emulator.compiler import CompileError, CompilerNotFoundError
from codegen.emulator.report import describe_hang
from codegen.emulator.request import Arch, Chip, MathFidelity, PlanRequest, RunRequest
from codegen.emulator.run import (
    PlanRefusal,
    PlanWords,
    RunnerError,
    RunResult,
    Waiting,
    execute,
    plan,
    prepare_bias,
    prepare_weights,
)

__all__ = [
    "Arch",
    "Chip",
    "CompileError",
    "CompilerNotFoundError",
    "MathFidelity",
    "PlanRefusal",
    "PlanRequest",
    "PlanWords",
    "RunRequest",
    "RunResult",
    "RunnerError",
    "VariantError",
    "Waiting",
    "build",
    "build_planner",
    "describe_hang",
    "execute",
    "plan",
    "prepare_bias",
    "prepare_weights",
]
