"""Faults of the stick schedule: segments, windows, products, the order of inits, the bias that is a tensor."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import WEIGHT_LAYOUT, WINDOW, Edit, Mutation, variant_header

_READER = "device/kernels/dataflow/reader_depthwise_conv2d_stick.cpp"
_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_stick.cpp"
_WRITER = "device/kernels/dataflow/writer_depthwise_conv2d_stick.cpp"
_GEOMETRY = "device/plan/geometry.cpp"

BLOCK = small_case("block_stick", "block_sharded_stick")
"""In the way of the hand-written version."""

BLOCK_7X7 = BLOCK.model_copy(update={"id": "block_stick_7x7", "kernel": (7, 7), "padding": (3, 3)})
"""49 positions: two blocks of 32."""

BLOCK_BIAS = small_case("block_stick_bias", "block_sharded_stick_bias", bias=True)
"""With a bias that is a tensor of its own."""

HEIGHT = small_case("height_stick", "height_sharded_stick", grid=(4, 1))
"""The same for all channels on each core."""

WIDTH = small_case("width_stick", "width_sharded_stick", grid=(2, 1))
"""The same without a multicast."""

WIDTH_WIDE = WIDTH.model_copy(update={"id": "width_stick_wide", "channels": 128})
"""Two tiles of channels on a core."""

WIDTH_DILATED = WIDTH.model_copy(update={"id": "width_stick_dilated", "input": (12, 12), "dilation": (2, 2)})
"""Dilation 2."""

MUTATIONS: tuple[Mutation, ...] = (
    Mutation(
        id="segment_ends_one_output_early",
        case=WIDTH,
        what="The writer leaves out the last output of each segment.",
        edits=(Edit(_WRITER, "stick <= segment.end;", "stick < segment.end;"),),
        expected=("hang",),
        culprit=r"TRISC0 \(unpack\) waits for cb_wait_front on buffer 2 \(window\)",
    ),
    Mutation(
        id="segments_misplaced",
        case=WIDTH,
        what="The writer looks for the list of segments one argument too late.",
        edits=(
            Edit(
                variant_header(WIDTH),
                "record_list<Segment>(word_count<RuntimeArgs>)",
                "record_list<Segment>(word_count<RuntimeArgs> + 1)",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), NCRISC \(writer\): (runtime argument \d+ is read, but the kernel has|.*input shard)",
    ),
    Mutation(
        id="window_not_cleared",
        case=BLOCK,
        what="What no tap fills of a window holds what was in L1 before.",
        edits=(Edit(_WRITER, "                pad_window(window_addr);\n", ""),),
        expected=("error",),
        culprit=r"core \(0, 0\), TRISC0 \(unpack\): mul_tiles reads .* page 0 of buffer 2 \(window\)",
    ),
    Mutation(
        id="window_published_before_arrival",
        case=HEIGHT,
        what="The writer publishes a window without waiting for the sticks to arrive.",
        edits=(Edit(_WRITER, "        noc_async_read_barrier();\n", ""),),
        expected=("race",),
        culprit=r"buffer 2 \(window\).*no noc_async_read_barrier",
    ),
    Mutation(
        id="dilation_ignored_in_windows",
        case=WIDTH_DILATED,
        what="The sticks of a window's row lie side by side, whatever the dilation.",
        edits=(
            Edit(
                _GEOMETRY,
                "geometry.tap_column_bytes = conv.dilation_width * geometry.stick_bytes;",
                "geometry.tap_column_bytes = geometry.stick_bytes;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the dilation is 2x1, not 2x2",
    ),
    Mutation(
        id="stick_weights_of_next_column",
        case=BLOCK,
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
        id="stick_weights_prepared_for_height",
        case=BLOCK,
        what="A BLOCK program gets weights that were prepared for HEIGHT, as many tiles in another order.",
        edits=(
            Edit(
                WEIGHT_LAYOUT,
                "    const Geometry& geometry) {\n",
                "    const Geometry& block) {\n"
                "    const Geometry geometry = plan_geometry(conv, 1, block.stick_shards, kShardUnit, true);\n",
            ),
        ),
        expected=("mismatch",),
        culprit=r"the weights are prepared for 1 channel shards \(HEIGHT_SHARDED\), not 2: channels of another column",
    ),
    Mutation(
        id="products_one_page_short",
        case=WIDTH_WIDE,
        what="The buffer of the products is one tile short.",
        edits=(
            Edit(
                variant_header(WIDTH_WIDE),
                "{cb::products, geometry.channel_tiles,",
                "{cb::products, geometry.channel_tiles - 1,",
            ),
        ),
        expected=("error",),
        culprit=r"of 2 pages on buffer 3 \(products\), which holds 1",
    ),
    Mutation(
        id="scaler_missing",
        case=WIDTH,
        what="The writer does not publish the ones with which the products are summed.",
        edits=(Edit(_WRITER, "    cb_push_back(cb::scaler, 1);\n", ""),),
        expected=("hang",),
        culprit=r"TRISC0 \(unpack\) waits for cb_wait_front on buffer 4 \(scaler\)",
    ),
    Mutation(
        id="unpacker_left_tilizing",
        case=WIDTH,
        what="The unpacker goes on to tilize when the next window is multiplied.",
        edits=(Edit(_COMPUTE, "        unpack_tilizeA_B_uninit(cb::products);\n", ""),),
        expected=("error",),
        culprit=r"TRISC0 \(unpack\): mul_init between tilizeA_B_reduce_init and unpack_tilizeA_B_uninit",
    ),
    Mutation(
        id="packer_left_untilizing",
        case=WIDTH,
        what="The packer goes on to untilize when the next products are packed.",
        edits=(Edit(_COMPUTE, "        pack_untilize_uninit(cb::products);\n", ""),),
        expected=("error",),
        culprit=r"TRISC2 \(pack\): pack_tile between pack_untilize_dest_init and pack_untilize_uninit",
    ),
    Mutation(
        id="second_block_left_out",
        case=BLOCK_7X7,
        what="Only the first 32 positions of a window are multiplied.",
        edits=(Edit(_COMPUTE, "block < shared.weight_tiles;", "block < shared.channel_tiles;"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): only the first 32 positions of the windows are multiplied",
    ),
    Mutation(
        id="bias_tensor_not_read",
        case=BLOCK_BIAS,
        what="The senders do not read the bias, which is a tensor of its own.",
        edits=(Edit(_READER, "if (shared.has_bias)", "if (false)"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the bias is missing",
    ),
    Mutation(
        id="bias_of_first_column_for_all",
        case=BLOCK_BIAS,
        what="All senders read the bias of the first channel shard.",
        edits=(Edit(_READER, "args.start_tile_id / shared.weight_tiles", "0"),),
        expected=("mismatch",),
        culprit=r"cores \(1,0\)-\(1,1\): the bias is that of channel shard 0",
    ),
)
