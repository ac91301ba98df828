"""What a check says: one result for each file, processor and chip."""

from __future__ import annotations

import re
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from codegen.plan.chip import ChipName

ERRORS_SHOWN = 5


class Result(BaseModel):
    """One file, compiled once.

    Attributes:
        variant: Name of the variant.
        file: The emitted file, by its path in the variant's folder; empty where nothing was compiled.
        processor: The processor that it was compiled for; empty for host files.
        chip: The chip that it was compiled for; None for host files.
        compiler: What the compiler says about itself.
        headers: What it was compiled against.
        verdict: pass, error, or unsupported where this machine lacks something.
        seconds: Time that it took [s].
        message: The first errors, or what is missing.
        hint: What to do about it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    variant: str
    file: str = ""
    processor: str = ""
    chip: ChipName | None = None
    compiler: str = ""
    headers: str = ""
    verdict: Literal["pass", "error", "unsupported"]
    seconds: float = 0
    message: str = ""
    hint: str = ""


class BuildReport(BaseModel):
    """All results of a check, in their order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = Field(default=1, alias="schema")
    results: tuple[Result, ...]

    @property
    def passed(self) -> bool:
        """Whether every file compiled."""
        return all(result.verdict == "pass" for result in self.results)

    def to_json(self) -> str:
        """The report as `ttdw build --json` writes it."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"


def first_errors(log: str) -> str:
    """The first errors that a compiler printed; its last lines if it names none."""
    lines = log.splitlines()
    errors = [line.strip() for line in lines if re.search(r"\berror\b", line)]
    return "\n".join(errors[:ERRORS_SHOWN] or lines[-ERRORS_SHOWN:])
