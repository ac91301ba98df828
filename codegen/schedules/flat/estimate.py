"""What a program of the flat schedule would take, by unit."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from codegen.cost.estimate import WRITER, Units, rate
from codegen.cost.throughputs import UNIT_CYCLES, costs
from codegen.emulator.instructions import UNPACK, Settings
from codegen.plan.chip import BLOCK_DATUMS, CHUNK_BLOCKS
from codegen.plan.geometry import cut
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.flat.gather import GatheredGeometry, count_zeros, plan_input_pieces
from codegen.schedules.flat.plan import FlatGeometry, FlatWork, plan_runs

ZEROS_BYTES = 512
"""Zeros that the firmware keeps in L1 of a core (MEM_ZEROS_SIZE of tt-metal): what is read of them at once."""


def flat_units(plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
    """Work of a core, by unit [cycles].

    Blocks are multiplied under each tap, with weights that are fetched once for a batch.
    Where a batch is long enough, its weights are fetched slowly, beside its chunks: but for the first ones. Their
    address takes no time of its own, as the other unpacker fetches meanwhile.
    """
    geometry, work = plan.geometry, core.work
    assert isinstance(geometry, FlatGeometry)
    assert isinstance(work, FlatWork)
    batches = list(_batches(plan, core))
    chunks = sum(batch.chunks for batch in batches)
    slots = geometry.slot_tiles
    block_bytes = plan.case.number_format.size_of(BLOCK_DATUMS)
    fast, slow = (rate(name, settings) for name in ("unpack_bytes_per_cycle", "slow_unpack_bytes_per_cycle"))
    loads = [slots if batch.chunks < fast / slow else 1 for batch in batches]  # that the chunks wait for
    fetched_blocks = sum(
        (slots * batch.chunks + load) * batch.blocks for batch, load in zip(batches, loads, strict=True)
    )
    table = costs(settings).calls
    round_steps = ("wait_for_next_context", "get_cfg_pointer", "switch_config_context", "cb_wait_front")
    round_cycles = sum(table[step][UNPACK].riscv for step in round_steps)
    return {
        "unpackers": math.ceil(
            fetched_blocks * block_bytes / fast + slots * chunks * rate("unpack_address_cycles", settings)
        ),
        UNPACK: slots * (len(batches) * round_cycles + chunks * table["UNPACR"][UNPACK].riscv),
        "matrix unit": work.num_blocks * slots * settings.phases * UNIT_CYCLES["ELWMUL"],
        "packer": math.ceil(chunks * plan.case.number_format.tile_bytes / rate("pack_bytes_per_cycle", settings)),
        "writer": _copies(plan, core) * costs(settings).calls["noc_async_read"][WRITER].riscv,
    }


def gathering_units(plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
    """The same where the writer first gathers the input: a read for each piece, and some for each run of zeros."""
    geometry, case = plan.geometry, plan.case
    assert isinstance(geometry, GatheredGeometry)
    pieces = plan_input_pieces(case, geometry, core.work)
    zeros = sum(math.ceil(run / ZEROS_BYTES) for run in count_zeros(geometry, pieces))
    read = costs(settings).calls["noc_async_read_with_state"][WRITER].riscv
    units = flat_units(plan, core, settings)
    return {**units, "writer": units["writer"] + (len(pieces) + zeros) * read}


def _copies(plan: ProgramPlan, core: CorePlan) -> int:
    """What the writer copies out of the linear buffer: rows, or single sticks where garbage lies between them."""
    geometry, work = plan.geometry, core.work
    assert isinstance(geometry, FlatGeometry)
    assert isinstance(work, FlatWork)
    copied = plan_runs(plan.case, geometry, work.stick_shard)[work.num_direct_runs :]
    if not copied:
        return 0
    outputs = range(work.first_output + copied[0].first_output, work.first_output + work.num_outputs)
    return len(outputs) if plan.case.stride[1] > 1 else sum(1 for _ in cut(outputs, geometry.output_width))


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
