"""What a verification says: a closed set of verdicts, one result for each case and backend."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from codegen.plan.chip import ChipName

Verdict = Literal["pass", "mismatch", "hang", "race", "unsupported", "error"]
"""pass: as the golden convolution. mismatch: other values. hang: nobody can go on. race: the outcome depends on timing.
unsupported: this machine, or the backend, lacks something. error: the backend failed in another way."""


class Result(BaseModel):
    """One case on one backend.

    Attributes:
        case: Id of the case.
        variant: Name of the variant.
        backend: Name of the backend.
        chip: The chip that the program was planned for.
        verdict: The verdict.
        expected: The verdict that the case file expects.
        pcc: Pearson correlation with the golden output; None where there is nothing to compare.
        max_abs_err: Largest absolute difference from the golden output; None likewise.
        seconds: Time of the backend [s].
        message: Why the verdict is not pass.
        notes: What the plan does that the case does not say.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    case: str
    variant: str
    backend: str
    chip: ChipName
    verdict: Verdict
    expected: Verdict = "pass"
    pcc: float | None = None
    max_abs_err: float | None = None
    seconds: float
    message: str = ""
    notes: tuple[str, ...] = ()


class Report(BaseModel):
    """All results of a run, in their order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = Field(default=1, alias="schema")
    results: tuple[Result, ...]

    def to_json(self) -> str:
        """The report as `ttdw verify --json` writes it."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"
