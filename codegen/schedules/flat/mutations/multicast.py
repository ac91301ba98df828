"""Faults of the transfers over the NoC: where they go, how they are ordered, who waits for them."""

from __future__ import annotations

from codegen.mutation.mutation import MULTICAST_FILE, PROGRAM, Edit, Mutation, variant_header
from codegen.schedules.flat.mutations import cases, files

_READ_BARRIER = "        noc_async_read_barrier_with_trid(id);\n"

MULTICAST = (
    Mutation(
        id="corners_swapped_in_kernel",
        case=cases.BLOCK_3_ROWS,
        what="The reader gives the corners of the rectangle in the order of the other NoC.",
        edits=(
            Edit(
                MULTICAST_FILE,
                "rectangle.noc_start_x, rectangle.noc_start_y, rectangle.noc_end_x, rectangle.noc_end_y, l1_addr",
                "rectangle.noc_end_x, rectangle.noc_end_y, rectangle.noc_start_x, rectangle.noc_start_y, l1_addr",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), BRISC \(reader\): multicast on NoC 0 from corner \(18, 20\) to corner \(18, 18\)",
    ),
    Mutation(
        id="corners_swapped_in_plan",
        case=cases.HEIGHT,
        what="The plan takes the end of the rectangle for its start.",
        edits=(
            Edit(
                PROGRAM,
                "Core start = placement.noc_coordinates(area.start);\n"
                "    Core end = placement.noc_coordinates(area.end);",
                "Core start = placement.noc_coordinates(area.end);\n"
                "    Core end = placement.noc_coordinates(area.start);",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), BRISC \(reader\): multicast on NoC 0 from corner \(21, 18\) to corner \(18, 18\)",
    ),
    Mutation(
        id="sends_to_one_receiver_less",
        case=cases.BLOCK_3_ROWS,
        what="The multicast of the weights counts one receiver less than its rectangle holds.",
        edits=(
            Edit(
                MULTICAST_FILE,
                "num_bytes, rectangle.num_dests, /*linked=*/true",
                "num_bytes, rectangle.num_dests - 1, /*linked=*/true",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), BRISC \(reader\): multicast with num_dests = 1, but the rectangle reaches 2 cores",
    ),
    Mutation(
        id="sends_to_one_receiver_more",
        case=cases.BLOCK_3_ROWS,
        what="The multicast of the weights counts the sender, which the NoC leaves out.",
        edits=(
            Edit(
                MULTICAST_FILE,
                "num_bytes, rectangle.num_dests, /*linked=*/true",
                "num_bytes, rectangle.num_dests + 1, /*linked=*/true",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), BRISC \(reader\): multicast with num_dests = 3, but the rectangle reaches 2 cores",
    ),
    Mutation(
        id="box_around_l_shape",
        case=cases.HEIGHT_L,
        what="The first rectangle of an L-shaped grid grows to the box around it, over a core of another operation.",
        edits=(
            Edit(
                PROGRAM,
                ".noc_end_y = end.y,",
                ".noc_end_y = placement.noc_coordinates(placement.grid.back().end).y,",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), BRISC \(reader\): multicast writes to core \(2, 1\), which does not belong",
    ),
    Mutation(
        id="one_rectangle_of_two",
        case=cases.HEIGHT_L,
        what="The sender leaves out the last rectangle of an L-shaped grid.",
        edits=(Edit(MULTICAST_FILE, "i < num_rectangles;", "i + 1 < num_rectangles;"),),
        expected=("hang",),
        culprit=r"cores \(0, 1\)-\(1, 1\): BRISC \(reader\) waits for noc_semaphore_wait_min on semaphore 1",
    ),
    Mutation(
        id="rectangle_records_misplaced",
        case=cases.HEIGHT_L,
        what="The reader looks for the list of rectangles one argument too late.",
        edits=(
            Edit(
                variant_header(cases.HEIGHT_L),
                "record_list<MulticastRectangle>(word_count<SenderArgs>)",
                "record_list<MulticastRectangle>(word_count<SenderArgs> + 1)",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), BRISC \(reader\): multicast",
    ),
    Mutation(
        id="link_left_open",
        case=cases.BLOCK,
        what="The flag is sent as a linked multicast which nothing closes.",
        edits=(
            Edit(
                MULTICAST_FILE,
                "noc_semaphore_set_multicast(valid_addr, everywhere(valid_addr), rectangle.num_dests);",
                "noc_semaphore_set_multicast(valid_addr, everywhere(valid_addr), rectangle.num_dests, true);",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), BRISC \(reader\): .*linked multicast",
    ),
    Mutation(
        id="flush_missing_on_blackhole",
        case=cases.BLOCK,
        what="On Blackhole the flag is sent without a flush, and overtakes the weights.",
        edits=(Edit(MULTICAST_FILE, "    noc_async_writes_flushed();\n#endif", "#endif"),),
        expected=("race",),
        culprit=r"page 0 of buffer 1 \(weights\) in L1 of core \(0, 1\), which noc_async_write_multicast of BRISC",
        chip="blackhole",
    ),
    Mutation(
        id="write_barrier_missing",
        case=cases.BLOCK,
        what="The sender frees its buffer while the multicast may still read it.",
        edits=(Edit(files.READER, "    finish_multicasts(args);\n", ""),),
        expected=("race",),
        culprit=r"core \(0, 0\), BRISC \(reader\): .* no noc_async_write_barrier after it",
    ),
    Mutation(
        id="read_barrier_missing_in_reader",
        case=cases.WIDTH,
        what="The reader publishes the weights before they have arrived from DRAM.",
        edits=(Edit(files.READER, _READ_BARRIER, ""),),
        expected=("race",),
        culprit=r"BRISC \(reader\): .* noc_async_read at .* no noc_async_read_barrier after it",
    ),
    Mutation(
        id="waits_for_id_of_part_before",
        case=cases.WIDTH,
        what="The reader waits for the reads of the part before the one that it publishes.",
        edits=(
            Edit(
                files.READER,
                _READ_BARRIER,
                "        noc_async_read_barrier_with_trid(id > first_read_id ? id - 1 : id);\n",
            ),
        ),
        expected=("race",),
        culprit=r"BRISC \(reader\): .* noc_async_read at .* no noc_async_read_barrier after it",
    ),
    Mutation(
        id="reads_without_their_id",
        case=cases.WIDTH,
        what="The reader waits for the id of a part, but reads all parts under the same one.",
        edits=(Edit(files.READER, "        noc_async_read_set_trid(read_id_of(parts_read));\n", ""),),
        expected=("race",),
        culprit=r"BRISC \(reader\): .* noc_async_read at .* no noc_async_read_barrier after it",
    ),
)
