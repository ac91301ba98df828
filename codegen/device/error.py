"""What ends a case on the device without an output."""

from __future__ import annotations

from typing import Literal


class DeviceError(Exception):
    """The device gives no output: the verdict says why in a word, the message at length."""

    def __init__(self, verdict: Literal["hang", "error", "unsupported"], message: str) -> None:
        super().__init__(message)
        self.verdict = verdict


class MissingDeviceError(Exception):
    """This machine has no chip, or no Python with ttnn; the message says what was looked for."""
