"""Runs rows in processes with limits."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.hostile.good import CASES, SPEC
from tests.hostile.row import Content, Row
from tests.hostile.server import Outcome

ROOT = Path(__file__).parents[2]
RunRow = Callable[[Row], tuple[Outcome, str, str]]


def fill(folder: Path, files: dict[str, Content]) -> None:
    """Write the files of a row."""
    for name, content in files.items():
        made = content() if callable(content) else content
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(made if isinstance(made, bytes) else made.encode("utf-8", "surrogatepass"))
    if (folder / "sparse.yaml").exists():
        os.truncate(folder / "sparse.yaml", 2**32)


def seen(folder: Path) -> dict[str, int]:
    """All files and folders below a folder, with their sizes."""
    return {str(path.relative_to(folder)): path.lstat().st_size for path in folder.rglob("*")}


@pytest.fixture(scope="module")
def server() -> Iterator[subprocess.Popen[str]]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    words = [sys.executable, "-m", "tests.hostile.server"]
    with subprocess.Popen(
        words, cwd=ROOT, env=environment, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        yield process
        assert process.stdin
        process.stdin.close()
        assert process.wait(60) == 0


@pytest.fixture
def run_row(server: subprocess.Popen[str], tmp_path: Path) -> RunRow:
    def run(row: Row) -> tuple[Outcome, str, str]:
        folder = tmp_path / "work"
        folder.mkdir()
        fill(folder, {"spec.yaml": SPEC, "cases.yaml": CASES, **row.files})
        before = seen(folder)
        assert server.stdin
        assert server.stdout
        print(
            json.dumps({"folder": str(folder), "words": row.words, "out": str(tmp_path / "said")}),
            file=server.stdin,
            flush=True,
        )
        outcome: Outcome = json.loads(server.stdout.readline())
        out, err = ((tmp_path / f"said.{stream}").read_text(errors="replace") for stream in (1, 2))
        if row.code:
            assert seen(folder) == before, "something was written"
        return outcome, out, err

    return run
