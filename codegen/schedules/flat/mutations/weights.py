"""Faults of the prepared weights: their order, their place in DRAM, their number."""

from __future__ import annotations

from codegen.mutation.mutation import WEIGHT_LAYOUT, WINDOW, Edit, Mutation
from codegen.schedules.flat.mutations import cases, files

_PREPARED_FOR_HEIGHT = Edit(
    WEIGHT_LAYOUT,
    "    const Geometry& geometry) {\n",
    "    const Geometry& block) {\n"
    "    const Geometry geometry = plan_geometry(conv, 1, block.stick_shards, kShardUnit, true);\n",
)

_ADDS_BIAS = "        if (shared.has_bias) {\n            cb_wait_front(cb::ones, 1);\n"

_SLOT = "(shared.run_chunks - 1 - chunk) % shared.tap_tiles;"

WEIGHTS = (
    Mutation(
        id="weights_prepared_for_height",
        case=cases.BLOCK_3_COLUMNS,
        what="A BLOCK program of three columns gets weights that were prepared for HEIGHT.",
        edits=(_PREPARED_FOR_HEIGHT,),
        expected=("error",),
        culprit=r"core \(2, 0\), BRISC \(reader\): .* DRAM bank \d+ (belong to no buffer|run over)",
    ),
    Mutation(
        id="fewer_weights_prepared_for_height",
        case=cases.BLOCK,
        what="A BLOCK program gets weights that were prepared for HEIGHT, which are fewer tiles.",
        edits=(_PREPARED_FOR_HEIGHT,),
        expected=("error",),
        culprit=r"core \(1, 0\), BRISC \(reader\): .* DRAM bank \d+ (belong to no buffer|run over)",
    ),
    Mutation(
        id="weights_of_next_column",
        case=cases.BLOCK,
        what="Each column of cores starts at the weights of the next one.",
        edits=(
            Edit(
                WINDOW,
                "work.start_tile_id = channel_shard * geometry.weight_pitch_tiles;",
                "work.start_tile_id = (channel_shard + 1) % geometry.channel_shards * geometry.weight_pitch_tiles;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(\d,0\)-\(\d,1\): the weights are those of channel shard [01]",
    ),
    Mutation(
        id="weights_split_without_padding",
        case=cases.BLOCK_PADDED,
        what="The weights are divided over the columns as if no zeros padded the last one.",
        edits=(
            Edit(
                WEIGHT_LAYOUT,
                "first_channel = shard * geometry.shard_channels;",
                "first_channel = shard * (conv.channels / geometry.channel_shards);",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(1,0\)-\(1,1\): the weights of channel shards start 10 channels from each other, not 16",
    ),
    Mutation(
        id="last_weight_tile_not_read",
        case=cases.WIDTH,
        what="The reader leaves out the last weight tile.",
        edits=(
            Edit(
                files.READER,
                "            noc_async_read_page(args.start_tile_id + shared.has_bias + tile,",
                "            if (tiles_read + 1 < shared.brought_tiles)\n"
                "                noc_async_read_page(args.start_tile_id + shared.has_bias + tile,",
            ),
        ),
        expected=("error",),
        culprit=r"buffer 1 \(weights\)",
    ),
    Mutation(
        id="bias_not_prepared",
        case=cases.BLOCK_BIAS,
        what="The prepared weights lack the bias.",
        edits=(Edit(WEIGHT_LAYOUT, "                append_tile(chunk, bias, /*pitch=*/1, /*tap=*/0);\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the bias is missing",
    ),
    Mutation(
        id="bias_not_added",
        case=cases.BLOCK_BIAS,
        what="The compute kernel neither brings nor adds the bias.",
        edits=(
            Edit(files.COMPUTE, _ADDS_BIAS, _ADDS_BIAS.replace("shared.has_bias", "false")),
            Edit(files.COMPUTE, "tiles_left = shared.slot_tiles - 1;", "tiles_left = shared.slot_tiles - 2;"),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the bias is missing",
    ),
    Mutation(
        id="bias_brought_and_not_added",
        case=cases.BLOCK_BIAS,
        what="The last tap brings the bias, but the compute kernel does not add it.",
        edits=(Edit(files.COMPUTE, _ADDS_BIAS, _ADDS_BIAS.replace("shared.has_bias", "false")),),
        expected=("error",),
        culprit=r"the program ends with SrcB unpacked and not freed by the matrix unit",
    ),
    Mutation(
        id="bias_not_multiplied_with_ones",
        case=cases.BLOCK_BIAS,
        what="The compute kernel multiplies the bias with itself instead of with the tile of ones.",
        edits=(Edit(files.COMPUTE, "front_of(cb::ones).at(0));", "weights.tiles.at(weight_tile));"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the bias is multiplied with itself instead of with the tile of ones",
    ),
    Mutation(
        id="next_weights_one_tile_off",
        case=cases.WIDTH,
        what="A tap brings its own weights again for the next tap, and each tap from there on those of the one before.",
        edits=(
            Edit(
                files.COMPUTE,
                "batch->input_address + tap_address, weights, weight_tile);",
                "batch->input_address + tap_address, weights, weight_tile - 1);",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): each tap has the weights of the one before it",
    ),
    Mutation(
        id="slot_ignored",
        case=cases.BLOCK_CHUNKS,
        what="Every chunk is multiplied with the first weight tile of a tap.",
        edits=(Edit(files.COMPUTE, _SLOT, "0;"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): all chunks have the weight tiles of the last one",
    ),
    Mutation(
        id="slot_of_next_chunk",
        case=cases.BLOCK_CHUNKS,
        what="Every chunk is multiplied with the weight tile of the next one.",
        edits=(Edit(files.COMPUTE, _SLOT, "(shared.run_chunks - chunk) % shared.tap_tiles;"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the weight tiles of all chunks are those of 1 chunks further",
    ),
)
