"""The shipped cases that are measured."""

from __future__ import annotations

from functools import cache

from codegen.model.loader import load_cases, load_variants
from codegen.plan.program import ProgramPlan, plan_program
from codegen.resources import shipped_cases, shipped_specs

CASE = "block_2x2_c64_k3_s1"
"""The case by which the time from a command to its verdict is taken: small, with both roles in both directions."""

VARIANT = "block_sharded"
"""Its variant."""

SPEC = "depthwise_conv2d"
"""The spec in which the variant stands."""

VERIFY = ("verify", "--case", "seed", "--only", CASE, "--backend", "emulator")
"""The words that verify it."""


@cache
def plans_of(file: str) -> dict[str, ProgramPlan]:
    """The plans of a shipped case file by the ids of the cases: of those that are one program."""
    variants = {one.variant.name: one.variant for one in load_variants([shipped_specs()])}
    cases = [one.case for one in load_cases(shipped_cases() / f"{file}.yaml", variants)]
    return {case.id: plan_program(variants[case.variant], case) for case in cases if not case.slices}
