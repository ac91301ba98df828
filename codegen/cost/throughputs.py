"""The one table of what costs time: throughputs, latencies and counts of instructions, each with its source.

Pages are those of Tenstorrent's public ISA documentation, folder WormholeB0. No page of Blackhole was at hand: where
nothing else is said, it is taken for a Wormhole. Cycles are those of the Tensix cores' clock, 1 GHz on Wormhole.

Where wolfpine takes another number than the documentation, the table has both: $TTDW_RATES says whose are taken.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Literal, get_args

from codegen.emulator.instructions import CALLS, MATH, PACK, TENSIX_PROCESSORS, UNPACK, Settings
from codegen.emulator.request import Arch
from codegen.emulator.times import CallCost, Costs
from codegen.model.finding import Finding, did_you_mean, in_environment, shorten

DATA_MOVEMENT = ("BRISC", "NCRISC")


RATES_VARIABLE = "TTDW_RATES"

Origin = Literal["documentation", "wolfpine"]
"""Whose numbers are taken where the two differ."""

NO_LIMIT = 1e9
"""Of what sets no bound."""


@dataclass(frozen=True)
class Rate:
    """A throughput or a latency.

    Attributes:
        wormhole_b0: Of Wormhole.
        blackhole: Of Blackhole.
        unit: What it counts.
        source: Where it is from.
        wolfpine: What wolfpine takes instead, of Wormhole and of Blackhole.
    """

    wormhole_b0: float
    blackhole: float
    unit: str
    source: str
    wolfpine: tuple[float, float] | None = None

    def on(self, arch: Arch, origin: Origin | None = None) -> float:
        """Of a chip, by the origin that is asked for: $TTDW_RATES if left out.

        Raises:
            InputError: $TTDW_RATES names none.
        """
        documented = (self.wormhole_b0, self.blackhole)
        wormhole, blackhole = (self.wolfpine or documented) if (origin or chosen()) == "wolfpine" else documented
        return wormhole if arch == "wormhole_b0" else blackhole


def chosen() -> Origin:
    """The origin of rates that $TTDW_RATES names; without it, the documentation.

    Raises:
        InputError: It names none.
    """
    named = os.environ.get(RATES_VARIABLE) or "documentation"
    origins: tuple[Origin, ...] = get_args(Origin)
    for origin in origins:
        if named == origin:
            return origin
    finding = Finding("rates-known", f"no rates of {shorten(named)!r}", (), did_you_mean(named, origins))
    raise in_environment(RATES_VARIABLE, finding)


RATES: Mapping[str, Rate] = {
    "unpack_bytes_per_cycle": Rate(
        64,
        128,
        "bytes/cycle",
        "UNPACR_Regular, Performance: x4 for one unpacker (tt-metal sets x4); Blackhole: ttsim, tensix.cpp, "
        "throttle_bytes (tt-metal leaves it alone)",
    ),
    "both_unpack_bytes_per_cycle": Rate(
        64,
        128,
        "bytes/cycle",
        "UNPACR_Regular, Performance: x2 for each of two that want x4; Blackhole: taken for the same as one alone "
        "(wolfpine: each has its own, whatever the other does)",
        wolfpine=(NO_LIMIT, NO_LIMIT),
    ),
    "slow_unpack_bytes_per_cycle": Rate(
        16, 16, "bytes/cycle", "UNPACR_Regular, Performance: x1 for unpacker 1 leaves x4 to unpacker 0"
    ),
    "unpack_address_cycles": Rate(
        2,
        2,
        "cycles",
        "UNPACR_Regular, Performance: the initial address, beside the fetch of the instruction before",
    ),
    "unpack_turn_cycles": Rate(
        0,
        0,
        "cycles",
        "UNPACR_Regular, Performance: pipelined behind the initial address (wolfpine: the next instruction begins with "
        "its address when this one has been fetched)",
        wolfpine=(2, 2),
    ),
    "matrix_latency_cycles": Rate(5, 5, "cycles", "MatrixUnit: latency of ELWMUL and GAPOOL"),
    "pack_bytes_per_cycle": Rate(
        64,
        64,
        "bytes/cycle",
        "L1, Packers: four, each 128 bits a cycle; taken for Blackhole's one packer, too (wolfpine: a cycle for each "
        "PACR, whatever it writes)",
        wolfpine=(NO_LIMIT, NO_LIMIT),
    ),
    "noc_bytes_per_cycle": Rate(
        32,
        64,
        "bytes/cycle",
        "NoC/README, Performance: a flit of 256 bits a cycle; Blackhole: NOC_PAYLOAD_WIDTH of tt-metal, 512 bits",
    ),
    "hop_cycles": Rate(9, 9, "cycles", "NoC/README, Performance: router to neighbouring router"),
    "interface_cycles": Rate(5, 5, "cycles", "NoC/README, Performance: between an interface and its router"),
    "noc_columns": Rate(10, 17, "routers", "NoC/Coordinates: 10 x 12; Blackhole: the SoC descriptor, 17 x 12"),
    "noc_rows": Rate(12, 12, "routers", "as noc_columns"),
    "dram_bytes_per_cycle": Rate(
        22.2,
        22.2,
        "bytes/cycle",
        "DRAMTile/README: 22.2 GB/s read from one channel by one core, at 1 GHz (24 in theory, which wolfpine takes)",
        wolfpine=(24, 24),
    ),
    "dram_latency_cycles": Rate(
        99,
        126,
        "cycles",
        "tt-metal, tests/tt_metal/tt_metal/data_movement: first byte of DRAM (358, 529) less that of another core's L1 "
        "(259, 403)",
    ),
    "store_cycles": Rate(5, 5, "cycles", "BabyRISCV/README: sustained stores to L1, one every five cycles"),
}
"""By the names under which the runner wants them."""

MULTIPLY_DATUMS = 128
"""What ELWMUL multiplies in a cycle and phase: 8 rows of 16 (MatrixUnit, Performance: 0.256 TFLOP/s at 1 GHz)."""

UNIT_CYCLES: Mapping[str, int] = {"UNPACR": 2, "ELWMUL": 1, "GAPOOL": 1, "PACR": 1}
"""Instructions that keep the unpackers, the matrix unit or the packers busy, one behind the other [cycles]; bytes may
keep them busy for longer. UNPACR_Regular, MatrixUnit, Packers/README (one PACR starts in a cycle)."""

ISSUE_CYCLES: Mapping[str, int] = {"STALLWAIT": 2, "SEMWAIT": 2, "REG2FLOP": 2, "STOREREG": 3}
"""How long other instructions keep their thread [cycles]; 1 if not listed. STALLWAIT and SEMWAIT (the mask is taken off
a cycle later), ScalarUnit (REG2FLOP, STOREREG)."""

RISCV: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "compute_kernel_hw_startup": {UNPACK: (87, 93), MATH: (49, 48), PACK: (164, 147)},
    "mul_init": {UNPACK: (26, 26), MATH: (46, 46)},
    "mul_tiles": {UNPACK: (30, 30), MATH: (23, 23)},
    "mul_bcast_rows_init": {UNPACK: (26, 26), MATH: (46, 46)},
    "mul_tiles_bcast_rows": {UNPACK: (30, 30), MATH: (23, 23)},
    "cb_wait_front": {UNPACK: (10, 10), "BRISC": (11, 11), "NCRISC": (11, 11)},
    "cb_pop_front": {UNPACK: (22, 22), "BRISC": (11, 11), "NCRISC": (11, 11)},
    "cb_reserve_back": {PACK: (10, 10), "BRISC": (14, 16), "NCRISC": (14, 16)},
    "cb_push_back": {PACK: (23, 23), "BRISC": (11, 11), "NCRISC": (11, 11)},
    "tile_regs_acquire": {MATH: (1, 1)},
    "tile_regs_commit": {MATH: (12, 12)},
    "tile_regs_wait": {PACK: (1, 1)},
    "tile_regs_release": {PACK: (16, 16)},
    "pack_tile": {PACK: (32, 32)},
    "llk_pack_relu_config": {PACK: (12, 12)},
    "tilizeA_B_reduce_init": {UNPACK: (40, 45), MATH: (39, 39)},
    "llk_unpack_tilizeA_B": {UNPACK: (49, 132)},
    "reduce_tile_math": {MATH: (18, 18)},
    "unpack_tilizeA_B_uninit": {UNPACK: (14, 11)},
    "reconfig_data_format_srca": {UNPACK: (30, 33), MATH: (24, 20)},
    "reconfig_full_operand_srca": {UNPACK: (47, 67), MATH: (16, 13)},
    "copy_init": {UNPACK: (33, 51), MATH: (42, 46)},
    "copy_tile": {UNPACK: (26, 26), MATH: (9, 9)},
    "pack_reconfig_data_format": {PACK: (146, 123)},
    "pack_untilize_dest_init": {MATH: (0, 17), PACK: (191, 168)},
    "pack_untilize_dest": {PACK: (59, 35)},
    "pack_untilize_uninit": {PACK: (199, 182)},
    **{
        call: dict.fromkeys(DATA_MOVEMENT, cycles)
        for call, cycles in {
            "noc_async_read": (18, 19),
            "noc_async_read_page": (18, 19),
            "noc_async_read_set_state": (4, 5),
            "noc_async_read_with_state": (11, 12),
            "noc_async_read_barrier": (5, 6),
            "noc_async_read_barrier_with_trid": (5, 6),
            "noc_async_read_set_trid": (3, 3),
            "noc_async_write": (24, 25),
            "noc_async_write_barrier": (5, 6),
            "noc_async_writes_flushed": (5, 6),
            "noc_async_atomic_barrier": (5, 6),
            "noc_async_write_multicast": (24, 26),
            "noc_async_write_multicast_loopback_src": (24, 26),
            "noc_semaphore_set": (1, 1),
            "noc_semaphore_wait": (3, 4),
            "noc_semaphore_wait_min": (3, 4),
            "noc_semaphore_inc": (21, 23),
            "noc_semaphore_set_remote": (24, 25),
            "noc_semaphore_set_multicast": (24, 24),
            "noc_semaphore_set_multicast_loopback_src": (24, 24),
        }.items()
    },
}
"""RISC-V instructions of each call on the processors where it does something: (Wormhole, Blackhole).

No page says them. They were counted between two marks on simulated chips (the open simulator of ttnn 0.81.1, kernels
compiled by GCC 12), with nothing to wait for: a poll that succeeds at once. One takes a cycle (BabyRISCV/README), so
this is what a call takes at least. The page, the loopback and the remote forms and those with a transaction id were not
measured: they are taken for the plain ones, and `mul_tiles_bcast_rows` for `mul_tiles`. That is the number of two and
more phases; with one phase the matrix unit's processor takes 10. The instructions of a kernel's own loops are left out
where it calls the API.
"""

STEPS: Mapping[str, Mapping[str, tuple[int, int]]] = {
    "wait_for_next_context": {UNPACK: (12, 12)},  # with the address of the page that comes next
    "get_cfg_pointer": {UNPACK: (10, 10)},  # with the choice of the context, and the store
    "switch_config_context": {UNPACK: (5, 5)},
    "UNPACR": {UNPACK: (4, 4)},
    "SETADCXX": {UNPACK: (4, 4)},
    "INCADCXY": {UNPACK: (4, 4)},
    "SETC16": {MATH: (5, 5)},
    "REPLAY": {MATH: (2, 2)},
    "program": {MATH: (25, 25)},
    "run": {MATH: (3, 3)},
}
"""RISC-V instructions of what a kernel does in order to issue Tensix instructions itself, its loops included.

Counted in the machine code of the emitted compute kernel (GCC 12, Wormhole), with polls that succeed at once. What is
not listed is one word of the code, which hands an instruction over.
"""

FREE_CALLS = (
    "compile_time_word",
    "get_arg_addr",
    "get_arg_val",
    "get_common_arg_val",
    "get_noc_addr",
    "get_noc_multicast_addr",
    "get_read_ptr",
    "get_semaphore",
    "get_tile_size",
    "get_write_ptr",
    "operator[]",
)
"""Calls that only compute an address or read an argument: a few instructions, most of them once in a kernel. The word
that `operator[]` leads to costs its store."""


def costs(settings: Settings, origin: Origin | None = None) -> Costs:
    """What the runner is told, with the rates of $TTDW_RATES if no other are asked for.

    Raises:
        InputError: $TTDW_RATES names none.
    """
    return _costs(settings, origin or chosen())


@cache
def _costs(settings: Settings, origin: Origin) -> Costs:
    calls = {
        call: {
            **{name: _data_movement_cost(call, settings, name) for name in DATA_MOVEMENT},
            **{name: _compute_cost(call, settings, name) for name in TENSIX_PROCESSORS},
        }
        for call in (*RISCV, *STEPS, *FREE_CALLS)
    }
    return Costs({name: rate.on(settings.arch, origin) for name, rate in RATES.items()}, calls, ISSUE_CYCLES)


def _data_movement_cost(call: str, settings: Settings, processor: str) -> CallCost:
    return CallCost(riscv=_riscv(call, settings, processor))


def _compute_cost(call: str, settings: Settings, processor: str) -> CallCost:
    issued = CALLS[call](settings).get(processor, {}) if call in CALLS else {}
    return CallCost(
        riscv=_riscv(call, settings, processor),
        tensix=sum(ISSUE_CYCLES.get(name, 1) * times for name, times in issued.items() if name not in UNIT_CYCLES),
        unit=sum(UNIT_CYCLES.get(name, 0) * times for name, times in issued.items()),
    )


def _riscv(call: str, settings: Settings, processor: str) -> int:
    wormhole, blackhole = {**RISCV, **STEPS}.get(call, {}).get(processor, (1, 1) if call in STEPS else (0, 0))
    return wormhole if settings.arch == "wormhole_b0" else blackhole
