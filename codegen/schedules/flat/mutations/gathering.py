"""Faults of the gathering of an input that is sharded: pieces, zeros, groups of rows, who waits for them."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import PLAN, WINDOW, Edit, Mutation

_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_rows.cpp"
_WRITER = "device/kernels/dataflow/padded_input.hpp"
_READS = "device/kernels/dataflow/gather.hpp"
_ZEROS = "device/kernels/dataflow/zeros.hpp"
_PLAN = "device/plan/gather.cpp"
_SOURCES = "device/plan/sources.hpp"

BLOCK = small_case("block_rows", "block_sharded_rows")
"""Half an image on each core."""

REPLICATED = BLOCK.model_copy(update={"id": "block_rows_replicate", "padding_mode": "replicate"})
"""The same, where padding repeats the image."""

REFLECTED = BLOCK.model_copy(update={"id": "block_rows_reflect", "padding_mode": "reflect"})

HEIGHT = small_case("height_rows", "height_sharded_rows", input=(16, 8), grid=(4, 1))
"""Four rows on each core, which the cores above and below see, too."""

WIDTH = small_case("width_rows", "width_sharded_rows", grid=(2, 1))
"""Without neighbours."""

WIDTH_BATCH = WIDTH.model_copy(update={"id": "width_rows_batch", "batch": 2})
"""Two images on each core."""

_SET_CORE = "        noc_async_read_set_state(get_noc_addr(source->noc_x, source->noc_y, shard_addr));\n"
_BARRIER_OF_GROUP = "            noc_async_read_barrier();\n"
_LAST_GROUP = "    cb_push_back(cb::input, shared.input_pages - published);\n"
_CLEARED_SHARD = "    clear(get_read_ptr(cb::shard), shared.page_bytes);\n"
_BARRIER_AT_THE_END = "    });\n    noc_async_read_barrier();\n"

GATHERING = (
    Mutation(
        id="window_of_a_neighbour_one_stick_off",
        case=HEIGHT,
        what="The plan looks for a piece one stick too early in the shard that has it.",
        edits=(
            Edit(
                _PLAN,
                "stick % geometry.input_shard_sticks * geometry.stick_bytes",
                "(std::max(stick % geometry.input_shard_sticks, 1u) - 1) * geometry.stick_bytes",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(3,0\)",
    ),
    Mutation(
        id="piece_one_stick_too_far",
        case=HEIGHT,
        what="The plan puts a piece one stick farther on in the padded input.",
        edits=(Edit(_PLAN, ".to_byte = place *", ".to_byte = (place + 1) *"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(3,0\)",
    ),
    Mutation(
        id="rows_of_the_padding_above_forgotten",
        case=WIDTH,
        what="The plan takes the rows above the image for rows of the image.",
        edits=(
            Edit(_PLAN, "source_row(conv, padded_row % geometry.padded_height)", "padded_row % geometry.padded_height"),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the input is shifted by dy=1, dx=0 sticks",
    ),
    Mutation(
        id="edge_reflected_too",
        case=REFLECTED,
        what="The plan begins a reflection with the edge, instead of behind it.",
        edits=(Edit(WINDOW, "padding_before - padded : 2 * (size - 1)", "padding_before - padded - 1 : 2 * size - 1"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\)",
    ),
    Mutation(
        id="edges_exchanged",
        case=REPLICATED,
        what="The plan repeats the edge on the other side of the image.",
        edits=(Edit(WINDOW, "is_in_front ? 0 : size - 1", "is_in_front ? size - 1 : 0"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\)",
    ),
    Mutation(
        id="columns_of_the_padding_left_to_zeros",
        case=REPLICATED,
        what="The plan lists no stick for the columns in front of an image.",
        edits=(Edit(_PLAN, "    repeat(0, conv.pad_left);\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): rows 0-3, columns 0 ",
    ),
    Mutation(
        id="padding_of_zeros",
        case=REPLICATED,
        what="The plan takes the padding for zeros, whatever the convolution says.",
        edits=(Edit(WINDOW, "mode == PaddingMode::zeros) {", "true) {"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the padding is that of padding_mode zeros, not of replicate",
    ),
    Mutation(
        id="first_image_for_all",
        case=WIDTH_BATCH,
        what="The plan takes the rows of all images out of the first one.",
        edits=(Edit(_PLAN, "padded_row / geometry.padded_height * conv.input_height + row", "row"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="halo_of_its_own_shard",
        case=BLOCK,
        what="A core looks for the sticks of its neighbours in its own shard.",
        edits=(
            Edit(
                _SOURCES,
                "noc_of_shard(numbers, source.shard)",
                "noc_of_shard(numbers, numbers.work.stick_shard)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the sticks of neighbours are read from the core's own shard",
    ),
    Mutation(
        id="last_piece_of_each_source_missed",
        case=HEIGHT,
        what="The plan counts one piece less for each core than it has.",
        edits=(Edit(_SOURCES, ".num_pieces = source.num_pieces}", ".num_pieces = source.num_pieces - 1}"),),
        expected=("error",),
        culprit=r"buffer 0 \(input\)",
    ),
    Mutation(
        id="one_source_too_few",
        case=HEIGHT,
        what="The plan counts one core less than has pieces, so that the list of these begins too early.",
        edits=(Edit(_SOURCES, "++work.num_input_sources;", "work.num_input_sources += work.num_input_sources == 0;"),),
        expected=("error",),
        culprit=r"NCRISC \(writer\): source address \d+ and destination address \d+ differ modulo 16",
    ),
    Mutation(
        id="core_of_a_source_not_set",
        case=BLOCK,
        what="The writer reads all pieces from its own core, of which the command buffer knows since the zeros.",
        edits=(Edit(_READS, _SET_CORE, ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the sticks of neighbours are read from the core's own shard",
    ),
    Mutation(
        id="padding_not_cleared",
        case=WIDTH,
        what="The writer takes it for granted that there are zeros in L1.",
        edits=(Edit(_WRITER, "    copy_padding(args, input_addr);\n", ""),),
        expected=("error",),
        culprit=r"buffer 0 \(input\)",
    ),
    Mutation(
        id="padding_behind_the_last_piece_not_cleared",
        case=WIDTH,
        what="The writer leaves out the zeros behind the last piece.",
        edits=(
            Edit(
                _WRITER,
                "    copy_zeros(input_addr + filled, shared.input_pages * shared.page_bytes - filled);\n",
                "",
            ),
        ),
        expected=("error",),
        culprit=r"buffer 0 \(input\)",
    ),
    Mutation(
        id="zeros_pass_the_end_of_their_run",
        case=WIDTH,
        what="The writer copies as many zeros as there are, even if fewer are wanted.",
        edits=(Edit(_ZEROS, "std::min<uint32_t>(MEM_ZEROS_SIZE, num_bytes - offset)", "uint32_t{MEM_ZEROS_SIZE}"),),
        expected=("race", "error"),
        culprit=r"NCRISC \(writer\)|input",
    ),
    Mutation(
        id="group_published_before_arrival",
        case=WIDTH,
        what="The writer publishes a group of rows that are still on their way.",
        edits=(Edit(_WRITER, _BARRIER_OF_GROUP, ""),),
        expected=("race",),
        culprit=r"no noc_async_read_barrier",
    ),
    Mutation(
        id="group_published_one_group_early",
        case=WIDTH,
        what="The writer publishes a group of rows when the first piece of it is asked for.",
        edits=(
            Edit(
                _WRITER,
                "to_byte >= (published + shared.input_group_pages) * shared.page_bytes",
                "to_byte >= published * shared.page_bytes",
            ),
        ),
        expected=("race", "error"),
        culprit=r"buffer 0 \(input\)",
    ),
    Mutation(
        id="last_group_published_before_arrival",
        case=WIDTH,
        what="The writer publishes the last rows while they are still on their way.",
        edits=(Edit(_WRITER, _BARRIER_AT_THE_END, "    });\n"),),
        expected=("race",),
        culprit=r"no noc_async_read_barrier",
    ),
    Mutation(
        id="last_group_not_published",
        case=WIDTH,
        what="The writer does not publish the last rows.",
        edits=(Edit(_WRITER, _LAST_GROUP, ""),),
        expected=("hang",),
        culprit=r"TRISC0 \(unpack\) waits for cb_wait_front on buffer 0 \(input\)",
    ),
    Mutation(
        id="shard_reused_while_others_read_it",
        case=HEIGHT,
        what="The writer clears the beginning of its input shard when it has gathered what its own core needs.",
        edits=(Edit(_WRITER, _LAST_GROUP, _CLEARED_SHARD + _LAST_GROUP),),
        expected=("race",),
        culprit=r"noc_async_read_with_state .* the input shard",
    ),
    Mutation(
        id="rows_not_waited_for",
        case=WIDTH,
        what="The compute kernel reads rows of the input that may not be there yet.",
        edits=(Edit(_COMPUTE, "cb_wait_front(cb::input, batch->input_end + row_page);", ""),),
        expected=("error",),
        culprit=r"TRISC0 \(unpack\): UNPACR reads \d+ bytes .* of buffer 0 \(input\) only \d+ bytes",
    ),
    Mutation(
        id="rows_of_the_first_taps_waited_for",
        case=WIDTH,
        what="The compute kernel waits for what the first row of the kernel sees, whatever row of taps comes.",
        edits=(Edit(_COMPUTE, "batch->input_end + row_page);", "batch->input_end);"),),
        expected=("error",),
        culprit=r"TRISC0 \(unpack\): UNPACR reads \d+ bytes .* of buffer 0 \(input\) only \d+ bytes",
    ),
    Mutation(
        id="rows_of_the_first_run_waited_for",
        case=WIDTH,
        what="The compute kernel waits for the first of the rows that it multiplies together.",
        edits=(Edit(_COMPUTE, "last_run = end_run + chunks.count - 1;", "last_run = end_run;"),),
        expected=("error",),
        culprit=r"TRISC0 \(unpack\): UNPACR reads \d+ bytes .* of buffer 0 \(input\) only \d+ bytes",
    ),
    Mutation(
        id="shards_of_width_rounded",
        case=WIDTH_BATCH.model_copy(update={"id": "width_rows_odd", "input": (7, 7)}),
        what="The plan rounds shards of sticks that are not split, too.",
        edits=(Edit(PLAN, "unit.sticks = 1;", "unit.sticks = 32;"),),
        expected=("error",),
        culprit=r"shard",
    ),
)
