"""Executes emitted programs on the CPU, as the chip would."""

from codegen.emulator.build import VariantError, build, build_planner
from codegen.emulator.counters import CoreCounters, ProcessorCounters, Traffic
from codegen.emulator.instructions import CoreInstructions, Settings, count_instructions
from codegen.emulator.report import describe_hang
from codegen.emulator.request import Arch, Chip, PlanRequest, RunRequest
from codegen.emulator.run import (
    PlanRefusal,
    PlanWords,
    RunResult,
    Waiting,
    execute,
    plan,
    prepare_bias,
    prepare_weights,
)
from codegen.model.case import MathFidelity
from codegen.native.ask import RunnerError
from codegen.native.compiler import CompileError, CompilerNotFoundError

__all__ = [
    "Arch",
    "Chip",
    "CompileError",
    "CompilerNotFoundError",
    "CoreCounters",
    "CoreInstructions",
    "MathFidelity",
    "PlanRefusal",
    "PlanRequest",
    "PlanWords",
    "ProcessorCounters",
    "RunRequest",
    "RunResult",
    "RunnerError",
    "Settings",
    "Traffic",
    "VariantError",
    "Waiting",
    "build",
    "build_planner",
    "count_instructions",
    "describe_hang",
    "execute",
    "plan",
    "prepare_bias",
    "prepare_weights",
]
