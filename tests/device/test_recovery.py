"""Programs that hang, die or fail, and chips that do not open: each is told, ended in time, and the next case runs."""

from __future__ import annotations

import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from codegen.device import Device, DeviceError, DeviceRun, DeviceSetup
from codegen.device import device as device_module
from codegen.launch.emulated import emitted_texts
from codegen.plan.program import ProgramPlan
from codegen.reference.execute import execute_plan
from codegen.reference.tensors import make_tensors
from tests.device.conftest import BLOCK, FACTS, FakeWorker, plan_of

SETUP = DeviceSetup(sys.executable, simulated=True, time_limit=1)


def run(device: Device, plan: ProgramPlan) -> DeviceRun:
    return device.run(plan, make_tensors(plan.case), emitted_texts(plan.variant))


def ends(pid: int) -> bool:
    """Whether a process ends soon; one that was killed may need a moment."""
    until = time.monotonic() + 5
    while time.monotonic() < until:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.01)
    return False


def test_two_launches_with_other_addresses(worker: FakeWorker) -> None:
    plan, output = plan_of(BLOCK), worker.output_of(BLOCK)
    worker.launches(("good", output), ("good", output))
    with Device(SETUP) as device:
        done = run(device, plan)
    wanted = execute_plan(plan, make_tensors(plan.case))
    assert np.array_equal(done.output, wanted)
    assert np.array_equal(done.again, wanted)
    assert (done.cache_hit, done.moved) == (True, ("input", "output", "weights"))
    assert worker.notes("closed") == worker.notes("workers"), "the chip is closed in good order"
    launches = [one for one in worker.notes("requests") if one["do"] == "launch"]
    weight_addr = list(plan.cores[0].arguments["reader"]).index("weight_addr")
    addresses = [one["plan"]["cores"][0]["reader_args"][weight_addr] for one in launches]
    assert addresses == [4096 + 32, 4096 + 64], "each launch is planned with the address of its weights"


def test_a_full_l1_lets_only_the_weights_move(worker: FakeWorker) -> None:
    plan, output = plan_of(BLOCK), worker.output_of(BLOCK)
    worker.launches(("good", output), ("good", output))
    full = replace(plan, budget=replace(plan.budget, available=plan.budget.used + plan.chip.l1_buffer_alignment - 1))
    with Device(SETUP) as device:
        assert run(device, full).moved == ("weights",)


@pytest.mark.parametrize("launch", ["first", "second"])
def test_a_hang_is_ended_in_time_and_the_next_case_runs(launch: str, worker: FakeWorker) -> None:
    plan, output = plan_of(BLOCK), worker.output_of(BLOCK)
    good = ("good", output)
    worker.launches(*([good] if launch == "second" else []), ("hang", output), good, good)
    with Device(SETUP) as device:
        device.open()
        started = time.monotonic()
        with pytest.raises(DeviceError, match=f"at the {launch} launch: no answer within 1 s") as hang:
            run(device, plan)
        assert time.monotonic() - started < 10
        assert hang.value.verdict == "hang"
        assert "reset" not in str(hang.value)
        assert run(device, plan).cache_hit
    killed, closed = worker.notes("workers")
    assert ends(killed)
    assert worker.notes("closed") == [closed]


def test_the_clock_stands_still_while_a_compiler_runs(worker: FakeWorker) -> None:
    output = worker.output_of(BLOCK)
    worker.launches(("compile", output), ("good", output))
    with Device(SETUP) as device:
        done = run(device, plan_of(BLOCK))
    assert done.compile_seconds > 1.2
    assert max(done.launch_seconds) < SETUP.time_limit


def test_a_process_that_was_there_before_is_no_compiler(worker: FakeWorker) -> None:
    """One that the worker has for good does not stop the clock, and ends with it."""
    worker.has_a_companion()
    output = worker.output_of(BLOCK)
    worker.launches(("good", output), ("good", output))
    with Device(SETUP) as device:
        assert run(device, plan_of(BLOCK)).compile_seconds == 0
    (companion,) = worker.notes("companions")
    assert ends(companion)


def test_a_compiler_that_hangs_is_ended(worker: FakeWorker, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("codegen.device.process.COMPILE_LIMIT_SECONDS", 1)
    worker.has_a_companion()
    worker.launches(("hang", worker.output_of(BLOCK)))  # with a new companion, which is taken for a compiler
    with Device(SETUP) as device, pytest.raises(DeviceError, match="compilers have run for more than 1 s") as hang:
        run(device, plan_of(BLOCK))
    assert hang.value.verdict == "hang"
    assert all(map(ends, worker.notes("companions")))


@pytest.mark.parametrize(
    ("what", "message"),
    [
        ("die", "at the first launch: the worker ended with exit code 3\n.*\ncannot read address 0xdead"),
        ("fail", "at the first launch: RuntimeError: no room in L1"),
    ],
)
def test_a_worker_that_fails_is_replaced(
    what: str, message: str, worker: FakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    plan, output = plan_of(BLOCK), worker.output_of(BLOCK)
    worker.launches((what, output), ("good", output), ("good", output))
    with Device(SETUP) as device:
        with pytest.raises(DeviceError, match=message) as failure:
            run(device, plan)
        assert failure.value.verdict == "error"
        run(device, plan)
    assert len(worker.notes("workers")) == 2


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ("die", "the chip does not open: the worker ended with exit code 1\n.*\nno chip answers"),
        ("hang", "the chip does not open: no answer within 0.5 s"),
        ({"arch": "wormhole_b0"}, "the worker does not say what the chip is: KeyError"),
    ],
)
def test_a_chip_that_does_not_open_is_not_tried_again(
    facts: object, message: str, worker: FakeWorker, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(device_module, "OPEN_LIMIT_SECONDS", 0.5)
    if facts != "hang":
        monkeypatch.setattr(device_module, "OPEN_LIMIT_SECONDS", 20)
    worker.says(facts)
    with Device(SETUP) as device:
        for _ in range(2):
            with pytest.raises(DeviceError, match=message) as failure:
                run(device, plan_of(BLOCK))
            assert failure.value.verdict == "error"
    (tried,) = worker.notes("workers")
    assert ends(tried)


def test_a_python_that_does_not_start() -> None:
    with (
        Device(DeviceSetup("/no/such/python", simulated=True, time_limit=1)) as device,
        pytest.raises(DeviceError, match=r"does not start: .*No such file") as failure,
    ):
        device.open()
    assert failure.value.verdict == "unsupported"


@pytest.mark.parametrize(
    ("command", "told"),
    [
        (("touch", "{folder}/was_reset"), r"reset with `touch .*was_reset`$"),
        (("sh", "-c", "echo no chip >&2; exit 4"), r"reset with `sh -c .*` failed with exit code 4: no chip$"),
        (("no-such-command",), r"reset with `no-such-command` failed: .*No such file"),
    ],
)
def test_the_chip_is_reset_after_a_hang_on_hardware(
    command: tuple[str, ...], told: str, worker: FakeWorker, tmp_path: Path
) -> None:
    plan, output = plan_of(BLOCK), worker.output_of(BLOCK)
    worker.launches(("hang", output), ("good", output), ("good", output))
    reset = tuple(word.format(folder=tmp_path) for word in command)
    with Device(replace(SETUP, simulated=False, reset_command=reset)) as device:
        with pytest.raises(DeviceError, match=told):
            run(device, plan)
        run(device, plan)
    assert (tmp_path / "was_reset").exists() == (command[0] == "touch")


def test_a_simulated_chip_is_never_reset(worker: FakeWorker, tmp_path: Path) -> None:
    worker.launches(("hang", worker.output_of(BLOCK)))
    setup = replace(SETUP, reset_command=("touch", str(tmp_path / "was_reset")))
    with Device(setup) as device, pytest.raises(DeviceError, match=r"the worker was ended$"):
        run(device, plan_of(BLOCK))
    assert not (tmp_path / "was_reset").exists()


def test_an_interrupt_ends_the_worker_at_once(worker: FakeWorker) -> None:
    def interrupted() -> None:
        with Device(SETUP) as device:
            device.open()
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        interrupted()
    (killed,) = worker.notes("workers")
    assert ends(killed)
    assert worker.notes("closed") == []


WORMHOLE = FACTS["wormhole"]
FEW_CORES = {"grid": [2, 1], "noc": [it for it in WORMHOLE["noc"] if it[0] < 2 and it[1] < 1]}
MOVED = {"noc": [[x, y, noc_x + 1, noc_y] for x, y, noc_x, noc_y in WORMHOLE["noc"]]}


@pytest.mark.parametrize(
    ("facts", "message"),
    [
        ({"arch": "blackhole"}, "the program is planned for wormhole_b0, the chip is blackhole"),
        (FEW_CORES, r"the program uses core \(0, 1\), the chip has 2 x 1 cores; the program uses core \(1, 1\), .*"),
        (MOVED, r"core \(0, 0\) is planned at NoC \(18, 18\), the chip has it at \(19, 18\); .*; and 1 more"),
        ({"ttnn": "0.69.0"}, "the kernels are emitted for ttnn 0.81, this one is 0.69.0"),
    ],
    ids=["arch", "grid", "noc", "wheel"],
)
def test_a_chip_that_is_not_the_planned_one(facts: dict[str, object], message: str, worker: FakeWorker) -> None:
    worker.says(WORMHOLE | facts)
    with Device(SETUP) as device, pytest.raises(DeviceError, match=f"^{message}$") as failure:
        run(device, plan_of(BLOCK))
    assert failure.value.verdict == "unsupported"
    assert worker.notes("requests") == []


def test_a_wheel_without_a_version_is_tried(worker: FakeWorker) -> None:
    worker.says(WORMHOLE | {"ttnn": "unknown"})
    output = worker.output_of(BLOCK)
    worker.launches(("good", output), ("good", output))
    with Device(SETUP) as device:
        run(device, plan_of(BLOCK))


def test_an_emitted_plan_that_differs_is_not_launched(worker: FakeWorker) -> None:
    plan = plan_of(BLOCK)
    texts = dict(emitted_texts(plan.variant))
    args = f"{plan.variant.operation_name}/device/plan/geometry.cpp"
    assert texts[args].count("geometry.next_row_sticks = ") == 1
    texts[args] = texts[args].replace("geometry.next_row_sticks = ", "geometry.next_row_sticks = 1 + ")
    with Device(SETUP) as device, pytest.raises(DeviceError, match="the emitted plan differs: ") as failure:
        device.run(plan, make_tensors(plan.case), texts)
    assert "geometry.next_row_sticks: Python plans 10, C++ plans 11" in str(failure.value)
    assert [one["do"] for one in worker.notes("requests")] == ["allocate"]
