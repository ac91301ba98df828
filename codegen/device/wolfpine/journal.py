"""The log of a worker's launches on wolfpine, while the worker runs and behind its end."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from pathlib import Path

from codegen.device.wolfpine.hang import hang_message
from codegen.device.wolfpine.home import Wolfpine
from codegen.device.wolfpine.launches import Launch, Place, read_log
from codegen.device.wolfpine.source_lines import Frame, frames_of, kernel_binaries


class Journal:
    """What one worker launches; a log that is kept may hold launches of earlier ones, which do not count."""

    def __init__(self, wolfpine: Wolfpine, folder: Path, log: Path) -> None:
        """Nothing is read yet.

        Args:
            wolfpine: What runs the launches.
            folder: The working folder of the worker.
            log: The log.
        """
        self._wolfpine, self._folder, self._log = wolfpine, folder, log
        self._begin = log.stat().st_size if log.exists() else 0
        self._seen = self._begin
        self._hangs = False

    def hangs(self) -> bool:
        """Whether the simulator has seen a hang; cheap while nothing is new."""
        size = self._log.stat().st_size if self._log.exists() else 0
        if size > self._seen:
            self._seen = size
            self._hangs = bool(read_log(self._log, self._begin)[1])
        return self._hangs

    def launches(self) -> list[Launch]:
        """The launches so far."""
        return read_log(self._log, self._begin)[0]

    def frames(self, launch: Launch) -> dict[tuple[Place, str], dict[int, tuple[Frame, ...]]]:
        """Where the program counters of a launch that was traced are, by core and processor.

        Args:
            launch: One of the program that the worker has launched last.
        """
        binaries = kernel_binaries(self._folder)
        traces = {key: steps for key, steps in launch.traces.items() if key[1] in binaries}
        counters = {key: sorted({counter for counter, _ in steps}) for key, steps in traces.items()}
        questions = [(binaries[key[1]], traces[key][0][0], counters[key]) for key in traces]
        answers = frames_of(self._wolfpine, questions)
        return {key: dict(zip(counters[key], answer, strict=True)) for key, answer in zip(traces, answers, strict=True)}

    def hang(self, logical: Mapping[Place, tuple[int, int]], sources: frozenset[str]) -> str:
        """Where the program hangs, for a verdict; empty if no hang was seen.

        Args:
            logical: Logical cores by the addresses of the host.
            sources: Names of the emitted files.
        """
        _, hangs = read_log(self._log, self._begin)
        if not hangs:
            return ""
        frames = partial(frames_of, self._wolfpine)
        return hang_message(hangs[-1], logical, sources, frames, kernel_binaries(self._folder))
