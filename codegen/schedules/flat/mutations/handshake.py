"""Faults of the handshake between the sender of the weights and its receivers."""

from __future__ import annotations

from codegen.mutation.mutation import MULTICAST_FILE, PROGRAM, Edit, Mutation, variant_header
from codegen.schedules.flat.mutations import cases, files

_INCREMENT = "noc_semaphore_inc(get_noc_addr(args.mcast_sender_noc_x, args.mcast_sender_noc_y, wanted_addr), 1);"
_WAIT_WANTED = "noc_semaphore_wait(wanted, args.num_receivers);"
_RESERVE = "    cb_reserve_back(cb::weights, shared.spoon_tiles);\n"
_ASK = "    ask_for_weights(args);\n"
_WAIT_VALID = "noc_semaphore_wait_min(parts_sent, parts_received);"
_READ_BARRIER = "        noc_async_read_barrier_with_trid(id);\n"
_SEND = "        multicast_weights(args, flag, get_write_ptr(cb), num_tiles * tile_bytes);\n"
_RESERVE_NEXT = "            cb_reserve_back(cb::weights, spoon_of(shared, spoon.end).end - tile);\n"

_ON_WANTED = r"BRISC \(reader\) waits for noc_semaphore_wait on semaphore 0 \(weights_wanted\):"
_ON_VALID = r"BRISC \(reader\) waits for noc_semaphore_wait_min on semaphore 1 \(weights_valid\):"

HANDSHAKE = (
    Mutation(
        id="increment_dropped",
        case=cases.BLOCK,
        what="A receiver does not say that its buffer is ready.",
        edits=(Edit(MULTICAST_FILE, _INCREMENT, ""),),
        expected=("hang",),
        culprit=rf"cores \(0, 0\)-\(1, 0\): {_ON_WANTED} needs 1, has 0",
    ),
    Mutation(
        id="increment_to_wrong_semaphore",
        case=cases.BLOCK,
        what="A receiver increments weights_valid of its sender instead of weights_wanted.",
        edits=(
            Edit(
                MULTICAST_FILE,
                "wanted_addr = get_semaphore(args.weights_wanted);",
                "wanted_addr = get_semaphore(args.weights_valid);",
            ),
        ),
        expected=("hang",),
        culprit=rf"cores \(0, 0\)-\(1, 0\): {_ON_WANTED} needs 1, has 0",
    ),
    Mutation(
        id="increment_to_wrong_core",
        case=cases.BLOCK,
        what="A receiver takes the NoC coordinates of its sender in the wrong order.",
        edits=(
            Edit(
                MULTICAST_FILE,
                "get_noc_addr(args.mcast_sender_noc_x, args.mcast_sender_noc_y, wanted_addr)",
                "get_noc_addr(args.mcast_sender_noc_y, args.mcast_sender_noc_x, wanted_addr)",
            ),
        ),
        expected=("hang",),
        culprit=rf"core \(1, 0\): {_ON_WANTED} needs 1, has 0",
    ),
    Mutation(
        id="semaphore_of_wrong_id",
        case=cases.BLOCK,
        what="The host creates weights_valid under another id than the kernels use.",
        edits=(
            Edit(
                variant_header(cases.BLOCK),
                "{semaphore_id::weights_valid, /*initial_value=*/0}",
                "{semaphore_id::weights_valid + 1, /*initial_value=*/0}",
            ),
        ),
        expected=("error",),
        culprit=r"BRISC \(reader\): semaphore 1 is not configured",
    ),
    Mutation(
        id="roles_swapped_in_kernel",
        case=cases.BLOCK,
        what="The reader takes senders for receivers and receivers for senders.",
        edits=(
            Edit(
                files.READER,
                "if (reader::is_sender())",
                "if (!reader::is_sender())",
            ),
        ),
        expected=("error",),
        culprit=r"core \(0, 0\), BRISC \(reader\): NoC coordinates \(0, 19\) are no worker core",
    ),
    Mutation(
        id="roles_swapped_in_plan",
        case=cases.BLOCK,
        what="The plan makes each receiver a sender and each sender a receiver.",
        edits=(Edit(PROGRAM, ".is_sender = core == group.sender,", ".is_sender = !(core == group.sender),"),),
        expected=("hang",),
        culprit=rf"cores \(0, 1\)-\(1, 1\): {_ON_WANTED} needs 1, has 0",
    ),
    Mutation(
        id="waits_for_one_receiver_more",
        case=cases.BLOCK_3_ROWS,
        what="The plan counts the sender among its own receivers.",
        edits=(
            Edit(
                PROGRAM,
                "const uint32_t num_dests = num_cores(area) - (contains(area, group.sender) ? 1 : 0);",
                "const uint32_t num_dests = num_cores(area);",
            ),
        ),
        expected=("hang",),
        culprit=rf"core \(0, 0\): {_ON_WANTED} needs 3, has 2",
    ),
    Mutation(
        id="waits_for_one_receiver_less",
        case=cases.BLOCK_3_ROWS,
        what="The sender sends before the last receiver is ready; met by two at once, it waits for ever.",
        edits=(Edit(MULTICAST_FILE, _WAIT_WANTED, "noc_semaphore_wait(wanted, args.num_receivers - 1);"),),
        expected=("race", "hang"),
        culprit=r"core \(0, 0\), BRISC \(reader\): .* semaphore 0 \(weights_wanted\)",
    ),
    Mutation(
        id="sender_does_not_wait",
        case=cases.BLOCK,
        what="The sender does not wait until the buffers of its receivers are ready.",
        edits=(Edit(MULTICAST_FILE, _WAIT_WANTED, ""),),
        expected=("race",),
        culprit=r"core \(0, 0\), BRISC \(reader\): .* buffer 1 \(weights\) in L1 of core \(0, 1\), which nobody has",
    ),
    Mutation(
        id="ready_before_reserve",
        case=cases.BLOCK,
        what="A receiver says that its buffer is ready before it has reserved it.",
        edits=(Edit(files.READER, _RESERVE + _ASK, _ASK + _RESERVE),),
        expected=("race",),
        culprit=r"page 0 of buffer 1 \(weights\) in L1 of core \(0, 1\), which nobody has reserved",
    ),
    Mutation(
        id="spoonful_asked_for_without_room",
        case=cases.SPOON,
        what="A receiver asks for the next spoonful of weights while it may still multiply the last but one.",
        edits=(Edit(files.READER, _RESERVE_NEXT, ""),),
        expected=("race",),
        culprit=r"buffer 1 \(weights\) in L1 of core \(0, 1\)",
    ),
    Mutation(
        id="spoonful_sent_unasked",
        case=cases.SPOON,
        what="The sender waits for its receivers before the first spoonful of weights, and before no other.",
        edits=(Edit(files.READER, "if (tiles_sent == spoon.begin)", "if (tiles_sent == 0)"),),
        expected=("race",),
        culprit=r"core \(0, 0\), BRISC \(reader\): .* buffer 1 \(weights\) in L1 of core \(0, 1\)",
    ),
    Mutation(
        id="spoonful_read_without_room",
        case=cases.SPOON,
        what="The sender reads a spoonful of weights over one that its own core may still multiply.",
        edits=(Edit(files.READER, "            cb_reserve_back(cb::weights, spoon.end - tiles_sent);\n", ""),),
        expected=("race",),
        culprit=r"core \(0, 0\), BRISC \(reader\): .* buffer 1 \(weights\)",
    ),
    Mutation(
        id="spoonful_asked_for_twice",
        case=cases.SPOON,
        what="A receiver asks for two spoonfuls at once, and the sender takes it for two receivers.",
        edits=(Edit(files.READER, _RESERVE + _ASK, _RESERVE + _ASK + _ASK),),
        expected=("hang", "race"),
        culprit=r"semaphore 0 \(weights_wanted\)|buffer 1 \(weights\)",
    ),
    Mutation(
        id="pushed_before_arrival",
        case=cases.BLOCK,
        what="A receiver publishes the weights without waiting for the flag.",
        edits=(Edit(files.READER, _WAIT_VALID, ""),),
        expected=("race",),
        culprit=r"buffer 1 \(weights\)",
    ),
    Mutation(
        id="pushed_one_part_early",
        case=cases.BLOCK,
        what="A receiver publishes a part of the weights when the part before it has arrived.",
        edits=(Edit(files.READER, _WAIT_VALID, "noc_semaphore_wait_min(parts_sent, parts_received - 1);"),),
        expected=("race",),
        culprit=r"buffer 1 \(weights\)",
    ),
    Mutation(
        id="last_part_not_pushed",
        case=cases.BLOCK,
        what="A receiver does not publish the last part of the weights.",
        edits=(Edit(files.READER, "tile < shared.brought_tiles;)", "tile + kPartTiles < shared.brought_tiles;)"),),
        expected=("hang",),
        culprit=r"TRISC0 \(unpack\) waits for cb_wait_front on buffer 1 \(weights\): needs 7 pages, has 6",
    ),
    Mutation(
        id="part_sent_before_its_barrier",
        case=cases.BLOCK,
        what="The sender sends a part of the weights which may still be on its way from DRAM.",
        edits=(
            Edit(files.READER, _READ_BARRIER, ""),
            Edit(files.READER, _SEND, _SEND + _READ_BARRIER),
        ),
        expected=("race",),
        culprit=r"core \(0, 0\), BRISC \(reader\): noc_async_write_multicast reads page 0 of buffer 1 \(weights\)",
    ),
    Mutation(
        id="flag_changed_before_it_has_left",
        case=cases.BLOCK,
        what="The sender counts the next part in its flag while the NoC may still read the flag of the last one.",
        edits=(Edit(MULTICAST_FILE, "    noc_async_writes_flushed();\n}", "}"),),
        expected=("race",),
        culprit=r"core \(0, 0\), BRISC \(reader\): noc_semaphore_set .* semaphore 1 \(weights_valid\)",
    ),
    Mutation(
        id="flag_not_set_by_sender",
        case=cases.BLOCK,
        what="The sender sends its flag without having set it.",
        edits=(Edit(MULTICAST_FILE, "noc_semaphore_set(semaphore_at(valid_addr), parts_sent);", ""),),
        expected=("hang",),
        culprit=rf"core \(0, 1\): {_ON_VALID} needs at least 1, has 0",
    ),
    Mutation(
        id="flag_not_cleared_by_receiver",
        case=cases.BLOCK,
        what="A receiver does not clear its flag, so that the next launch takes it for a new one.",
        edits=(Edit(MULTICAST_FILE, "noc_semaphore_set(valid, 0);", ""),),
        expected=("error",),
        culprit=r"semaphore 1 \(weights_valid\)|buffer 1 \(weights\)",
    ),
    Mutation(
        id="counter_not_reset_by_sender",
        case=cases.BLOCK,
        what="The sender does not reset its counter, so that the next launch counts on from there.",
        edits=(Edit(MULTICAST_FILE, "noc_semaphore_set(wanted, 0);", ""),),
        expected=("error",),
        culprit=r"semaphores that this one leaves: core \(0, 0\), BRISC \(reader\): .* buffer 1 \(weights\)",
    ),
    Mutation(
        id="arguments_in_another_order",
        case=cases.BLOCK,
        what="Two arguments of the sender have changed places in the kernels, but not on the host.",
        edits=(
            Edit(
                variant_header(cases.BLOCK),
                "    uint32_t mcast_num_dests;         //  6  receivers of the column\n"
                "    uint32_t start_tile_id;           //  7  first weight tile of the channel shard\n",
                "    uint32_t start_tile_id;\n    uint32_t mcast_num_dests;\n",
                kernels_only=True,
            ),
        ),
        expected=("race", "hang"),
        culprit=rf"core \(1, 0\): {_ON_WANTED} needs 11, has 1",  # tiles, not receivers; core (0, 0) sends to nobody
    ),
)
