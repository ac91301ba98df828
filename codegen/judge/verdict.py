"""What a verification says: a closed set of verdicts, one result for each case and backend."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from codegen.cost.timeline import Timeline
from codegen.judge.error_map import ErrorMap
from codegen.launch.error import Verdict
from codegen.plan.chip import ChipName
from codegen.plan.core_map import CoreMap


class Difference(BaseModel):
    """How two outputs differ.

    Attributes:
        outputs: How many numbers differ.
        largest: The largest absolute difference; None if one of them is not finite.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    outputs: int
    largest: float | None


class OnDevice(BaseModel):
    """Where a case ran on the device, and how.

    Attributes:
        arch: Architecture of the chip, as tt-metal names it.
        simulated: Whether the chip is a simulator's.
        ttnn: Version of the wheel.
        target: The version of tt-metal that the kernels are emitted for.
        compile_seconds: Time in which compilers ran for the kernels [s]; None where there was no output, as below.
        launch_seconds: The other time of the first and of the second launch [s].
        cache_hit: Whether the second launch found its program in the program cache.
        moved: The tensors that lay at another address at the second launch.
        from_emulator: How the output differs from the emulator's; None if that did not run, or gave none.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    arch: str
    simulated: bool
    ttnn: str
    target: str
    compile_seconds: float | None = None
    launch_seconds: tuple[float, float] | None = None
    cache_hit: bool | None = None
    moved: tuple[str, ...] = ()
    from_emulator: Difference | None = None


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
        device: Where and how it ran on the device; None for other backends, and where no chip was opened.
        cores: The map of the cores; None where there is no plan.
        stopped_at: The logical cores that wait, or at which the program was stopped.
        errors: Where the output is wrong; None unless the verdict is mismatch.
        timeline: What the core that is done last does when; None unless it was asked for, and the program has ended.
        key: A name for all that decides the verdict, by which a run goes on later; empty of what has no plan.
        worker: The worker that ran it; empty if no other process did.
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
    device: OnDevice | None = None
    cores: CoreMap | None = None
    stopped_at: tuple[tuple[int, int], ...] = ()
    errors: ErrorMap | None = None
    timeline: Timeline | None = None
    key: str = ""
    worker: str = ""


class Report(BaseModel):
    """All results of a run, in their order.

    Attributes:
        results: The results.
        interrupted: Whether the run was ended before all cases were done.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    version: Literal[1] = Field(default=1, alias="schema")
    results: tuple[Result, ...]
    interrupted: bool = False

    def to_json(self) -> str:
        """The report as `ttdw verify --json` writes it."""
        return self.model_dump_json(by_alias=True, indent=2) + "\n"
