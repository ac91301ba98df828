"""Faults of the circular buffers: their size, their index, who waits for what and when."""

from __future__ import annotations

from codegen.mutation.mutation import Edit, Mutation, variant_header
from codegen.schedules.flat.mutations import cases, files

_READ_BARRIER = "        noc_async_read_barrier();\n"
_POP_INPUT = "    cb_pop_front(cb::input, shared.input_pages);\n"
_POP_LINEAR = "        cb_pop_front(cb::linear, shared.linear_group_tiles);\n"
_RESERVE_OUTPUT = "    cb_reserve_back(cb::output, shared.output_pages);\n"
_WAIT = "    weights.wait_for(weight_tile);\n"
_WAIT_ALL = "        wait_for(num_tiles - 1);\n"

BUFFERS = (
    Mutation(
        id="input_one_page_short",
        case=cases.WIDTH,
        what="The buffer of the input is one page short.",
        edits=(
            Edit(
                variant_header(cases.WIDTH),
                "{cb::input, geometry.input_pages,",
                "{cb::input, geometry.input_pages - 1,",
            ),
        ),
        expected=("error",),
        culprit=r"NCRISC \(writer\): cb_reserve_back of \d+ pages on buffer 0 \(input\), which holds \d+",
    ),
    Mutation(
        id="weights_one_page_short",
        case=cases.BLOCK,
        what="The buffer of the weights is one tile short.",
        edits=(
            Edit(
                variant_header(cases.BLOCK),
                "{cb::weights, geometry.weight_window_tiles,",
                "{cb::weights, geometry.weight_window_tiles - 1,",
            ),
        ),
        expected=("error",),
        culprit=r"BRISC \(reader\): cb_reserve_back of 9 pages on buffer 1 \(weights\), which holds 8",
    ),
    Mutation(
        id="linear_one_page_short",
        case=cases.BLOCK_CHUNKS,
        what="The buffer of the results at linear positions is one page short.",
        edits=(
            Edit(
                variant_header(cases.BLOCK_CHUNKS),
                "{cb::linear, geometry.linear_tiles,",
                "{cb::linear, geometry.linear_tiles - 1,",
            ),
        ),
        expected=("error",),
        culprit=r"cb_\w+ of 2 pages on buffer 2 \(linear\), which holds 1",
    ),
    Mutation(
        id="output_larger_than_shard",
        case=cases.HEIGHT,
        what="The buffer of the output is larger than the output shard it lies in.",
        edits=(
            Edit(
                variant_header(cases.HEIGHT),
                "{cb::output, geometry.output_pages,",
                "{cb::output, geometry.output_pages + 1,",
            ),
        ),
        expected=("error",),
        culprit=r"buffer 3 \(output\) takes \d+ bytes of a shard of \d+",
    ),
    Mutation(
        id="index_differs_from_host",
        case=cases.WIDTH,
        what="The kernels know the buffer of the linear results by another index than the host.",
        edits=(
            Edit(
                variant_header(cases.WIDTH),
                "constexpr uint32_t linear = 2;",
                "constexpr uint32_t linear = 5;",
                kernels_only=True,
            ),
        ),
        expected=("error",),
        culprit=r"circular buffer 5 is not configured",
    ),
    Mutation(
        id="weights_not_published",
        case=cases.WIDTH,
        what="The reader does not push the weights.",
        edits=(
            Edit(
                files.READER,
                "tile_bytes);\n        cb_push_back(cb, num_tiles);\n",
                "tile_bytes);\n",
            ),
        ),
        expected=("hang",),
        culprit=r"TRISC0 \(unpack\) waits for cb_wait_front on buffer 1 \(weights\): needs 1 pages, has 0",
    ),
    Mutation(
        id="weights_not_waited_for",
        case=cases.WIDTH,
        what="The compute kernel multiplies its first chunks with weights that may not be there yet.",
        edits=(Edit(files.BLOCK_MULTIPLY, _WAIT, ""),),
        expected=("error",),
        culprit=r"TRISC0 \(unpack\): UNPACR reads \d+ bytes .* of buffer 1 \(weights\) only 0 bytes",
    ),
    Mutation(
        id="next_weights_not_waited_for",
        case=cases.WIDTH,
        what="The compute kernel brings weights of the next tap that may not be there yet.",
        edits=(Edit(files.BLOCK_MULTIPLY, _WAIT, _WAIT.replace("weight_tile", "0")),),
        expected=("error",),
        culprit=r"TRISC0 \(unpack\): UNPACR reads \d+ bytes .* of buffer 1 \(weights\) only 2048 bytes",
    ),
    Mutation(
        id="waits_for_one_tile_less",
        case=cases.WIDTH,
        what="The compute kernel waits for the weights of the tap before the one whose weights it brings.",
        edits=(Edit(files.BLOCK_MULTIPLY, _WAIT, _WAIT.replace("weight_tile", "weight_tile - (weight_tile > 0)")),),
        expected=("error",),
        culprit=r"TRISC0 \(unpack\): UNPACR reads \d+ bytes .* of buffer 1 \(weights\) only 2048 bytes",
    ),
    Mutation(
        id="spoonful_given_back_early",
        case=cases.SPOON,
        what="The compute kernel gives a spoonful of weights back before it has unpacked the last of them.",
        edits=(Edit(files.COMPUTE, "weight_tile >= shared.spoon_tiles)", "weight_tile + 1 >= shared.spoon_tiles)"),),
        expected=("error",),
        culprit=r"weights",
    ),
    Mutation(
        id="weights_popped_before_arrival",
        case=cases.BLOCK_ROW_FEWER,
        what="A core without outputs gives the weights back without having waited for them.",
        edits=(Edit(files.BLOCK_MULTIPLY, _WAIT_ALL, ""),),
        expected=("error",),
        culprit=r"TRISC0 \(unpack\): cb_pop_front of 9 pages on buffer 1 \(weights\)",
    ),
    Mutation(
        id="input_popped_early",
        case=cases.WIDTH,
        what="The compute kernel gives the input back before it has used it.",
        edits=(
            Edit(files.COMPUTE, _POP_INPUT, ""),
            Edit(files.COMPUTE, _RESERVE_OUTPUT, _POP_INPUT + _RESERVE_OUTPUT),
        ),
        expected=("error",),
        culprit=r"TRISC0 \(unpack\): UNPACR reads \d+ bytes .* of buffer 0 \(input\) only 0 bytes",
    ),
    Mutation(
        id="packs_without_reserve",
        case=cases.WIDTH,
        what="The compute kernel packs into pages that it has not reserved.",
        edits=(Edit(files.COMPUTE, "            cb_reserve_back(cb::linear, shared.linear_group_tiles);\n", ""),),
        expected=("error",),
        culprit=r"TRISC2 \(pack\): pack_tile uses pages .* of buffer 2 \(linear\)",
    ),
    Mutation(
        id="writer_does_not_wait",
        case=cases.WIDTH,
        what="The writer copies results that the compute kernel may not have written yet.",
        edits=(Edit(files.WRITER, "            cb_wait_front(cb::linear, shared.linear_group_tiles);\n", ""),),
        expected=("race",),
        culprit=r"NCRISC \(writer\): .* buffer 2 \(linear\)",
    ),
    Mutation(
        id="read_barrier_missing_in_writer",
        case=cases.WIDTH,
        what="The writer ends before its copies have arrived in the output shard.",
        edits=(Edit(files.WRITER, _READ_BARRIER, ""),),
        expected=("race",),
        culprit=r"noc_async_read_with_state of NCRISC \(writer\) .* no noc_async_read_barrier",
    ),
    Mutation(
        id="writer_pops_early",
        case=cases.WIDTH,
        what="The writer frees the linear results while its copies still read them.",
        edits=(
            Edit(files.WRITER, _READ_BARRIER, ""),
            Edit(files.WRITER, _POP_LINEAR, _POP_LINEAR + _READ_BARRIER),
        ),
        expected=("race",),
        culprit=r"NCRISC \(writer\): cb_pop_front gives back page 0 of buffer 2 \(linear\)",
    ),
    Mutation(
        id="linear_not_popped",
        case=cases.WIDTH,
        what="The writer leaves its pages in the buffer of the linear results.",
        edits=(Edit(files.WRITER, _POP_LINEAR, ""),),
        expected=("error",),
        culprit=r"buffer 2 \(linear\)",
    ),
    Mutation(
        id="input_not_popped",
        case=cases.WIDTH,
        what="The compute kernel leaves the pages of the input in their buffer.",
        edits=(Edit(files.COMPUTE, _POP_INPUT, ""),),
        expected=("error",),
        culprit=r"buffer 0 \(input\)",
    ),
)
