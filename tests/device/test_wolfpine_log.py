"""The log of wolfpine's launches, and what a hang in it becomes; no wolfpine is needed."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from codegen.device.wolfpine.hang import hang_message
from codegen.device.wolfpine.home import Wolfpine
from codegen.device.wolfpine.journal import Journal
from codegen.device.wolfpine.launches import KernelRun, UnitWork, read_log
from codegen.device.wolfpine.source_lines import Frame, kernel_binaries

LAUNCH = {
    "launch": 0,
    "kernels": [["18-18", "BRISC", 100, 180, 81, 60, 0x8200], ["19-18", "BRISC", 100, 190, 91, 66, 0x8200]],
    "units": [["18-18", "MATRIX", "ELWMUL", 1, 8, 8, 120, 150], ["18-18", "MATRIX", "ELWMUL", 0, 1, 1, 110, 111]],
    "stalls": [["18-18", "TRISC1", "src_reserved_by_unpacker", "UNPACK", "ELWMUL", 5]],
    "noc": [],
    "traces": [["18-18", "BRISC", [[0x8200, 3], [0x8204, 1]]]],
}
HANG = {
    "hang": 12_345,
    "launch": 1,
    "waiting": [["19-18", "BRISC", 0x8200, [0x8240, 0x8244]], ["18-18", "TRISC0", 0x9000, [0x9100]]],
    "blocked": ["unpacker 0 of 18-18 waits for a bank of SrcA (UNPACR)"],
}


def log(file: Path, *lines: object) -> Path:
    with file.open("a") as written:
        written.writelines(json.dumps(line) + "\n" for line in lines)
    return file


def test_a_launch(tmp_path: Path) -> None:
    (launch,), hangs = read_log(log(tmp_path / "log", LAUNCH))
    assert hangs == []
    assert launch.kernels[(18, 18), "BRISC"] == KernelRun(100, 180, 81, 60)
    assert launch.units[(18, 18), "MATRIX", "ELWMUL"] == UnitWork(9, 9, 110, 150), "of all threads"
    assert launch.traces[(18, 18), "BRISC"] == [(0x8200, 3), (0x8204, 1)]


def test_a_later_line_takes_the_place_of_an_earlier_one(tmp_path: Path) -> None:
    file = log(tmp_path / "log", LAUNCH | {"kernels": [], "traces": []}, LAUNCH)
    with file.open("a") as written:
        written.write('{"launch": 1, "ker')
    (launch,), _ = read_log(file)
    assert len(launch.kernels) == 2


def test_no_log(tmp_path: Path) -> None:
    assert read_log(tmp_path / "none") == ([], [])
    with pytest.raises(ValueError, match=r"other: no launch of wolfpine"):
        read_log(log(tmp_path / "other", {"launch": 0}))


def test_a_journal_knows_its_own_worker_alone(tmp_path: Path) -> None:
    file = log(tmp_path / "log", HANG)
    journal = Journal(Wolfpine("python", tmp_path), tmp_path, file)
    assert not journal.hangs()
    assert journal.hang({}, frozenset()) == ""
    log(file, LAUNCH)
    assert not journal.hangs()
    assert len(journal.launches()) == 1
    log(file, HANG)
    assert journal.hangs()
    assert "core (1, 0) BRISC: at 0x8240, 0x8244" in journal.hang({(19, 18): (1, 0)}, frozenset())


def test_the_message_names_lines_of_emitted_files(tmp_path: Path) -> None:
    _, (hang,) = read_log(log(tmp_path / "log", HANG))
    polls = (Frame("noc_semaphore_wait", "dataflow_api.h", 900), Frame("wait", "multicast.hpp", 47))
    reader = (*polls, Frame("kernel_main", "reader.cpp", 93), Frame("_start", "brisck.cc", 80))

    def frames(questions: Sequence[tuple[Path, int, Sequence[int]]]) -> list[list[tuple[Frame, ...]]]:
        assert questions == [(Path("brisc.elf"), 0x8200, (0x8240, 0x8244))]
        return [[reader, reader]]

    message = hang_message(
        hang,
        {(18, 18): (0, 0), (19, 18): (1, 0)},
        frozenset({"multicast.hpp", "reader.cpp"}),
        frames,
        {"BRISC": Path("brisc.elf")},
    )
    assert message.splitlines() == [
        "nothing moves any more on the chip, cycle 12,345; these kernels have not ended:",
        "    core (0, 0) TRISC0: at 0x9100",
        "    core (1, 0) BRISC: reader.cpp:93 > multicast.hpp:47 in noc_semaphore_wait",
        "    unpacker 0 of 18-18 waits for a bank of SrcA (UNPACR)",
    ]


def test_the_binaries_are_those_of_the_last_kernels(tmp_path: Path) -> None:
    assert kernel_binaries(tmp_path) == {}
    listed = tmp_path / "generated" / "inspector" / "kernels.yaml"
    listed.parent.mkdir(parents=True)
    for number in ("1", "2"):
        (tmp_path / number / "brisc").mkdir(parents=True)
        (tmp_path / number / "brisc" / "brisc.elf").touch()
        (tmp_path / number / "brisc" / "brisc.elf.xip.elf").touch()
    listed.write_text("\n".join(f"- kernel:\n    path: {tmp_path / number}/" for number in ("1", "2")))
    assert kernel_binaries(tmp_path) == {"BRISC": tmp_path / "2" / "brisc" / "brisc.elf"}
