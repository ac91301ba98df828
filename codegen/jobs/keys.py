"""What a result is a result of, as a name: who resumes a run takes it for the same case only."""

from __future__ import annotations

from codegen.jobs.same_tool import tool_digest
from codegen.native.cache import digest
from codegen.plan.sequence import CasePlan


def key_of(plan: CasePlan, backend: str, *numbers: str) -> str:
    """A name for all that decides a verdict.

    Args:
        plan: The plan: its case, its variant and its chip.
        backend: What runs it.
        numbers: What it computes with, and what it is compared with, in words.
    """
    variant, case = plan.variant.model_dump_json(), plan.case.model_dump_json()
    return digest([tool_digest(), variant, case, plan.chip.name, backend, *numbers])[:SIGNS]


SIGNS = 32
"""Of a digest, as many tell results apart."""
