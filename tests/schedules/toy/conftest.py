"""The toy schedule is known while the tests of its folder run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.schedules.toy.schedule import known


@pytest.fixture(autouse=True)
def _toy() -> Iterator[None]:
    with known():
        yield
