"""Faults of where outputs lie: halo, rows, images, shards, and the writer that follows them."""

from __future__ import annotations

from codegen.mutation.mutation import KERNEL_ARGS, WINDOW, Edit, Mutation
from codegen.schedules.flat.mutations import cases, files

OUTPUTS = (
    Mutation(
        id="halo_starts_one_stick_late",
        case=cases.HEIGHT,
        what="The input shards are cut one stick too late.",
        edits=(
            Edit(
                WINDOW,
                "work.first_input_stick = top_left(conv, span.first);",
                "work.first_input_stick = top_left(conv, span.first) + 1;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(3,0\): the input is shifted by dy=0, dx=1 sticks",
    ),
    Mutation(
        id="last_shard_taken_for_full",
        case=cases.HEIGHT_L,
        what="The last shard is planned with as many outputs as the others, although fewer are left.",
        edits=(
            Edit(
                WINDOW,
                "std::min(geometry.output_shard_sticks, geometry.output_sticks - first)",
                "geometry.output_shard_sticks",
            ),
        ),
        expected=("error",),
        culprit=r"buffer 0 \(input\) takes \d+ bytes of a shard of \d+",
    ),
    Mutation(
        id="stride_ignored",
        case=cases.WIDTH_STRIDED,
        what="The writer copies neighbouring results, whatever the stride.",
        edits=(Edit(files.WRITER, "from += shared.stride_width * shared.stick_bytes;", "from += shared.stick_bytes;"),),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the stride is 2x1, not 2x2",
    ),
    Mutation(
        id="next_image_taken_for_next_row",
        case=cases.WIDTH_IMAGES,
        what="From an image to the next, the writer skips no more than from a row to the next.",
        edits=(
            Edit(
                files.GEOMETRY,
                "(geometry.padded_height - (geometry.output_height - 1) * conv.stride_height) * geometry.padded_width;",
                "geometry.next_row_sticks;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"cores \(0,0\)-\(1,0\): the input is shifted by dy=-2, dx=0 sticks",
    ),
    Mutation(
        id="first_output_column_ignored",
        case=cases.HEIGHT_L,
        what="The kernels take the first output of every core for the first one of its row.",
        edits=(Edit(files.OUTPUT_ROWS, "column_(first_column)", "column_(first_column * 0)"),),
        expected=("mismatch",),
        culprit=r"cores \(1,0\)-\(2,0\) \(0,1\)-\(1,1\): the input is shifted by dy=0, dx=-2 sticks",
    ),
    Mutation(
        id="copy_misaligned",
        case=cases.WIDTH,
        what="The writer starts its copies in the middle of a line of L1.",
        edits=(
            Edit(
                files.WRITER,
                "noc_async_read_with_state(from, to, row.num_outputs",
                "noc_async_read_with_state(from + 8, to, row.num_outputs",
            ),
        ),
        expected=("error",),
        culprit=r"NCRISC \(writer\): source address \d+ and destination address \d+ differ modulo 16 \(a read of L1\)",
    ),
    Mutation(
        id="argument_beyond_the_last",
        case=cases.WIDTH,
        what="Runtime arguments are read one place too late.",
        edits=(
            Edit(KERNEL_ARGS, "get_arg_val<uint32_t>(first + Position)", "get_arg_val<uint32_t>(first + 1 + Position)"),
        ),
        expected=("error",),
        culprit=r"runtime argument \d is read, but the kernel has \d",
    ),
    Mutation(
        id="end_of_row_packed_directly",
        case=cases.LONG_ROWS,
        what="The end of a core's last row is packed into the output shard, which it passes.",
        edits=(Edit(files.COMPUTE, " || size.ends_with(chunk))", ")"),),
        expected=("error",),
        culprit=r"TRISC2 \(pack\): pack_tile uses pages .* of buffer 3 \(output\)",
    ),
    Mutation(
        id="end_of_row_copied_to_its_start",
        case=cases.LONG_ROWS,
        what="The writer copies the end of a row over its start.",
        edits=(
            Edit(
                files.WRITER,
                "row.first_output * shared.stick_bytes + packed;",
                "row.first_output * shared.stick_bytes;",
            ),
        ),
        expected=("mismatch",),
        culprit=r"core \(0,0\): rows 1",
    ),
)
