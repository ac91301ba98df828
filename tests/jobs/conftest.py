"""Two workers of this machine for all tests that need some; each holds what it takes for a board."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from distributed import Client


WORKERS = 2


@pytest.fixture(scope="package")
def started() -> Iterator[Client]:
    """Who knows the two workers."""
    pytest.importorskip("distributed", reason="Dask is not installed: the extra jobs brings it")
    from codegen.jobs.workers import local_workers

    with local_workers(WORKERS) as workers:
        yield workers


@pytest.fixture
def client(started: Client) -> Client:
    """The same when both are there: one that has died comes again."""
    started.wait_for_workers(WORKERS, timeout=60)
    return started
