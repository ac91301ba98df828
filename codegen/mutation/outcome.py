"""What became of a mutation."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, computed_field

from codegen.launch.error import Verdict


class Outcome(BaseModel):
    """A mutation and what was said about it.

    Attributes:
        id: Id of the mutation.
        variant: Name of the broken variant.
        what: What is wrong, in one sentence.
        expected: The right verdicts.
        verdict: The verdict.
        message: The whole message.
        culprit: The line of the message that points to the broken place; empty if none does.
        plan_difference: How the comparison of the two plans would have caught it earlier; empty if it would not.
        control: The verdict on the same case without the mutation.
        seconds: Time of the mutation [s].
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    variant: str
    what: str
    expected: tuple[Verdict, ...]
    verdict: Verdict
    message: str
    culprit: str
    plan_difference: str
    control: Verdict
    seconds: float

    @computed_field  # type: ignore[prop-decorator]
    @property
    def caught(self) -> bool:
        """Whether verdict and message are right, and the fault is to blame."""
        return self.control == "pass" and self.verdict in self.expected and bool(self.culprit)


class Score(BaseModel):
    """All outcomes of a run, in their order."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = Field(default=1, alias="schema")
    outcomes: tuple[Outcome, ...]

    @property
    def caught(self) -> int:
        """Number of mutations that were caught."""
        return sum(outcome.caught for outcome in self.outcomes)

    def to_json(self) -> str:
        """The score as `ttdw mutate --json` writes it."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"
