"""What ends a case on the device without an output."""

from __future__ import annotations

from typing import Literal


class DeviceError(Exception):
    """The device gives no output: the verdict says why in a word, the message at length."""

    def __init__(self, verdict: Literal["timeout", "error", "unsupported"], message: str) -> None:
        super().__init__(message)
        self.verdict = verdict
