"""Runs wolfpine's server with corrections, and records each launch: in the Python that has wolfpine; it needs no ttdw.

`server.py ARCH [WORDS FOR WOLFPINE]` with the file of the log in $TTDW_WOLFPINE_LOG. Nothing of wolfpine is changed on
disk: its functions are replaced in this process. What is corrected, in version 2.2:

- A division by zero raised. On RISC-V it gives all ones, and the remainder is the dividend.
- A multicast always reached its sender, whose acknowledgement nobody awaits. NOC_CMD_BRCST_SRC_INCLUDE (bit 17 of
  NOC_CTRL) says whether it does (ISA documentation, NoC/MemoryMap).
- The go messages of a launch came a hundred cycles apart, as every message of the host let the chip run. Now writes
  take no time, and reads do.
- The server outlived a host that was killed.

The log holds a line of JSON for each launch, and one for each hang; codegen/device/wolfpine/launches.py reads them.
A line with the number of an earlier one takes its place: a launch is written when the host looks and no kernel runs.
"""

from __future__ import annotations

import atexit
import ctypes
import importlib
import json
import os
import signal
import sys
from collections import defaultdict
from typing import Any

from framework.bridge.device import Device
from framework.device.deadlock import DeadlockDetector
from framework.network import tt_noc
from framework.pe.rv.babyriscv import BabyRISCV
from framework.pe.rv.isa.m_isa import RV_M_ISA
from framework.pe.tensix.backends.unpacker import UnPackerUnit
from framework.trace import EventCategory, get_bus

PR_SET_PDEATHSIG = 1  # <linux/prctl.h>

DIVISIONS_MASK, DIVISIONS = 0xFE00407F, 0x02004033
"""Of an instruction: the bits that tell div, divu, rem and remu from all others, and what they are."""

INCLUDES_SENDER = 1 << 17
"""NOC_CMD_BRCST_SRC_INCLUDE in NOC_CTRL."""

GO = 0x80
"""RUN_MSG_GO, the last byte of a message that begins a launch."""

FIRST_KERNEL, LAST_KERNEL, NCRISC_IRAM = 0x8000, 0x180000, 0xFFC00000
"""Where program counters are while a kernel runs. Firmware lies below; Wormhole's NCRISC has a memory of its own."""


def divide(cls: Any, registers: Any, memory: Any, snoop: Any, instruction: int | None = None) -> bool:
    """A division or remainder as RISC-V has it; whatever else goes to wolfpine."""
    if instruction is None or instruction & DIVISIONS_MASK != DIVISIONS:
        return bool(plain_run(cls, registers, memory, snoop, instruction))
    signed, remainder = not instruction >> 12 & 1, instruction >> 13 & 1
    sources = (registers[instruction >> at & 31] for at in (15, 20))
    dividend, divisor = (one.read_int() if signed else one.read_uint() for one in sources)
    if divisor == 0:
        quotient, rest = -1, dividend
    else:
        quotient = abs(dividend) // abs(divisor) * (1 if (dividend < 0) == (divisor < 0) else -1)
        rest = dividend - quotient * divisor
    result = (rest if remainder else quotient) & 0xFFFFFFFF
    registers[instruction >> 7 & 31].write(result.to_bytes(4, "little"))
    return True


def multicast(self: Any, *flags: Any) -> None:
    """A multicast write, while `destinations` knows who sends."""
    senders.append(self)
    try:
        plain_multicast(self, *flags)
    finally:
        senders.pop()


def destinations(*corners: Any) -> list[Any]:
    """The cells of a rectangle, without the sender unless it is asked for."""
    cells: list[Any] = plain_destinations(*corners)
    if not senders or senders[-1].ctrl & INCLUDES_SENDER:
        return cells
    own = senders[-1].nui
    return [cell for cell in cells if own.resolve_destination(cell) is not own]


class Launch:
    """What is recorded of a launch; cycles are those of the simulated chip.

    Attributes:
        number: Of the launch, in the order of the launches of this server.
        kernels: By core and processor: first and last cycle of the kernel, cycles in it, instructions, and the program
            counter at which it began.
        units: By core, unit, instruction and thread: how many, cycles that they keep the unit, first and last cycle.
        stalls: By core, what waits, why, for what and with which instruction: how long.
        noc: Each packet: cycle, core, NoC, phase, kind, from, to, bytes, transaction id.
        traces: By core and processor, where asked for: the program counters in their order, with the cycles at each.
        running: The kernels that have begun and not ended.
    """

    def __init__(self, number: int) -> None:
        self.number = number
        self.kernels: dict[tuple[str, str], list[int]] = {}
        self.units: dict[tuple[str, str, str, int], list[int]] = {}
        self.stalls: dict[tuple[str, ...], int] = defaultdict(int)
        self.noc: list[list[Any]] = []
        self.traces: dict[tuple[str, str], list[list[int]]] = defaultdict(list)
        self.running: set[tuple[str, str]] = set()

    def line(self) -> dict[str, Any]:
        """For the log."""
        return {
            "launch": self.number,
            "kernels": [[*key, *values] for key, values in self.kernels.items()],
            "units": [[*key, *values] for key, values in self.units.items()],
            "stalls": [[*key, cycles] for key, cycles in self.stalls.items()],
            "noc": self.noc,
            "traces": [[*key, steps] for key, steps in self.traces.items()],
        }


class Recorder:
    """Watches the chip, and writes the log."""

    def __init__(self, log: str, traces: bool) -> None:
        self._log = log
        self._traces = traces
        self._launches = 0
        self._moved: dict[tuple[str, str], bool] = {}
        self._written = True
        self.launch: Launch | None = None

    def begin(self) -> None:
        """A go message arrives: a launch begins when the first kernel runs, unless one runs already."""
        if self.launch and not self.launch.running:
            self.write()
            self.launch = None

    def write(self) -> None:
        """Write what is known of the launch, if there is anything new."""
        if self.launch and not self._written:
            self.say(self.launch.line())
            self._written = True

    def look(self) -> None:
        """The host looks: if no kernel runs, the launch may be over."""
        if self.launch and not self.launch.running:
            self.write()

    def say(self, line: dict[str, Any]) -> None:
        """Append a line to the log."""
        with open(self._log, "a", encoding="utf-8") as log:  # noqa: PTH123 (nothing but what wolfpine needs)
            log.write(json.dumps(line) + "\n")

    def tick(self, processor: Any, cycle: int) -> None:
        """A processor works for a cycle."""
        counter = processor.pc_register.read_uint()
        if not (processor.soft_active and in_kernel(counter)):
            plain_tick(processor, cycle)
            if self.launch and self.launch.running:
                self.launch.running.discard(place_of(processor.unit_id))
            return
        if self.launch is None:
            self.launch = Launch(self._launches)
            self._launches += 1
        key = place_of(processor.unit_id)
        self._written = False
        kernel = self.launch.kernels.setdefault(key, [cycle, cycle, 0, 0, counter])
        self.launch.running.add(key)
        plain_tick(processor, cycle)
        moved = processor.pc_register.read_uint() != counter
        kernel[1] = cycle
        kernel[2] += 1
        kernel[3] += moved
        if self._traces:
            steps = self.launch.traces[key]
            if steps and steps[-1][0] == counter and not self._moved.get(key):
                steps[-1][1] += 1
            else:
                steps.append([counter, 1])
            self._moved[key] = moved

    def unit(self, unit_id: Any, instruction: str, thread: int, first: int, cycles: int) -> None:
        """A unit begins with an instruction, which keeps it for some cycles."""
        if self.launch:
            core, unit = place_of(unit_id)
            done = self.launch.units.setdefault((core, unit, instruction, thread), [0, 0, first, first])
            done[0] += 1
            done[1] += cycles
            done[3] = first + cycles

    def stall(self, event: Any) -> None:
        """Something has waited."""
        if self.launch:
            self.launch.stalls[(*place_of(event.unit_id), event.reason, event.blocked_on, event.opcode)] += event.cycles

    def packet(self, event: Any) -> None:
        """A packet has arrived."""
        if self.launch:
            ends = [list(event.src), list(event.dst)]
            told = [event.phase, event.txn_type, *ends, event.size_bytes, event.txn_id]
            self.launch.noc.append([event.cycle, *place_of(event.unit_id), *told])

    def hang(self, detector: Any, cycle: int, active: Any) -> None:
        """Nothing moves any more; it is a hang if a kernel is there that has not ended."""
        if not (self.launch and self.launch.running):
            return
        waiting = [
            [*key, self.launch.kernels[key][4], sorted(set(detector.recent_pcs[(tile, processor.core_type)]))]
            for tile, processor, _ in active
            if (key := place_of(processor.unit_id)) in self.launch.running
        ]
        blocked = [
            f"unpacker {unpacker.unpacker_id} of {tile[0]}-{tile[1]} waits for a bank of {which} ({instruction})"
            for tile, chip, _ in detector.tile_cores
            for unpacker in chip.tensix_coprocessor.getBackend().unpacker_units
            if (blocking := unpacker.blocked_on())
            for _, instruction, which, _ in [blocking]
        ]
        self.say({"hang": cycle, "launch": self.launch.number, "waiting": waiting, "blocked": blocked})


def in_kernel(counter: int) -> bool:
    """Whether the code at a program counter is that of a kernel."""
    return FIRST_KERNEL <= counter < LAST_KERNEL or counter >= NCRISC_IRAM


def place_of(unit_id: Any) -> tuple[str, str]:
    """Core, as the host addresses it, and unit of it."""
    unit = unit_id[3]
    return f"{unit_id[2]}-{unit_id[1]}", str(getattr(unit, "value", unit))


def write(self: Any, unified: Any, address: int, data: bytes) -> None:
    """The host writes, which takes no time."""
    if len(data) == 4 and bytes(data)[3] == GO:
        recorder.begin()
    self._note_profiler_write(unified, address, data)
    self.tt_device.write(unified, address, data)


def read(self: Any, unified: Any, address: int, size: int) -> bytes:
    """The host reads."""
    recorder.look()
    return bytes(plain_read(self, unified, address, size))


def occupy(self: Any, cycle: int, cycles: int, group: Any = None) -> None:
    """An unpacker begins with an instruction: its events do not say for how long."""
    recorder.unit((*self.unit_id[:3], f"unpacker {self.unpacker_id}"), "UNPACR", -1, cycle, cycles)
    plain_occupy(self, cycle, cycles, group)


def report(self: Any, cycle: int, active: Any) -> None:
    """The detector of deadlocks reports: to the log as well."""
    plain_report(self, cycle, active)
    recorder.hang(self, cycle, active)


def end_with_parent() -> None:
    """UMD gives the server a session of its own: whoever kills the host does not reach it."""
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def listen() -> None:
    """Hear what the units, the processors and the NoC say."""
    bus = get_bus()
    bus.subscribe(
        EventCategory.COMPUTE,
        lambda it: recorder.unit(it.unit_id, it.op, it.thread_id, it.cycle, it.duration),
    )
    bus.subscribe(EventCategory.STALL, recorder.stall)
    bus.subscribe(EventCategory.NOC, recorder.packet)
    heard = (EventCategory.COMPUTE, EventCategory.STALL, EventCategory.NOC)
    for category in EventCategory:
        bus.set_category_enabled(category, category in heard)
    bus.enabled = True


end_with_parent()
senders: list[Any] = []
recorder = Recorder(os.environ["TTDW_WOLFPINE_LOG"], os.environ.get("TTDW_WOLFPINE_TRACE") == "1")

plain_run = RV_M_ISA.run.__func__
plain_multicast = tt_noc.NUI.RequestInitiator.handle_multicast_write_transfer
plain_destinations = tt_noc.rectangle_destinations
plain_tick = BabyRISCV.clock_tick
plain_read = Device.read
plain_occupy = UnPackerUnit.occupy_for
plain_report = DeadlockDetector._report

RV_M_ISA.run = classmethod(divide)
tt_noc.NUI.RequestInitiator.handle_multicast_write_transfer = multicast
tt_noc.rectangle_destinations = destinations
BabyRISCV.clock_tick = lambda self, cycle: recorder.tick(self, cycle)
Device.write, Device.read = write, read
UnPackerUnit.occupy_for = occupy
DeadlockDetector._report = report

if __name__ == "__main__":
    listen()
    atexit.register(recorder.write)
    arch = sys.argv.pop(1)
    sys.exit(importlib.import_module(f"framework.sim.{arch}.__main__").main())
