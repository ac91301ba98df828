"""The commands of docs/hardware-job.md for which it takes more than one process, as they stand there."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sysconfig
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

import codegen
from tests.conftest import Ttdw

ROOT = Path(codegen.__file__).parent.parent
PAGE = (ROOT / "docs" / "hardware-job.md").read_text(encoding="utf-8")
(BLOCK,) = [one for one in re.findall(r"^```bash\n(.*?)^```$", PAGE, re.M | re.S) if "dask scheduler" in one]
SCHEDULER, *WORKERS, VERIFY = BLOCK.splitlines()


@contextmanager
def running(line: str, folder: Path) -> Iterator[None]:
    """A command of the page, for the length of a block."""
    scripts = f"{sysconfig.get_path('scripts')}{os.pathsep}{os.environ['PATH']}"
    process = subprocess.Popen(
        ["bash", "-c", f"exec env {line}"],
        cwd=folder,
        env=os.environ | {"PATH": scripts, "PYTHONPATH": str(ROOT), "TMPDIR": str(folder)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        yield
    finally:
        process.terminate()
        assert process.wait(30) is not None


def test_a_scheduler_with_two_workers(ok: Ttdw, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is not installed: the extra jobs brings it")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]

    def here(line: str) -> str:
        return line.replace("HOST", "127.0.0.1").replace("8786", str(port))

    assert len(WORKERS) == 2
    scheduler, *workers = [here(line) for line in (SCHEDULER, *WORKERS)]
    with (
        running(f"{scheduler} --dashboard-address :0", tmp_path),
        running(workers[0], tmp_path),
        running(workers[1], tmp_path),
    ):
        with distributed.Client(f"tcp://127.0.0.1:{port}", timeout=60, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=60)
            chips = client.run(lambda: os.environ["TT_VISIBLE_DEVICES"])
        assert sorted(chips.values()) == ["0", "1"]
        done = ok(*here(VERIFY).replace("--backend device", "--backend reference").split()[1:])
    assert done.out.endswith("7 pass\n")
    assert {"nightly.journal", "results.xml", "report.html"} <= {path.name for path in tmp_path.iterdir()}
