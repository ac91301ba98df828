"""What the processors of each core have done in a run: calls of the API, datums moved, traffic on the NoC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from codegen.emulator.request import Core

SYNCHRONISATIONS: Mapping[str, str | None] = {
    "cb_wait_front": "TRISC0",
    "cb_pop_front": "TRISC0",
    "cb_reserve_back": "TRISC2",
    "cb_push_back": "TRISC2",
    "tile_regs_acquire": "TRISC1",
    "tile_regs_commit": "TRISC1",
    "tile_regs_wait": "TRISC2",
    "tile_regs_release": "TRISC2",
    "noc_semaphore_set": None,
    "noc_semaphore_wait": None,
    "noc_semaphore_wait_min": None,
    "noc_semaphore_inc": None,
    "noc_semaphore_set_remote": None,
    "noc_semaphore_set_multicast": None,
    "noc_semaphore_set_multicast_loopback_src": None,
    "noc_async_read_barrier": None,
    "noc_async_read_barrier_with_trid": None,
    "noc_async_write_barrier": None,
    "noc_async_atomic_barrier": None,
    "noc_async_writes_flushed": None,
}
"""The calls by which processors wait for each other, and the processor on which a call of a compute kernel acts; the
other two pass it over. None: only data movement kernels have it."""

DATA_MOVEMENT = ("BRISC", "NCRISC")


@dataclass(frozen=True)
class Traffic:
    """Transactions on the NoC, each a packet of at most a burst, and their payload [bytes]."""

    transactions: int
    bytes: int


@dataclass(frozen=True)
class ProcessorCounters:
    """The counters of a processor.

    Attributes:
        calls: How often it has called each function of the API. A compute kernel makes each call on all three
            processors, and most calls do something on one of them only.
        instructions: The Tensix instructions that its kernel issues itself, by mnemonic.
        datums: What it has moved: `src_a`, `src_b` by the unpacker, `packed` by the packer.
        l1_bytes: What of L1 that was, in the formats in which it lies there: `unpacked`, `packed`.
        noc: What it has sent for and sent: `dram_reads`, `l1_reads`, `writes`, `multicasts`, `multicast_deliveries`
            (the multicasts as all their receivers together get them), `increments` of semaphores.
    """

    calls: Mapping[str, int]
    instructions: Mapping[str, int]
    datums: Mapping[str, int]
    l1_bytes: Mapping[str, int]
    noc: Mapping[str, Traffic]


@dataclass(frozen=True)
class CoreCounters:
    """The counters of a core: its logical coordinates, and its processors by name (BRISC, ..., TRISC2)."""

    core: Core
    processors: Mapping[str, ProcessorCounters]


def synchronisations(processor: str, counters: ProcessorCounters) -> dict[str, int]:
    """The calls by which this processor waits for others, or lets them go on; how often it polls is not counted."""
    return {
        call: times
        for call, times in counters.calls.items()
        if call in SYNCHRONISATIONS and (processor in DATA_MOVEMENT or SYNCHRONISATIONS[call] == processor)
    }


def read_counters(cores: Sequence[Mapping[str, Any]]) -> tuple[CoreCounters, ...]:
    """The counters in the answer of a runner, in its order of cores."""
    return tuple(
        CoreCounters(
            core=(one["core"][0], one["core"][1]),
            processors={name: _read_processor(it) for name, it in one["processors"].items()},
        )
        for one in cores
    )


def _read_processor(it: Mapping[str, Any]) -> ProcessorCounters:
    return ProcessorCounters(
        calls=it["calls"],
        instructions=it["instructions"],
        datums=it["datums"],
        l1_bytes=it["l1_bytes"],
        noc={name: Traffic(*numbers) for name, numbers in it["noc"].items()},
    )
