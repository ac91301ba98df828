"""The work of `ttdw verify`: a worker verifies plans, and the client makes verdicts of what came of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass

from codegen.device import Device, DeviceError, MissingDevice, MissingDeviceError, find_device, find_simulator
from codegen.jobs.keys import key_of
from codegen.judge.golden import GoldenBy
from codegen.judge.verdict import Result
from codegen.judge.verify import verify_plans
from codegen.launch.backends import NO_DEVICE
from codegen.launch.time_limit import limited_to
from codegen.model.case import BackendName
from codegen.plan.chip import ChipName
from codegen.plan.sequence import CasePlan
from codegen.reference.tensors import InputKind, WeightKind

Verdicts = tuple[Result, ...]
"""The results of a case, one for each backend."""


@dataclass(frozen=True)
class Board:
    """How a worker reaches its chip; what is left out, its own environment says.

    Attributes:
        python: The Python with ttnn.
        time_limit: Seconds that a launch may run; None for what suits the chip.
        reset_command: Brings hardware back after a hang.
        simulator: What takes the place of hardware.
        simulated: The chip that it is, where it can be either.
        device_id: The number of the chip on its machine.
    """

    python: str | None
    time_limit: float | None
    reset_command: tuple[str, ...]
    simulator: str | None = None
    simulated: ChipName = "wormhole"
    device_id: int | None = None

    def held(self, quick: bool = False) -> AbstractContextManager[Device | MissingDevice]:
        """The chip of this machine for the length of a block; it is opened when it is first needed.

        Args:
            quick: Start no Python to look for one that has ttnn.
        """
        try:
            simulator = find_simulator(self.simulator, self.simulated)
            return Device(
                find_device(self.python, self.time_limit, self.reset_command, quick, simulator, self.device_id)
            )
        except MissingDeviceError as error:
            return nullcontext(MissingDevice(str(error)))


@dataclass(frozen=True)
class Verifying:
    """What is done with plans, and how.

    Attributes:
        backends: What runs them.
        weights: What the weights are.
        numbers: What the input is.
        golden_by: What computes the golden output.
        timelines: Whether the emulator's results have a timeline.
        time_limit: Seconds that the emulator may run a program; None leaves the limit.
        board: How a chip is reached.
    """

    backends: tuple[BackendName, ...]
    weights: WeightKind
    numbers: InputKind
    golden_by: GoldenBy
    timelines: bool
    time_limit: float | None
    board: Board

    @property
    def needs_board(self) -> bool:
        """Whether a chip takes part."""
        return "device" in self.backends

    def __call__(self, plans: Sequence[CasePlan], /) -> list[Verdicts]:
        """The results of each plan, with the worker's process."""
        chip = self.board.held() if self.needs_board else nullcontext(NO_DEVICE)
        with limited_to(self.time_limit), chip as device:
            return [tuple(self.one_by_one([plan], device)) for plan in plans]

    def one_by_one(self, plans: Sequence[CasePlan], device: Device | MissingDevice) -> Iterator[Result]:
        """The results of plans as they come."""
        return verify_plans(plans, self.backends, self.weights, self.numbers, device, self.golden_by, self.timelines)

    def key(self, plan: CasePlan, backend: str) -> str:
        """The key of a result."""
        return key_of(plan, backend, self.weights, self.numbers, self.golden_by, self.board.simulator or "")

    def is_of_the_board(self, verdicts: Verdicts, /) -> bool:
        """A chip that hangs, dies or does not open may be broken; a program of its own fault fails anywhere."""
        return any(one.backend == "device" and one.verdict in ("hang", "error") for one in verdicts)


@dataclass(frozen=True)
class AskingForTheChip:
    """Asks a worker which chip it holds: the item says nothing."""

    board: Board
    needs_board: bool = True

    def __call__(self, items: Sequence[None], /) -> list[ChipName]:
        """The chip; if it does not open, each case will say so."""
        with self.board.held() as device:
            try:
                return [device.open().chip or "wormhole"] * len(items)
            except DeviceError:
                return ["wormhole"] * len(items)

    def is_of_the_board(self, _answer: ChipName, /) -> bool:
        """No board is asked twice."""
        return False
