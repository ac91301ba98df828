"""Whatever is handed in, it ends soon, within little memory, with a clear message, and with nothing written."""

from __future__ import annotations

import pytest

from tests.hostile.row import Row
from tests.hostile.tables import ROWS

pytest.importorskip("resource", reason="limits of processes are POSIX")

from tests.hostile.conftest import RunRow
from tests.hostile.server import BYTES, CPU_SECONDS


def test_there_are_many() -> None:
    assert len(ROWS) >= 150


@pytest.mark.parametrize("row", ROWS.values(), ids=ROWS)
def test_an_input(row: Row, run_row: RunRow) -> None:
    outcome, out, err = run_row(row)
    assert outcome["code"] == row.code, err
    assert "Traceback" not in err
    assert row.says in (err if row.code else out)
    assert len(err) < 20_000, "more than anybody reads"
    assert outcome["cpu"] < CPU_SECONDS
    assert outcome["bytes"] < BYTES
