"""What a search says: how many cases it has tried, and those on which the backends do not agree."""

from __future__ import annotations

from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from codegen.launch.error import Verdict
from codegen.model.case import Case
from codegen.plan.chip import ChipName


class Found(BaseModel):
    """A case on which the backends do not agree.

    Attributes:
        number: Its number; with the seed it gives the case.
        chip: The chip that it was planned for.
        verdict: What the search says of it.
        message: Which backend is off, or stops, and how.
        case: The case.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    number: int
    chip: ChipName
    verdict: Verdict
    message: str
    case: Case

    @property
    def line(self) -> str:
        """The case as an entry of a case file."""
        fields = self.case.model_dump(mode="json", exclude_defaults=True)
        return "- " + yaml.safe_dump(fields, default_flow_style=True, sort_keys=False, width=float("inf")).strip()


class Searched(BaseModel):
    """A search.

    Attributes:
        seed: Its seed.
        cases: How many cases it was to try.
        tried: How many it has tried.
        found: Where the backends do not agree, by number.
        interrupted: Whether it was ended before all were tried.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = Field(default=1, alias="schema")
    seed: int
    cases: int
    tried: int
    found: tuple[Found, ...]
    interrupted: bool = False

    def to_json(self) -> str:
        """The search as `ttdw search --json` writes it."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"
