"""A chip, real or simulated, in this process; what needs it is skipped without one, or without ttnn."""

from __future__ import annotations

import importlib.util
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from codegen.device.find import find_chip, no_chip

L1_SMALL_BYTES = 16384
"""What ttnn.conv2d wants to have for its halo."""


@pytest.fixture(scope="session")
def chip(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """The device, open."""
    if importlib.util.find_spec("ttnn") is None:
        pytest.skip("no ttnn in this Python")
    if not find_chip():
        pytest.skip(no_chip())
    import ttnn

    before = Path.cwd()
    os.chdir(tmp_path_factory.mktemp("chip"))  # ttnn writes reports into the folder that it is opened in
    device = ttnn.open_device(device_id=0, l1_small_size=L1_SMALL_BYTES)
    yield device
    ttnn.close_device(device)
    os.chdir(before)
