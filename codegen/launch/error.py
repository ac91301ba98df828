"""What ends a run without an output, and in which word that is said."""

from __future__ import annotations

from typing import Literal

Verdict = Literal["pass", "mismatch", "hang", "race", "timeout", "unsupported", "error"]
"""pass: as the golden convolution. mismatch: other values. hang: nobody can go on. race: the outcome depends on timing.
timeout: still running at the time limit. unsupported: this machine, or the backend, lacks something, or the variant is
a checkpoint. error: the backend failed in another way."""


class BackendError(Exception):
    """A backend gives no output: the verdict says why in a word, the message at length.

    Attributes:
        verdict: The verdict.
        cores: The logical cores that wait, or at which the program was stopped; none where nobody knows.
    """

    def __init__(self, verdict: Verdict, message: str, cores: tuple[tuple[int, int], ...] = ()) -> None:
        super().__init__(message)
        self.verdict = verdict
        self.cores = cores
