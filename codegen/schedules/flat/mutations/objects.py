"""Faults of what only Metal 2.0 has: arguments by name, and buffers, semaphores and NoCs as objects."""

from __future__ import annotations

from dataclasses import replace

from codegen.mutation.mutation import KERNEL_ARGS, MULTICAST_FILE, Edit, Mutation, variant_header
from codegen.schedules.flat.mutations import cases, files

_ON_WANTED = r"BRISC \(reader\) waits for noc_semaphore_wait on semaphore 0 \(weights_wanted\):"
_ON_VALID = r"BRISC \(reader\) waits for noc_semaphore_wait_min on semaphore 1 \(weights_valid\):"
_SENDS_FLAG = "valid.set_multicast(noc, to.noc_start_x, to.noc_start_y, to.noc_end_x, to.noc_end_y, to.num_dests);"
_OF_RECEIVER = "using Lists = ArgumentLists<Runtime<ReceiverArgs>>;\n\n    SemaphoreBindingToken weights_wanted = "

_FAULTS = (
    Mutation(
        id="object_increment_dropped",
        case=cases.BLOCK,
        what="A receiver does not say that its buffer is ready.",
        edits=(Edit(MULTICAST_FILE, "    wanted.up(noc, args.mcast_sender_noc_x, args.mcast_sender_noc_y, 1);\n", ""),),
        expected=("hang",),
        culprit=rf"cores \(0, 0\)-\(1, 0\): {_ON_WANTED} needs 1, has 0",
    ),
    Mutation(
        id="object_flag_not_counted",
        case=cases.BLOCK,
        what="The sender multicasts its flag without having set it.",
        edits=(Edit(MULTICAST_FILE, "    valid.set(parts_sent);\n", ""),),
        expected=("hang",),
        culprit=rf"core \(0, 1\): {_ON_VALID} needs at least 1, has 0",
    ),
    Mutation(
        id="object_flag_not_sent",
        case=cases.BLOCK,
        what="The sender does not multicast its flag, which the multicast of the weights is linked with.",
        edits=(
            Edit(
                MULTICAST_FILE,
                f"    {_SENDS_FLAG}\n",
                "",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), BRISC \(reader\): .*linked multicast",
    ),
    Mutation(
        id="object_reads_without_id",
        case=cases.BLOCK,
        what="Reads of weights do not take the id that is waited for.",
        edits=(Edit(MULTICAST_FILE, "{ noc_async_read_set_trid(id); }", "{ static_cast<void>(id); }"),),
        expected=("race",),
        culprit=r"core \(0, 0\), .* buffer 1 \(weights\)",
    ),
    Mutation(
        id="object_flag_not_awaited",
        case=cases.BLOCK,
        what="A receiver does not wait for its weights.",
        edits=(Edit(files.READER, "        parts_sent.wait_min(parts_received);\n", ""),),
        expected=("race",),
        culprit=r"buffer 1 \(weights\)",
    ),
    Mutation(
        id="token_of_wrong_semaphore",
        case=cases.BLOCK,
        what="A receiver increments weights_valid of its sender instead of weights_wanted.",
        edits=(
            Edit(
                variant_header(cases.BLOCK),
                f"{_OF_RECEIVER}sem::weights_wanted",
                f"{_OF_RECEIVER}sem::weights_valid",
            ),
        ),
        expected=("hang",),
        culprit=rf"cores \(0, 0\)-\(1, 0\): {_ON_WANTED} needs 1, has 0",
    ),
    Mutation(
        id="name_of_wrong_argument",
        case=cases.BLOCK,
        what="A receiver finds the row of its sender under the name of the column.",
        edits=(
            Edit(
                variant_header(cases.BLOCK),
                ".mcast_sender_noc_x = get_arg(args::mcast_sender_noc_x)",
                ".mcast_sender_noc_x = get_arg(args::mcast_sender_noc_y)",
            ),
        ),
        expected=("race",),
        culprit=r"semaphore 0 \(weights_wanted\) .* of core \(1, 1\)",
    ),
    Mutation(
        id="name_of_wrong_shard",
        case=cases.BLOCK,
        what="A sender finds the number of its receivers under the name of its first weight tile.",
        edits=(
            Edit(
                variant_header(cases.BLOCK),
                ".start_tile_id = get_arg(args::start_tile_id)",
                ".start_tile_id = get_arg(args::mcast_num_dests)",
            ),
        ),
        expected=("mismatch",),
        culprit=r"beside their place \(start_tile_id\)",
    ),
    Mutation(
        id="records_one_word_late",
        case=cases.HEIGHT,
        what="The list of rectangles is read one word behind its beginning.",
        edits=(
            Edit(
                KERNEL_ARGS,
                "argument.byte_offset / sizeof(uint32_t) + 1;",
                "argument.byte_offset / sizeof(uint32_t) + 2;",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), BRISC \(reader\): ",
    ),
)

OBJECTS = tuple(replace(one, target="metal2") for one in _FAULTS)
