"""What several processes want made at once is made once."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

import codegen
from codegen.native.cache import obtain
from codegen.native.lock import alone

MAKER = """
import sys, time
from pathlib import Path
from codegen.native.cache import obtain

def make(folder):
    with Path("made").open("a") as notes:
        notes.write("once\\n")
    time.sleep(0.5)
    (folder / "whole").touch()

Path(sys.argv[1]).touch()
while len(list(Path().glob("ready-*"))) < 3:
    time.sleep(0.01)
assert (obtain("program", make) / "whole").exists()
"""


def start(folder: Path, name: str) -> subprocess.Popen[bytes]:
    environment = {"PYTHONPATH": str(Path(codegen.__file__).parent.parent), "TTDW_CACHE": str(folder / "cache")}
    return subprocess.Popen([sys.executable, "-c", MAKER, name], cwd=folder, env=environment)


def test_three_processes_make_a_folder_once(tmp_path: Path) -> None:
    processes = [start(tmp_path, f"ready-{number}") for number in range(3)]
    assert [process.wait(60) for process in processes] == [0, 0, 0]
    assert (tmp_path / "made").read_text() == "once\n"
    assert [path.name for path in (tmp_path / "cache").iterdir()] == ["program"], "no lock is left"


def test_who_makes_it_may_fail(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TTDW_CACHE", str(tmp_path))

    def fail(_folder: Path) -> None:
        raise ValueError("no")

    with pytest.raises(ValueError, match="no"):
        obtain("program", fail)
    assert obtain("program", lambda folder: (folder / "whole").touch()).is_dir()


def test_nobody_waits_for_ever(tmp_path: Path) -> None:
    started = time.monotonic()
    with alone(tmp_path / "lock", 60), alone(tmp_path / "lock", 0.2):
        assert 0.2 <= time.monotonic() - started < 10
