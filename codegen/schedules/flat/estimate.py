"""What a program of the flat schedule would take, by unit."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import NamedTuple

from codegen.cost.estimate import WRITER, Units, fetch_cycles, rate
from codegen.cost.own_code import costs_of
from codegen.cost.throughputs import UNIT_CYCLES
from codegen.emulator.instructions import UNPACK, Settings
from codegen.plan.chip import BLOCK_DATUMS, CHUNK_BLOCKS
from codegen.plan.geometry import cut
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.schedules.flat.gather import GatheredGeometry, count_zeros, plan_input_pieces
from codegen.schedules.flat.plan import FlatGeometry, FlatWork, plan_runs, slot_of_chunk

ROUND = ("wait_for_next_context", "get_cfg_pointer", "UNPACR", "cb_wait_front", "switch_config_context")
"""What the unpackers' processor calls for a tap of a batch: the weights', beside the instructions for each chunk."""

ROUND_INSTRUCTIONS = ("STALLWAIT", "SETADCXY", "SEMGET", "SETC16")
"""What it issues besides, an instruction a cycle."""

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
    batches = [batch for section in _sections(plan, core) for batch in section]
    chunks = sum(batch.chunks for batch in batches)
    slots = geometry.slot_tiles
    block_bytes = plan.case.number_format.size_of(BLOCK_DATUMS)
    fast, slow = (rate(name, settings) for name in ("unpack_bytes_per_cycle", "slow_unpack_bytes_per_cycle"))
    loads = [slots if batch.chunks < fast / slow else 1 for batch in batches]  # that the chunks wait for
    input_blocks = sum(slots * batch.chunks * batch.blocks for batch in batches)
    weight_blocks = sum(load * batch.blocks for batch, load in zip(batches, loads, strict=True))
    known = costs_of(plan)
    round_cycles = known.around(UNPACK, ROUND) + len(ROUND_INSTRUCTIONS)
    return {
        "unpackers": math.ceil(
            fetch_cycles(input_blocks * block_bytes, weight_blocks * block_bytes, settings)
            + slots * chunks * rate("unpack_address_cycles", settings)
        ),
        UNPACK: slots * (len(batches) * round_cycles + chunks * known.calls["UNPACR"][UNPACK].riscv),
        "matrix unit": work.num_blocks * slots * settings.phases * UNIT_CYCLES["ELWMUL"],
        "packer": math.ceil(chunks * plan.case.number_format.tile_bytes / rate("pack_bytes_per_cycle", settings)),
        "writer": _copies(plan, core) * known.around(WRITER, ("noc_async_read_with_state",)),
    }


def gathering_units(plan: ProgramPlan, core: CorePlan, settings: Settings) -> Units:
    """The same where the writer first gathers the input: a read for each piece, and some for each run of zeros."""
    geometry, case = plan.geometry, plan.case
    assert isinstance(geometry, GatheredGeometry)
    pieces = plan_input_pieces(case, geometry, core.work)
    zeros = sum(math.ceil(run / ZEROS_BYTES) for run in count_zeros(geometry, pieces))
    read = costs_of(plan).around(WRITER, ("noc_async_read_with_state",))
    units = flat_units(plan, core, settings)
    return {**units, "writer": units["writer"] + (len(pieces) + zeros) * read}


def first_slot(plan: ProgramPlan, core: CorePlan) -> int:
    """The slot of weights with which a core begins: its last chunk's, as last chunks come first."""
    geometry, work = plan.geometry, core.work
    assert isinstance(geometry, FlatGeometry)
    assert isinstance(work, FlatWork)
    runs = plan_runs(plan.case, geometry, work.stick_shard)[: work.group_runs]
    chunks = max((run.chunks(geometry.shard_channels) for run in runs), default=1)
    return slot_of_chunk(geometry, chunks - 1)


def work_behind_weights(plan: ProgramPlan, core: CorePlan) -> float:
    """Part of its work that a core has left when it first wants the last part of the weights.

    That is the last tap of the first batch with the last slot that is brought: each section wants the next one.
    """
    geometry = plan.geometry
    assert isinstance(geometry, FlatGeometry)
    batches = [len(batches) for batches in _sections(plan, core)]
    slots = geometry.brought_tiles // geometry.slot_tiles - first_slot(plan, core)
    with_last_slot = sum(batches[slots - 1 :])
    if not with_last_slot:
        return 0  # the core has little to do, or nothing
    return (with_last_slot - 1 + 1 / geometry.slot_tiles) / sum(batches)


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


def _sections(plan: ProgramPlan, core: CorePlan) -> Iterator[list[_Batch]]:
    """The batches of each section of Dst: it takes a chunk of each run of a group."""
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
            yield _batches([(max(min(lengths[run] - begin, CHUNK_BLOCKS), 0), whole_rows[run]) for run in group])


def _batches(chunks: Iterable[tuple[int, bool]]) -> list[_Batch]:
    """Chunks by their blocks: one of another length, or no whole rows away from the one before, begins a new batch."""
    batches: list[_Batch] = []
    last = _Batch(0, 0)
    for blocks, is_whole_rows_away in chunks:
        if blocks == last.blocks and is_whole_rows_away:
            last = _Batch(last.chunks + 1, blocks)
            continue
        batches.append(last)
        last = _Batch(1, blocks)
    return [batch for batch in (*batches, last) if batch.blocks]
