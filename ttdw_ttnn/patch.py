"""ttnn.conv2d and ttnn.conv1d replaced for a while, for models that one cannot edit."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import ttnn

from ttdw_ttnn.call import PARAMETERS
from ttdw_ttnn.fallback import STOCK, Record, close_report, note, open_report, write
from ttdw_ttnn.lines import conv1d
from ttdw_ttnn.operation import serve
from ttdw_ttnn.stock import CONV2D, call_of


@contextmanager
def patched() -> Iterator[list[Record]]:
    """Let the depthwise convolutions of whoever calls ttnn.conv2d or ttnn.conv1d run here.

    Yields:
        The report: where each convolution ran, in the order of the calls.
    """
    before = ttnn.conv2d, ttnn.conv1d
    ttnn.conv2d, ttnn.conv1d = conv2d, conv1d
    report = open_report()
    try:
        yield report
    finally:
        ttnn.conv2d, ttnn.conv1d = before
        close_report(report)


def conv2d(**given: Any) -> Any:
    """ttnn.conv2d, but for depthwise convolutions."""
    call = call_of({name: value for name, value in given.items() if name in PARAMETERS})
    if not call.is_depthwise:
        write(call.record(STOCK, "not depthwise"))
        return CONV2D(**given)
    if unknown := sorted(given.keys() - set(PARAMETERS)):
        note(call.record(STOCK, f"parameters of a later ttnn: {', '.join(unknown)}"))
        return CONV2D(**given)
    return serve(call)
