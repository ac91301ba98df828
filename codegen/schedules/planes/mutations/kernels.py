"""Faults of the planes schedule: strips, taps, rows of Dst, phases, the pitch, weights."""

from __future__ import annotations

from codegen.mutation.cases import small_case
from codegen.mutation.mutation import Edit, Mutation

_READER = "device/kernels/dataflow/reader_depthwise_conv2d_planes.cpp"
_COMPUTE = "device/kernels/compute/compute_depthwise_conv2d_planes.cpp"
_CONVERSION = "device/kernels/compute/conversion.hpp"
_MULTIPLY = "device/kernels/compute/strip_multiply.hpp"
_TAPS = "device/kernels/compute/multiply_taps.hpp"
_GEOMETRY = "device/plan/geometry.cpp"
_PLANNED_MULTIPLY = "device/plan/multiply.hpp"
_ROWS = "device/plan/rows.cpp"
_TRANSPORT = "device/plan/transport.cpp"

BLOCK = small_case("block_planes", "block_sharded_planes")
"""Two planes and two half images on each core."""

BLOCK_BIAS = BLOCK.model_copy(update={"id": "block_planes_bias", "bias": True})
"""The same with a bias."""
BLOCK_SILU = BLOCK.model_copy(update={"id": "block_planes_silu", "activation": "silu"})
"""With what the vector unit computes."""

WIDTH = small_case("width_planes", "width_sharded_planes", grid=(2, 1))
"""Without a multicast."""

WIDTH_TALL = WIDTH.model_copy(update={"id": "width_planes_tall", "input": (24, 8)})
"""Several sections of Dst."""

WIDTH_LOW = WIDTH_TALL.model_copy(
    update={
        "id": "width_planes_lofi",
        "input": (26, 8),
        "padding": (0, 0, 1, 1),
        "math_fidelity": "LoFi",
        "fp32_dest_acc": False,
    }
)
"""A section whose last strip is shorter than the others, and no zeros below it."""

WIDTH_SIXTEEN = WIDTH.model_copy(update={"id": "width_planes_sixteen", "input": (8, 16)})
"""Strips of two rows, of which blocks of zeros are passed over."""

WIDTH_CUT_ROWS = WIDTH.model_copy(
    update={
        "id": "width_planes_cut_rows",
        "input": (4, 132),
        "kernel": (1, 1),
        "stride": (2, 2),
        "padding": (0, 1, 1, 3),
    }
)
"""Sections that begin within rows, and end within blocks."""

WIDTH_TALL_KERNEL = WIDTH.model_copy(
    update={"id": "width_planes_tall_kernel", "input": (16, 8), "kernel": (7, 3), "padding": (3, 1)}
)
"""Taps that are more than a strip apart."""

WIDTH_STRIDED = WIDTH.model_copy(update={"id": "width_planes_strided", "input": (12, 12), "stride": (2, 2)})
"""Two phases of rows."""

WIDTH_DILATED = WIDTH.model_copy(update={"id": "width_planes_dilated", "input": (12, 12), "dilation": (2, 2)})
"""Dilation 2."""

WIDTH_BATCH = WIDTH.model_copy(update={"id": "width_planes_batch", "batch": 2})
"""Two images on each core."""

_SKIPPED_TAP = """        TTI_INCRWC(/*carriage_return=*/0, /*dst=*/0, /*srcb=*/kBlockRows, /*srca=*/0);
"""

KERNELS: tuple[Mutation, ...] = (
    Mutation(
        id="planes_taps_below_each_other_add_to_one_row",
        case=WIDTH,
        what="The taps of a column of the kernel add to the same rows of Dst.",
        edits=(Edit(_MULTIPLY, ".dest = {.incr = tap_rows, .cr = 1}", ".dest = {.incr = 0, .cr = 1}"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_weights_not_repeated",
        case=WIDTH,
        what="The matrix unit takes eight rows of SrcB, of which seven are zeros, instead of one row again and again.",
        edits=(Edit(_MULTIPLY, "p_elwise::SRCB_BCAST_ROW, then", "p_elwise::SRCB_NO_BCAST, then"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_weights_not_spread",
        case=WIDTH,
        what="The weights of taps lie one row apart where the matrix unit looks every eight rows.",
        edits=(Edit(_PLANNED_MULTIPLY, "{ return {tap * kBlockRows}; }", "{ return {tap}; }"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_repeats_a_row_that_is_no_block",
        case=WIDTH,
        what="From a tap to the next one, SrcB goes on by one row less than a block.",
        edits=(Edit(_MULTIPLY, ".srcb = {.incr = kBlockRows}", ".srcb = {.incr = kBlockRows - 1}"),),
        expected=("error",),
        culprit=r"ELWMUL repeats row 7 of SrcB, which is no multiple of 8: simulated chips refuse that",
    ),
    Mutation(
        id="planes_weights_not_passed_over",
        case=WIDTH_TALL_KERNEL,
        what="A tap that does not reach the section leaves its weights to the next tap.",
        edits=(Edit(_MULTIPLY, _SKIPPED_TAP, ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_strips_add_to_one_row",
        case=WIDTH_LOW,
        what="All strips are added to the rows of Dst of the first one.",
        edits=(Edit(_MULTIPLY, ".dest = {.incr = strip_rows, .cr = 1}", ".dest = {.cr = 1}"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_strip_not_freed",
        case=WIDTH_LOW,
        what="The program for all taps goes on with the strip that it has just multiplied.",
        edits=(
            Edit(
                _MULTIPLY, "multiply_last_block(to_next_strip, p_setrwc::CLR_A)", "multiply_last_block(to_next_strip)"
            ),
        ),
        expected=("hang",),
        culprit=r"a free bank of SrcA and SrcB",
    ),
    Mutation(
        id="planes_last_block_left_out",
        case=WIDTH_LOW,
        what="Of the last strip, a block less is multiplied than reaches the section.",
        edits=(Edit(_MULTIPLY, "% strip.sticks());\n", "% strip.sticks()) - 1;\n"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_rows_of_a_strip_too_close",
        case=WIDTH,
        what="Behind the last block of a row, the matrix unit goes on to what is passed over.",
        edits=(Edit(_MULTIPLY, "if (strip.ends_row(block)) {", "if (false) {"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_blocks_not_recorded",
        case=WIDTH,
        what="The blocks of a strip are executed at once, instead of being recorded.",
        edits=(Edit(_MULTIPLY, "    lltt::record(math::replay_buf_offset, num_blocks);\n", ""),),
        expected=("error",),
        culprit=r"ELWMUL outside of tile_regs_acquire and tile_regs_commit",
    ),
    Mutation(
        id="planes_strips_of_another_length",
        case=WIDTH_SIXTEEN,
        what="The unpacker steps on by all that SrcA holds, where strips are whole rows.",
        edits=(Edit(_MULTIPLY, "    UNPACK((configure_strips_of(strip)));\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_strips_for_conversions",
        case=WIDTH_SIXTEEN,
        what="Results are unpacked as far apart as the strips of multiplies.",
        edits=(Edit(_CONVERSION, "    UNPACK((configure_whole_strips(planned_strip())));\n", ""),),
        expected=("error", "mismatch"),
        culprit=r"ELWADD from datum 768 of SrcA|cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_first_row_left_out",
        case=WIDTH,
        what="The plan takes the first row of the input for padding.",
        edits=(
            Edit(
                _TRANSPORT,
                ".first_filled = in_window(filled.first) / unit",
                ".first_filled = in_window(filled.first + kBlockRows) / unit",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_last_row_left_out",
        case=WIDTH,
        what="The plan takes the last row of the input for padding.",
        edits=(
            Edit(
                _TRANSPORT,
                ".end_filled = in_window(filled.end)",
                ".end_filled = in_window(filled.end - numbers.geometry.pitch)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_block_unpacked_in_part",
        case=WIDTH_CUT_ROWS,
        what="Of the last block, the matrix unit multiplies rows that the unpacker has not brought.",
        edits=(
            Edit(
                _TAPS,
                "const uint32_t num_sticks = div_up(end - first, kBlockRows) * kBlockRows;",
                "const uint32_t num_sticks = end - first;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_no_rows_between_images",
        case=WIDTH_BATCH,
        what="The plan puts images one behind the other, with no row of padding between them.",
        edits=(
            Edit(_GEOMETRY, "return std::max({outputs, filled, seen - std::min(padding, seen)});", "return outputs;"),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_columns_side_by_side",
        case=WIDTH_DILATED,
        what="The strips of a column of the kernel begin one stick later, whatever the dilation.",
        edits=(Edit(_TAPS, "input_stick + column * shared.dilation_width", "input_stick + column"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the dilation is 2x1, not 2x2",
    ),
    Mutation(
        id="planes_rows_not_dilated",
        case=WIDTH_DILATED,
        what="The taps of a column see rows next to each other, whatever the dilation.",
        edits=(Edit(_TAPS, "    return {shared.tap_step, ", "    return {shared.tap_step / 2, "),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the dilation is 1x2, not 2x2",
    ),
    Mutation(
        id="planes_one_phase_for_all_rows",
        case=WIDTH_STRIDED,
        what="All rows of the kernel see the rows of the first phase.",
        edits=(Edit(_TAPS, "            phase_stick += shared.phase_sticks;\n", ""),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_rows_of_the_next_image_too_early",
        case=WIDTH_BATCH,
        what="Packers look for the next image right behind the last output row of the one before.",
        edits=(
            Edit(
                _ROWS,
                "row / geometry.output_height * geometry.image_sticks",
                "row / geometry.output_height * geometry.output_height * geometry.pitch",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_weights_of_the_first_plane",
        case=WIDTH,
        what="All planes are multiplied with the weights of the first one.",
        edits=(Edit(_TAPS, "weight_row_of(plane, /*tap=*/0)", "weight_row_of(0 * plane, /*tap=*/0)"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_zeros_between_rows_left_out",
        case=WIDTH,
        what="Rows follow each other without the zeros that windows see behind their ends.",
        edits=(Edit(_GEOMETRY, "std::max({outputs, filled, not_shared})", "outputs"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\)",
    ),
    Mutation(
        id="planes_section_without_slack",
        case=WIDTH,
        what="The plan gives a section all of Dst, so that sums which nobody wants go somewhere else.",
        edits=(Edit(_PLANNED_MULTIPLY, "reach > 0 && tap_step % kStripSticks > 0;", "0;"),),
        expected=("error",),
        culprit=r"ELWMUL into row 992 of Dst, but the 4 tiles that tile_regs_acquire has given it begin at row 0",
    ),
    Mutation(
        id="planes_bias_not_added",
        case=BLOCK_BIAS,
        what="The compute kernel leaves out the bias.",
        edits=(Edit(_CONVERSION, "shared.has_bias ? stick_address", "false ? stick_address"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): the bias is missing",
    ),
    Mutation(
        id="planes_bias_of_another_plane",
        case=BLOCK_BIAS,
        what="The bias of the left faces is added to the right ones, too.",
        edits=(Edit(_COMPUTE, "{left_plane + 1, left_stick", "{left_plane, left_stick"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,1\): channels 16-31 ",
    ),
    Mutation(
        id="planes_bias_kept_for_the_next_plane",
        case=BLOCK_BIAS,
        what="The bias of a plane is not freed when all of its results have it.",
        edits=(Edit(_CONVERSION, "    }\n    free_addend();\n", "    }\n"),),
        expected=("error",),
        culprit=r"the program ends with SrcB unpacked and not freed by the matrix unit",
    ),
    Mutation(
        id="planes_activation_of_the_left_faces_only",
        case=BLOCK_SILU,
        what="The vector unit leaves out the right faces.",
        edits=(Edit(_COMPUTE, "            activate_rows(activation, right_row(), num_sticks);\n", ""),),
        expected=("mismatch",),
        culprit=r"core \(0,1\): channels 6, 16-31 ",
    ),
    Mutation(
        id="planes_weights_published_before_arrival",
        case=WIDTH,
        what="The reader publishes its weights without waiting until they are there.",
        edits=(
            Edit(
                _READER,
                "    noc_async_read_barrier_with_trid(part);\n",
                "",
            ),
        ),
        expected=("race",),
        culprit=r"noc_async_read at .*reader_.* may still be under way: no noc_async_read_barrier after it",
    ),
    Mutation(
        id="planes_receiver_does_not_wait",
        case=BLOCK,
        what="A receiver publishes its weights without waiting for the sender.",
        edits=(Edit(_READER, "    noc_semaphore_wait_min(parts_sent, first_part);\n", "    (void)parts_sent;\n"),),
        expected=("race",),
        culprit=r"buffer 2 \(weights\)",
    ),
    Mutation(
        id="planes_weights_of_the_first_plane_alone",
        case=WIDTH_LOW,
        what="The compute kernel waits for no more than the weights of the first plane.",
        edits=(
            Edit(
                _COMPUTE,
                "is_first ? shared.first_weight_tiles : shared.weight_tiles",
                "shared.first_weight_tiles",
            ),
        ),
        expected=("error",),
        culprit=r"buffer 2 \(weights\)",
    ),
    Mutation(
        id="planes_second_part_of_the_weights_not_awaited",
        case=WIDTH_LOW,
        what="The second part of the weights is published when the first one is there.",
        edits=(
            Edit(_READER, "noc_async_read_barrier_with_trid(part)", "noc_async_read_barrier_with_trid(first_part)"),
        ),
        expected=("race",),
        culprit=r"noc_async_read at .*reader_.* may still be under way",
    ),
    Mutation(
        id="planes_not_waited_for",
        case=WIDTH,
        what="The compute kernel takes planes before they are published.",
        edits=(Edit(_COMPUTE, "        cb_wait_front(cb::planes, (plane + 1) * shared.plane_sticks);\n", ""),),
        expected=("error",),
        culprit=r"buffer 1 \(planes\)",
    ),
)
