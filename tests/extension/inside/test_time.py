"""The host's time for a launch whose program is cached, on a mocked chip, which computes nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest
import ttnn
from convolution import Convolution

LAUNCHES, REPETITIONS = 100, 100
GRID = (8, 8)
CASES = [
    Convolution("BLOCK_SHARDED", 256, (16, 16), grid=GRID),
    Convolution("HEIGHT_SHARDED", 64, (16, 16), grid=GRID),
    Convolution("WIDTH_SHARDED", 2048, (16, 16), grid=GRID),
]


def seconds(launch: Callable[[], Any]) -> float:
    """Of one launch, on average."""
    start = time.perf_counter()
    for _ in range(LAUNCHES):
        launch()
    return (time.perf_counter() - start) / LAUNCHES


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.layout)
def test_a_cached_launch_takes_at_most_twice_as_long_as_a_clone(device: Any, case: Convolution) -> None:
    """The two by turns, and the fastest turn of each: what else runs on the machine makes both slower."""
    sticks, tiles = case.operands(device, *case.draw())
    turns = [
        (seconds(lambda: case.run(sticks, tiles)), seconds(lambda: ttnn.clone(sticks))) for _ in range(REPETITIONS)
    ]
    ours, clone = (min(times) * 1e6 for times in zip(*turns, strict=True))
    print(f"{case.layout}: {ours:.1f} us, clone {clone:.1f} us")
    assert ours <= 2 * clone
