"""The counters of a simulated chip that lets itself be asked for them, as docs/network.md says."""

from __future__ import annotations

import ctypes
import os
from dataclasses import dataclass

from codegen.device.simulator import SIMULATOR_VARIABLE
from codegen.emulator.counters import Traffic

OPCODES = 256

OWN = ("own_l1_reads", "own_l1_writes")
"""What a core copies in its own L1 by way of its NoC."""

TRAFFIC = ("dram_reads", "l1_reads", "own_l1_reads", "writes", "own_l1_writes", "multicasts")
"""What is told apart on the NoC, in the order of the words: reads of DRAM, of another core's L1, of the own one; writes
to others, to the own L1; multicasts, each once, however many receive it. Increments of semaphores are not counted."""

FUNCTION = "libttsim_counts"


class NoCountersError(Exception):
    """The chip does not count."""


@dataclass(frozen=True)
class Counts:
    """What all cores have done.

    Attributes:
        instructions: Tensix instructions that were executed.
        traffic: What went over the NoC, by the names of `TRAFFIC`.
    """

    instructions: int
    traffic: dict[str, Traffic]

    @property
    def noc_bytes(self) -> int:
        """All that the data movement processors have moved [bytes]."""
        return sum(one.bytes for one in self.traffic.values())

    @property
    def far_bytes(self) -> int:
        """What of it came from or went to another core or DRAM [bytes]."""
        return sum(one.bytes for name, one in self.traffic.items() if name not in OWN)

    def since(self, before: Counts) -> Counts:
        """What has been done since."""
        traffic = {name: minus(one, before.traffic[name]) for name, one in self.traffic.items()}
        return Counts(self.instructions - before.instructions, traffic)


def minus(one: Traffic, other: Traffic) -> Traffic:
    """What one is more than the other."""
    return Traffic(one.transactions - other.transactions, one.bytes - other.bytes)


def read_counts() -> Counts:
    """What all cores have done until now.

    Raises:
        NoCountersError: The chip is not simulated, or by a simulator without counters.
    """
    simulator = os.environ.get(SIMULATOR_VARIABLE)
    if not simulator:
        raise NoCountersError(f"${SIMULATOR_VARIABLE} is not set, and a chip does not count: see docs/network.md")
    words = (ctypes.c_uint64 * (OPCODES + 2 * len(TRAFFIC)))()
    try:
        getattr(ctypes.CDLL(simulator), FUNCTION)(words)
    except AttributeError:
        raise NoCountersError(
            f"{simulator} has no {FUNCTION}: docs/network.md says what it would have to give"
        ) from None
    traffic = zip(TRAFFIC, words[OPCODES::2], words[OPCODES + 1 :: 2], strict=True)
    return Counts(sum(words[:OPCODES]), {name: Traffic(times, size) for name, times, size in traffic})
