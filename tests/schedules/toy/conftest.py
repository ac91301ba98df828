"""The toy schedule is known while its tests run."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from codegen.model.registry import unregister
from codegen.schedules.schedule import register
from tests.schedules.toy.schedule import SCHEDULE, ToySchedule


@pytest.fixture(autouse=True)
def toy() -> Iterator[ToySchedule]:
    register(SCHEDULE)
    yield SCHEDULE
    unregister(SCHEDULE.name)
