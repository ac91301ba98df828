"""The flat schedule in NumPy: the same chunks, tiles and copies as the kernels, without their machinery."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from codegen.model.arrays import Floats
from codegen.plan.chip import BLOCK_DATUMS, CHUNK_BLOCKS, TILE_DATUMS
from codegen.plan.geometry import cut, top_left
from codegen.plan.program import CorePlan, ProgramPlan
from codegen.reference.activation import ACTIVATION_FUNCTIONS
from codegen.reference.shards import pad_channels, shards_beside
from codegen.reference.tensors import Tensors
from codegen.schedules.flat.gather import input_parts
from codegen.schedules.flat.plan import FlatGeometry, FlatWork, Run, plan_runs, slot_of_chunk


def flat_geometry(plan: ProgramPlan) -> FlatGeometry:
    """The geometry of a plan of the flat schedule."""
    assert isinstance(plan.geometry, FlatGeometry)
    return plan.geometry


def flat_weight_tiles(plan: ProgramPlan, tensors: Tensors) -> Floats:
    """Weights and bias as the kernels read them.

    The weights of a tap, one for each channel of a shard, are repeated until they fill its tiles. A bias is one more
    tap, behind the others. Tiles lie in the order of use, by channel shard, chunk and tap: the chunks of a run from the
    last to the first, with a tile of ones for the bias in front of them. Channels that pad a shard have weights and
    bias 0, as have tiles between the shards.

    Returns:
        [channel_shards * weight_pitch_tiles, 1024].
    """
    geometry = flat_geometry(plan)
    taps = tensors.weights.reshape(plan.case.out_channels, -1).T
    if plan.case.bias:
        taps = np.concatenate([taps, tensors.bias[None]])
    by_shard = pad_channels(plan, taps).reshape(-1, geometry.channel_shards, geometry.shard_channels).transpose(1, 0, 2)
    chunks = geometry.run_chunks - 1 - np.arange(geometry.tap_tiles)
    channels = (chunks[:, None] * TILE_DATUMS + np.arange(TILE_DATUMS)) % geometry.shard_channels
    slots = by_shard[:, :, channels].transpose(0, 2, 1, 3)
    tiles: Floats = slots.reshape(geometry.channel_shards, -1, TILE_DATUMS)
    if plan.case.bias:
        tiles = np.concatenate([np.ones((geometry.channel_shards, 1, TILE_DATUMS), np.float32), tiles], axis=1)
    behind = geometry.weight_pitch_tiles - geometry.weight_tiles
    return np.pad(tiles, ((0, 0), (0, behind), (0, 0))).reshape(-1, TILE_DATUMS)


def execute_flat(plan: ProgramPlan, core: CorePlan, shard: Floats, weights: Floats) -> Floats:
    """What one core does.

    Args:
        plan: The plan.
        core: The core.
        shard: Its padded input, [sticks, shard_channels].
        weights: Its weight tiles, [weight_tiles, 1024].

    Returns:
        Its output, [output_shard_sticks, shard_channels]; each number is rounded once, after the last tap.
    """
    geometry, output = flat_geometry(plan), _Output(plan, core)
    runs = plan_runs(plan.case, geometry, core.work.stick_shard)
    assert isinstance(core.work, FlatWork)
    group_runs = core.work.group_runs
    for first in range(0, len(runs), max(group_runs, 1)):
        group = runs[first : first + group_runs]
        # A tile of the last chunk of a row may pass the row's end: what it overwrites is packed later.
        for chunk in reversed(range(max(run.chunks(geometry.shard_channels) for run in group))):
            for index, run in enumerate(group, start=first):
                if chunk < run.chunks(geometry.shard_channels):
                    tile = _multiply(plan, run, chunk, shard.reshape(-1), weights)
                    output.pack(index, run, chunk, plan.case.number_format.round(tile))
        output.pick(runs, first, first + len(group))
    return output.sticks


def gathered_input(plan: ProgramPlan, core: CorePlan, shards: Floats) -> Floats:
    """The padded input of a core, gathered out of the input shards of all cores that have its channels.

    Args:
        plan: The plan.
        core: The core.
        shards: [cores, input_shard_sticks, shard_channels].

    Returns:
        [sticks of the padded input, shard_channels]; zeros where there is no image.
    """
    geometry, sources = flat_geometry(plan), shards_beside(plan, core, shards)
    padded = np.zeros((geometry.input_pages // geometry.stick_pages, geometry.shard_channels), np.float32)
    for sticks, place in input_parts(plan.case, geometry, core.work):
        shard, first = divmod(sticks.start, geometry.input_shard_sticks)
        padded[place : place + len(sticks)] = sources[shard][first : first + len(sticks)]
    return padded


def _multiply(plan: ProgramPlan, run: Run, chunk: int, stream: Floats, weights: Floats) -> Floats:
    """A chunk of the stream of sticks, under each tap, times its weight tile; then activated: [1024]."""
    geometry = flat_geometry(plan)
    slot_tile = geometry.first_slot_tile + slot_of_chunk(geometry, chunk) * geometry.slot_tiles
    blocks = min(run.blocks(geometry.shard_channels) - chunk * CHUNK_BLOCKS, CHUNK_BLOCKS)
    datums = blocks * BLOCK_DATUMS
    first_page = run.position * geometry.stick_pages + chunk * geometry.chunk_pages
    page_datums = geometry.page_bytes // plan.case.number_format.size_of(1)
    total = np.zeros(TILE_DATUMS, np.float32)
    for row in range(plan.case.kernel[0]):
        for column in range(plan.case.kernel[1]):
            page = first_page + row * geometry.tap_row_pages + column * geometry.tap_column_pages
            tile = slot_tile + row * plan.case.kernel[1] + column
            start = page * page_datums
            total[:datums] += stream[start : start + datums] * weights[tile, :datums]
    if plan.case.bias:
        ones, bias = geometry.first_slot_tile - 1, slot_tile + geometry.slot_tiles - 1
        total[:datums] += weights[ones, :datums] * weights[bias, :datums]
    return ACTIVATION_FUNCTIONS[plan.case.activation](total)


class _Output:
    """Where the tiles of a core go: the output shard, or the linear buffer and from there to the shard."""

    def __init__(self, plan: ProgramPlan, core: CorePlan) -> None:
        assert isinstance(core.work, FlatWork)
        self.case, self.geometry, self.work = plan.case, flat_geometry(plan), core.work
        self.sticks: Floats = np.zeros((self.geometry.output_shard_sticks, self.geometry.shard_channels), np.float32)
        self.linear: dict[int, Floats] = {}
        self.takes_runs = bool(self.geometry.linear_takes_runs)

    def pack(self, index: int, run: Run, chunk: int, tile: Floats) -> None:
        """The packer writes whole tiles, the garbage behind the end of a run included."""
        ends = chunk + 1 == run.chunks(self.geometry.shard_channels)
        if index < self.work.num_direct_runs or not (self.takes_runs or ends):
            start = run.first_output * self.geometry.shard_channels + chunk * TILE_DATUMS
            self.sticks.reshape(-1)[start : start + TILE_DATUMS] = tile
        else:
            slot = self.linear.setdefault(index, np.zeros(self.geometry.run_chunks * TILE_DATUMS, np.float32))
            place = chunk * TILE_DATUMS if self.takes_runs else 0
            slot[place : place + TILE_DATUMS] = tile

    def pick(self, runs: Sequence[Run], first: int, end: int) -> None:
        """The writer copies the outputs among the results of the runs of a group, row by row."""
        for index in range(max(first, self.work.num_direct_runs), end):
            run, slot = runs[index], self.linear.pop(index)
            if not self.takes_runs:
                self._pick_end(run, slot)
                continue
            results = slot[: run.num_sticks * self.geometry.shard_channels].reshape(run.num_sticks, -1)
            for row in self._rows_of(runs, index):
                origin = top_left(self.case, self.work.first_output) + run.position
                wanted = [top_left(self.case, output) - origin for output in row]
                at = row.start - self.work.first_output
                self.sticks[at : at + len(row)] = results[wanted]

    def _pick_end(self, run: Run, slot: Floats) -> None:
        """Of a row, the packer has written all but the last chunk."""
        datums = run.num_sticks * self.geometry.shard_channels
        packed = (datums - 1) // TILE_DATUMS * TILE_DATUMS
        start = run.first_output * self.geometry.shard_channels
        self.sticks.reshape(-1)[start + packed : start + datums] = slot[: datums - packed]

    def _rows_of(self, runs: Sequence[Run], index: int) -> Iterator[range]:
        ends = [*(run.first_output for run in runs[1:]), self.work.num_outputs]
        first = self.work.first_output
        return cut(range(first + runs[index].first_output, first + ends[index]), self.geometry.output_width)
