"""A cheap estimate of what a program would take: from the plan alone, to choose what is worth a run on the model."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

from codegen.cost.throughputs import RATES, UNIT_CYCLES, costs
from codegen.emulator.instructions import MATH, PACK, TENSIX_PROCESSORS, UNPACK, Settings
from codegen.emulator.times import CallCost
from codegen.emulator.translate import ARCHITECTURES
from codegen.plan.chip import BLOCK_DATUMS, CHUNK_BLOCKS, DATUM_BYTES, TILE_BYTES
from codegen.plan.geometry import output_rows
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.flat.plan import PARTS_ON_THEIR_WAY, FlatGeometry, FlatWork, plan_runs
from codegen.schedules.stick.plan import StickGeometry

Units = Mapping[str, int]
"""Work by unit [cycles]."""

BLOCK_BYTES = BLOCK_DATUMS * DATUM_BYTES
WRITER = "NCRISC"
"""The processor of the writer."""

SENDER = "BRISC"
SENDING = ("noc_async_read_page", "noc_async_read_barrier_with_trid", "noc_async_write_multicast", "cb_push_back")
"""What the processor that sends weights does for a part beside waiting until the part has left."""

WORD_BYTES = 4
"""What a store of a RISC-V processor writes."""


@dataclass(frozen=True)
class Estimate:
    """What a program is estimated to take.

    Attributes:
        units: Work of the core that computes most, by unit [cycles].
        first_weights: When the first part of the weights is there, and what is written once is written [cycles].
        all_weights: The same for the last part [cycles].
        parts: In how many parts they come.
    """

    units: Units
    first_weights: int
    all_weights: int
    parts: int

    @property
    def compute(self) -> int:
        """Work of the busiest unit [cycles]."""
        return max(self.units.values())

    @property
    def cycles(self) -> int:
        """From the first part of the weights on all is computed, or from the last part on what wants that part."""
        return max(self.first_weights + self.compute, self.all_weights + self.compute // self.parts)

    @property
    def bounding(self) -> str:
        """The busiest unit, or the weights if the last of them come later than all could be computed."""
        if self.all_weights > self.first_weights + self.compute:
            return "weights"
        return max(self.units, key=lambda unit: self.units[unit])


def estimate(plan: ProgramPlan) -> Estimate:
    """Estimate a program.

    All constants are those of `throughputs`; what its README leaves out is left out here, and so is all waiting but
    that for weights.
    """
    settings = Settings(ARCHITECTURES[plan.chip.name], plan.case.math_fidelity)
    shards = {core.work.stick_shard: core for core in plan.cores}  # equal work for all shards of channels
    of_core = _flat_units if isinstance(plan.geometry, FlatGeometry) else _stick_units
    units = [of_core(plan, core, settings) for core in shards.values()]
    first, last, parts = _weights(plan, settings)
    padded = _padding(plan, settings)
    return Estimate(max(units, key=lambda one: max(one.values())), max(first, padded), max(last, padded), parts)


def _rate(name: str, settings: Settings) -> float:
    return RATES[name].on(settings.arch)


def _flat_units(plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
    """Of the flat schedule: blocks are multiplied under each tap, with weights that are fetched once for a batch.

    Where a batch is long enough, its weights are fetched slowly, beside its chunks: but for the first ones. Their
    address takes no time of its own, as the other unpacker fetches meanwhile.
    """
    geometry, work = plan.geometry, core.work
    assert isinstance(geometry, FlatGeometry)
    assert isinstance(work, FlatWork)
    batches = list(_batches(plan, core))
    chunks = sum(batch.chunks for batch in batches)
    slots = geometry.slot_tiles
    fast, slow = (_rate(name, settings) for name in ("unpack_bytes_per_cycle", "slow_unpack_bytes_per_cycle"))
    loads = [slots if batch.chunks < fast / slow else 1 for batch in batches]  # that the chunks wait for
    fetched_blocks = sum(
        (slots * batch.chunks + load) * batch.blocks for batch, load in zip(batches, loads, strict=True)
    )
    table = costs(settings).calls
    round_steps = ("wait_for_next_context", "get_cfg_pointer", "switch_config_context", "cb_wait_front")
    round_cycles = sum(table[step][UNPACK].riscv for step in round_steps)
    return {
        "unpackers": math.ceil(
            fetched_blocks * BLOCK_BYTES / fast + slots * chunks * _rate("unpack_address_cycles", settings)
        ),
        UNPACK: slots * (len(batches) * round_cycles + chunks * table["UNPACR"][UNPACK].riscv),
        "matrix unit": work.num_blocks * slots * settings.phases * UNIT_CYCLES["ELWMUL"],
        "packer": math.ceil(chunks * TILE_BYTES / _rate("pack_bytes_per_cycle", settings)),
        "writer": _copies(plan, core) * costs(settings).calls["noc_async_read"][WRITER].riscv,
    }


def _copies(plan: ProgramPlan, core: CorePlan) -> int:
    """What the writer copies out of the linear buffer: rows, or single sticks where garbage lies between them."""
    geometry, work = plan.geometry, core.work
    assert isinstance(geometry, FlatGeometry)
    assert isinstance(work, FlatWork)
    copied = plan_runs(plan.case, geometry, work.stick_shard)[work.num_direct_runs :]
    if not copied:
        return 0
    outputs = range(work.first_output + copied[0].first_output, work.first_output + work.num_outputs)
    return len(outputs) if plan.case.stride[1] > 1 else sum(1 for _ in output_rows(outputs, geometry.output_width))


class _Batch(NamedTuple):
    """Chunks of as many blocks each that are multiplied with weights which are fetched once."""

    chunks: int
    blocks: int


def _batches(plan: ProgramPlan, core: CorePlan) -> Iterator[_Batch]:
    """A chunk of each run of a group; a run of another length, or no whole rows away, begins a new batch."""
    geometry, work = plan.geometry, core.work
    assert isinstance(geometry, FlatGeometry)
    assert isinstance(work, FlatWork)
    runs = plan_runs(plan.case, geometry, work.stick_shard)
    lengths = [run.blocks(geometry.shard_channels) for run in runs]
    rows = geometry.next_row_sticks
    whole_rows = [False, *((after.position - before.position) % rows == 0 for before, after in pairwise(runs))]
    for start in range(0, len(runs), max(work.group_runs, 1)):
        group = range(start, min(start + work.group_runs, len(runs)))
        for begin in range(0, max(lengths[run] for run in group), CHUNK_BLOCKS):
            last = _Batch(0, 0)
            for run in group:
                blocks = max(min(lengths[run] - begin, CHUNK_BLOCKS), 0)
                if blocks == last.blocks and whole_rows[run]:
                    last = _Batch(last.chunks + 1, blocks)
                    continue
                if last.blocks:
                    yield last
                last = _Batch(1, blocks)
            if last.blocks:
                yield last


def _stick_units(plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
    """Of the stick schedule: its calls for each output, with what they cost."""
    geometry = plan.geometry
    assert isinstance(geometry, StickGeometry)
    sections = math.ceil(geometry.channel_tiles / geometry.section_tiles)
    calls = {
        "mul_init": 1,
        "mul_tiles": geometry.weight_tiles,
        "tilizeA_B_reduce_init": 1,
        "llk_unpack_tilizeA_B": geometry.channel_tiles,
        "reduce_tile_math": geometry.channel_tiles,
        "pack_tile": geometry.channel_tiles,
        "pack_untilize_dest_init": 1,
        "pack_untilize_dest": geometry.channel_tiles,
        "pack_untilize_uninit": 1,
        "unpack_tilizeA_B_uninit": 1,
        "tile_regs_acquire": 2 * sections,
        "tile_regs_commit": 2 * sections,
        "tile_regs_wait": 2 * sections,
        "tile_regs_release": 2 * sections,
    }
    table = costs(settings).calls
    busy: Counter[str] = Counter()
    for call, times in calls.items():
        for processor in TENSIX_PROCESSORS:
            busy[processor] += times * _cycles(table[call][processor])
    taps_bytes = plan.case.kernel[0] * plan.case.kernel[1] * geometry.stick_bytes
    both_operands = 2 * (geometry.weight_tiles + geometry.channel_tiles) * TILE_BYTES
    fetched = both_operands / _rate("unpack_bytes_per_cycle", settings)
    window = taps_bytes / _rate("noc_bytes_per_cycle", settings)
    outputs = core.work.num_outputs
    return {
        "unpackers": math.ceil(outputs * max(busy[UNPACK], fetched)),
        "matrix unit": outputs * busy[MATH],
        "packer": outputs * busy[PACK],
        "window": math.ceil(outputs * (window + _round_trip(settings))),
    }


def _padding(plan: ProgramPlan, settings: Settings) -> int:
    """Of the stick schedule: until the writer has filled what no tap fills, of the scaler and of each window."""
    geometry = plan.geometry
    if not isinstance(geometry, StickGeometry):
        return 0
    windows = geometry.window_pages // geometry.weight_tiles
    taps_bytes = plan.case.kernel[0] * plan.case.kernel[1] * geometry.stick_bytes
    filled = geometry.scaler_tiles * TILE_BYTES + windows * (geometry.weight_tiles * TILE_BYTES - taps_bytes)
    return math.ceil(filled / WORD_BYTES * _rate("store_cycles", settings))


def _cycles(cost: CallCost) -> int:
    """Of a call in a long row of calls: the processor issues what the Tensix thread executes."""
    return max(cost.riscv, cost.tensix + cost.unit)


def _round_trip(settings: Settings) -> float:
    """A read around the rings of the NoC."""
    routers = _rate("noc_columns", settings) + _rate("noc_rows", settings)
    return routers * _rate("hop_cycles", settings) + 4 * _rate("interface_cycles", settings)


def _weights(plan: ProgramPlan, settings: Settings) -> tuple[int, int, int]:
    """When the first and the last part of the weights are on the core that gets them last, and how many there are.

    All readers share the channels of DRAM; a reader takes a part of the weights from as many channels as it has tiles,
    and some parts are on their way while one is sent. The stick schedule has one part.
    """
    geometry = plan.geometry
    part = geometry.weight_part_tiles if isinstance(geometry, FlatGeometry) else geometry.weight_tiles
    readers = sum(core.role != "receiver" for core in plan.cores)
    tiles = math.ceil(part * readers / plan.chip.dram_banks)
    from_dram = tiles * geometry.tile_bytes / _rate("dram_bytes_per_cycle", settings)
    over_noc = part * geometry.tile_bytes / _rate("noc_bytes_per_cycle", settings)
    sends = any(core.role == "receiver" for core in plan.cores)
    reading = _round_trip(settings) + max(from_dram, over_noc)
    sending = over_noc + _round_trip(settings) / 2 if sends else 0
    parts = math.ceil(geometry.weight_tiles / part)
    first = reading + sending
    calls = sum(costs(settings).calls[call][SENDER].riscv for call in SENDING) if sends else 0
    period = max(reading / PARTS_ON_THEIR_WAY, from_dram, over_noc + calls)
    return math.ceil(first), math.ceil(first + (parts - 1) * period), parts
