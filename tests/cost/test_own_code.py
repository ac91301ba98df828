"""What kernels do between calls: how it is found in a trace, read from the table, and charged."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from codegen.cost.model import times_of
from codegen.cost.own_code import SHIPPED, TABLE_VARIABLE, kernels_of, own_code
from codegen.device.wolfpine.source_lines import Frame
from codegen.emulator.times import PROCESSORS, Costs, Interval, OwnCode
from codegen.launch.own_code import (
    Call,
    calls_of_model,
    calls_of_trace,
    least_cycles,
    matched_names,
    only,
    own_code_between,
)
from codegen.model.finding import InputError
from tests.cost.test_timing import NO_RATES, TILES, calls
from tests.emulator import toy
from tests.variants import SHIPPED as VARIANTS

SOURCES = frozenset({"reader.cpp"})
NAMES = frozenset({"cb_wait_front", "noc_async_read"})

OWN = (Frame("kernel_main", "reader.cpp", 5),)
WAIT = (Frame("cb_wait_front", "api.h", 1), Frame("kernel_main", "reader.cpp", 6))
READ = (Frame("helper", "api.h", 2), Frame("noc_async_read<8192>", "api.h", 3), Frame("kernel_main", "reader.cpp", 7))
FRAMES = {0: OWN, 4: WAIT, 8: WAIT, 12: OWN, 16: READ, 20: READ, 24: OWN}


def test_the_calls_of_a_trace() -> None:
    """Twice around a loop; the first time it polls, and waits for an instruction."""
    once = [(4, 1), (8, 1), (12, 1), (16, 1), (20, 1), (24, 1)]
    trace = [(0, 2), (4, 1), (8, 9), (4, 1), (8, 1), (12, 1), (16, 30), (20, 1), (24, 1), *once]
    least = least_cycles([trace])
    assert least == {0: 2, 4: 1, 8: 1, 12: 1, 16: 1, 20: 1, 24: 1}
    assert calls_of_trace(trace, FRAMES, SOURCES, NAMES, least) == [
        Call("cb_wait_front", before=2, cycles=2),
        Call("noc_async_read", before=1, cycles=2),
        Call("cb_wait_front", before=1, cycles=2),
        Call("noc_async_read", before=1, cycles=2),
        Call("end", before=1, cycles=0),
    ]


def test_what_the_compiler_has_moved_away_is_no_call() -> None:
    """An instruction of the read stands in front of the wait."""
    frames = {0: READ, 4: WAIT, 8: WAIT, 12: READ, 16: READ, 20: READ, 24: READ}
    trace = [(counter, 1) for counter in frames]
    assert calls_of_trace(trace, frames, SOURCES, NAMES, least_cycles([trace])) == [
        Call("cb_wait_front", before=1, cycles=2),
        Call("noc_async_read", before=0, cycles=4),
        Call("end", before=0, cycles=0),
    ]


def test_the_calls_of_the_model() -> None:
    timeline = (
        Interval("BRISC", 0, 11, "cb_wait_front"),
        Interval("NoC 0 in", 11, 40, "noc_async_read<>"),
        Interval("BRISC", 40, 45, "store"),
        Interval("BRISC", 45, 63, "noc_async_read<>"),
    )
    assert calls_of_model(timeline, "BRISC", NAMES) == [
        Call("cb_wait_front", 0, 11),
        Call("noc_async_read", 5, 18),
        Call("end", 0, 0),
    ]


def test_what_is_between() -> None:
    traced = [Call("a", 100, 10), Call("b", 7, 10), Call("b", 9, 10), Call("end", 3, 0)]
    modelled = [Call("a", 0, 12), Call("b", 2, 10), Call("b", 2, 10), Call("end", 0, 0)]
    assert own_code_between(traced, modelled) == {
        ("start", "a"): [98],
        ("a", "b"): [5],
        ("b", "b"): [7],
        ("b", "end"): [3],
    }


def test_names_that_do_not_stand_in_both_do_not_count() -> None:
    """Their time is that of the kernel."""
    traced = [Call("a", 0, 10), Call("b", 5, 10), Call("a", 5, 10), Call("end", 1, 0)]
    modelled = [Call("a", 0, 10), *[Call("c", 0, 3)] * 2, Call("a", 0, 10), Call("end", 0, 0)]
    names = matched_names([(traced, modelled)])
    assert names == {"a", "end"}
    assert only(names, traced) == [Call("a", 0, 10), Call("a", 20, 10), Call("end", 1, 0)]
    assert own_code_between(only(names, traced), only(names, modelled))["a", "a"] == [20 - 6]


def test_it_is_charged_between_the_calls() -> None:
    """The toy's reader pushes all tiles: what is between two pushes comes once less, and the start before all."""
    pushes = calls("multiply", "BRISC", "cb_push_back")
    assert pushes > 1
    between = {("start", "cb_push_back"): 1000, ("cb_push_back", "cb_push_back"): 100, ("cb_push_back", "end"): 7}
    given = Costs(NO_RATES, {}, own_code=OwnCode({"BRISC": 50}, {"BRISC": between}))
    times = times_of(toy.run(replace(toy.request("multiply", tiles=TILES), costs=given, record=(0, 0))))
    (core,) = times.cores
    assert core.busy["BRISC"] == 1000 + (pushes - 1) * 100 + 7
    first, *_, last = [one for one in times.timeline if one.lane == "BRISC"]
    assert (first.begin, first.end) == (50, 1050)
    assert (last.end - last.begin, last.what) == (7, "end")


def test_less_than_nothing_corrects_a_call_and_no_more() -> None:
    between = {("cb_push_back", "cb_push_back"): -100}
    given = Costs(NO_RATES, {}, own_code=OwnCode({}, {"BRISC": between}))
    (core,) = times_of(toy.run(replace(toy.request("multiply", tiles=TILES), costs=given))).cores
    assert core.busy["BRISC"] == 0


def test_the_shipped_table() -> None:
    """Each edge of a kernel leads on: no call but the first is behind `start` alone."""
    table = json.loads(SHIPPED.read_text())
    assert set(table) == {"wormhole_b0", "blackhole"}
    for chip in table.values():
        assert set(chip["starts"]) == set(PROCESSORS)
        assert "wolfpine" in chip["source"]
        for by_processor in chip["kernels"].values():
            for edges in by_processor.values():
                assert not edges or any(edge.startswith("start ") for edge in edges)
                assert not edges or any(edge.endswith(" end") for edge in edges)


def test_a_table_of_the_user(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    variant = VARIANTS["block_sharded"]
    assert kernels_of(variant) == "flat"
    assert kernels_of(VARIANTS["block_sharded_rows"]) == "flat, sharded"
    assert kernels_of(VARIANTS["block_sharded_planes_tiles"]) == "planes, tiles"
    assert own_code(variant, "wormhole_b0").between["BRISC"]
    table = {"wormhole_b0": {"starts": {"BRISC": 3}, "kernels": {"flat": {"BRISC": {"start end": 5}}}}}
    (tmp_path / "own.json").write_text(json.dumps(table))
    monkeypatch.setenv(TABLE_VARIABLE, str(tmp_path / "own.json"))
    assert own_code(variant, "wormhole_b0") == OwnCode({"BRISC": 3}, {"BRISC": {("start", "end"): 5}})
    assert own_code(variant, "blackhole") == OwnCode()


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "No such file or directory"),
        ("{", "EOF while parsing"),
        ('{"quasar": {"starts": {}, "kernels": {}}}', "quasar.[key]: Input should be 'wormhole_b0' or 'blackhole'"),
        ('{"blackhole": {"starts": {}}}', "blackhole.kernels: Field required"),
    ],
)
def test_what_is_no_such_table(content: str | None, why: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "own.json"
    if content is not None:
        file.write_text(content)
    monkeypatch.setenv(TABLE_VARIABLE, str(file))
    with pytest.raises(InputError) as error:
        own_code(VARIANTS["block_sharded"], "wormhole_b0")
    assert f"$TTDW_OWN_CODE: [own-code-table] {file} is no table of what kernels do: " in str(error.value)
    assert why in str(error.value)
