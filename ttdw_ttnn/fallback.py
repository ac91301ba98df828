"""What is passed on to ttnn's own convolution is never passed on silently: the reason is kept, told once, recorded."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

last_fallback: str | None = None
"""Why the last call was passed on; None if it was not."""

STOCK = "ttnn.conv2d"
"""Where a layer ran that was passed on."""

_told: set[str] = set()
_open_reports: list[list[Record]] = []


class NotServedError(Exception):
    """A call that is passed on; the message is the reason."""


class TooLargeError(NotServedError):
    """A call that L1, or what a plan counts with, is too small for: a part of it may be served."""


class FallbackWarning(UserWarning):
    """A depthwise convolution was passed on; each reason is told once."""


@dataclass(frozen=True)
class Record:
    """Where a convolution ran.

    Attributes:
        batch: Images.
        channels: Channels of the input and of the output.
        input: Height and width of the input [sticks].
        kernel: Height and width of the kernel [taps].
        stride: Rows and columns from an output to the next [sticks].
        groups: Groups of channels.
        ran: The schedule whose kernels computed it, or ttnn.conv2d.
        reason: Why it was passed on; empty if it was not.
    """

    batch: int
    channels: tuple[int, int]
    input: tuple[int, int]
    kernel: tuple[int, int]
    stride: tuple[int, int]
    groups: int
    ran: str
    reason: str = ""

    def __str__(self) -> str:
        (height, width), (before, behind) = self.input, self.channels
        shape = f"{self.batch}x{height}x{width}x{before} -> {behind}"
        layer = f"{shape}, kernel {self.kernel[0]}x{self.kernel[1]}, stride {self.stride[0]}x{self.stride[1]}"
        return f"{layer}, groups {self.groups}: {self.ran}" + (f" ({self.reason})" if self.reason else "")


def note(record: Record) -> None:
    """Keep where a depthwise convolution ran; the first time that a reason appears, warn."""
    global last_fallback
    last_fallback = record.reason or None
    if record.reason and record.reason not in _told:
        _told.add(record.reason)
        warnings.warn(f"depthwise convolution passed on to {STOCK}: {record.reason}", FallbackWarning, stacklevel=5)
    write(record)


def write(record: Record) -> None:
    """Add a record to the reports that are being made."""
    for report in _open_reports:
        report.append(record)


def open_report() -> list[Record]:
    """A report, to which all records are added until it is closed."""
    report: list[Record] = []
    _open_reports.append(report)
    return report


def close_report(report: Sequence[Record]) -> None:
    """Add nothing more to a report."""
    _open_reports[:] = [one for one in _open_reports if one is not report]
