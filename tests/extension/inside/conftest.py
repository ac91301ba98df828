"""Puts the extension's functions where tt-metal's build would put them, and opens a chip, as tt-metal's fixtures do."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import emitted_operation  # built by the tests
import pytest
import ttnn

for name in dir(emitted_operation):
    if "depthwise_conv2d" in name:
        setattr(ttnn.experimental, name, getattr(emitted_operation, name))


@pytest.fixture(scope="session")
def opened() -> Iterator[Any]:
    device = ttnn.open_device(device_id=0)
    yield device
    ttnn.close_device(device)


@pytest.fixture
def device(opened: Any) -> Any:
    """The chip, as tt-metal's own tests are given it."""
    opened.enable_program_cache()
    return opened
