"""What was measured, from files of either kind, beside the model. The numbers of the files are made up."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from codegen.cost.measured import CORE, Beside, MeasuredCore, largest, side_by_side
from codegen.cost.profiler_csv import launches_in
from codegen.cost.timeline import timeline_of
from codegen.cost.trace import CYCLES_PER_MICROSECOND, MEASURED, chrome_trace
from codegen.emulator.times import LANES, CoreTimes, Interval
from codegen.launch.measured import MeasuredError, read_measured

PROFILER_LOG = Path(__file__).parent / "profile_log_device.csv"
HEAD = "".join(PROFILER_LOG.read_text().splitlines(keepends=True)[:2])

LAUNCH = {
    "launch": 0,
    "kernels": [["18-18", "BRISC", 100, 180, 81, 60, 0x8200], ["18-18", "TRISC1", 90, 149, 60, 20, 0x9000]],
    "units": [
        ["18-18", "MATRIX", "ELWMUL", 1, 8, 8, 120, 150],
        ["18-18", "MATRIX", "MOVA2D", 1, 4, 4, 120, 150],
        ["18-18", "MATRIX", "SETRWC", 1, 3, 3, 120, 150],
        ["18-18", "unpacker 0", "UNPACR", -1, 2, 20, 120, 150],
    ],
    "stalls": [],
    "noc": [],
    "traces": [],
}


def test_a_log_of_the_device_profiler() -> None:
    launches = launches_in(PROFILER_LOG)
    assert list(launches) == ["1024", "2048"]
    assert launches["1024"].source == f"{PROFILER_LOG}, run 1024"
    place, core = launches["2048"].slowest
    assert place == (4, 1), "whose NCRISC ends last"
    assert core.cycles == 3330
    assert core.ends == {"BRISC": 2903, "NCRISC": 3330, "TRISC0": 3100, "TRISC1": 3000, "TRISC2": 3200}
    assert core.work == {"matrix unit": 293, "unpacker 0": 420, "unpacker 1": 310, "packer": 160}
    assert core.kernels["TRISC1"] == (9000, 12000), "zones of the firmware do not count"


def test_a_log_of_wolfpine(tmp_path: Path) -> None:
    log = tmp_path / "launches.jsonl"
    log.write_text(json.dumps(LAUNCH) + "\n" + json.dumps(LAUNCH | {"launch": 1}) + "\n")
    measured = read_measured(log)
    assert measured.source == f"{log}, launch 1"
    assert measured.slowest == (
        (18, 18),
        MeasuredCore(
            cycles=91,
            ends={"BRISC": 91, "TRISC1": 60},
            work={"BRISC": 60, "TRISC1": 20, "matrix unit": 12, "unpacker 0": 20},
            kernels={"BRISC": (100, 181), "TRISC1": (90, 150)},
        ),
    )


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("log.csv", "a,b\n", "its first line names no ARCH"),
        ("log.csv", "ARCH: x\ncore_x, core_y\n", "no column 'RISC processor type' in line 2"),
        ("log.csv", HEAD, "no kernel in it"),
        (
            "log.csv",
            HEAD + "0,one,1,BRISC,1,5,0,1,,,BRISC-KERNEL,,,,",
            r"log.csv:3: invalid literal",
        ),
        ("log.jsonl", "", "no launch in it"),
        ("log.jsonl", "no json\n", "neither a CSV of the device profiler nor a log of wolfpine"),
    ],
)
def test_files_that_say_nothing(name: str, text: str, message: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(MeasuredError, match=message):
        read_measured(tmp_path / name)


MODELLED = CoreTimes((0, 0), 80, {"BRISC": 10, "TRISC1": 9, "matrix unit": 12}, {"BRISC": 70, "TRISC1": 80})


def test_side_by_side() -> None:
    measured = MeasuredCore(91, {"BRISC": 91, "TRISC1": 60}, {"BRISC": 60, "matrix unit": 12}, {})
    modelled = CoreTimes((0, 0), 80, MODELLED.busy, {**MODELLED.ends, "matrix unit": 75})
    rows = side_by_side(modelled, measured)
    assert rows == [
        Beside(CORE, "ends", 80, 91),
        Beside("BRISC", "ends", 70, 91),
        Beside("BRISC", "works", 10, 60),
        Beside("TRISC1", "ends", 80, 60),
        Beside("matrix unit", "works", 12, 12),
    ]
    assert [(one.lane, one.what, one.difference) for one in largest(rows, 5)] == [
        ("BRISC", "works", 50),
        ("BRISC", "ends", 21),
        ("TRISC1", "ends", -20),
    ]


def test_a_trace_for_perfetto() -> None:
    """A slice for each bar and wait, a name for each lane, and the measured kernels from cycle 0 on."""
    bars = (Interval("BRISC", 0, 30, "noc_async_read"), Interval("BRISC", 50, 60, "cb_push_back"))
    measured = MeasuredCore(91, {}, {}, {"BRISC": (100, 181), "TRISC1": (90, 150)})
    events = chrome_trace("a case", timeline_of((0, 0), 80, bars), measured)["traceEvents"]
    names = {(one["pid"], one.get("tid")): one["args"]["name"] for one in events if one["ph"] == "M"}
    assert [names[1, at] for at in range(len(LANES))] == list(LANES)
    assert names[1, None] == "a case"
    slices = [
        (names[one["pid"], one["tid"]], one["name"], one["ts"] * CYCLES_PER_MICROSECOND, one["cat"])
        for one in events
        if one["ph"] == "X"
    ]
    assert slices == [
        ("BRISC", "noc_async_read", 0, "work"),
        ("BRISC", "cb_push_back", 50, "work"),
        ("BRISC", "waits in noc_async_read", 30, "wait"),
        ("BRISC", "kernel", 10, "kernel"),
        ("TRISC1", "kernel", 0, "kernel"),
    ]
    assert [one["dur"] for one in events if one["pid"] == MEASURED and one["ph"] == "X"] == [0.081, 0.06]
