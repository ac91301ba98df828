"""What the emitted pytest file takes of tt-metal's tests, which no wheel holds."""

from __future__ import annotations

from typing import Any

import torch


def assert_with_pcc(expected: Any, actual: Any, pcc: float) -> None:
    """Both have one shape, and their numbers correlate."""
    assert expected.shape == actual.shape
    assert torch.corrcoef(torch.stack([expected.flatten(), actual.flatten()]))[0, 1] >= pcc
