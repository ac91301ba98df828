#pragma once

#include <cstdint>

// What the toy program does, by number. toy.py reads the names from here.
enum Scenario : uint32_t {
    // The program works.
    multiply = 0,           // all tiles into one Dst tile
    multiply_each = 1,      // each pair of tiles into a Dst section of its own
    multiply_shifted = 2,   // a tile that begins on any small page
    pack_overlapping = 3,   // two tiles, one over half of the other; the parameter says what keeps them apart
    copy_through_ring = 4,  // input -> ring -> output
    count_beyond_16_bits = 5,
    multicast = 6,
    multicast_loopback = 7,
    multicast_then_flag = 8,  // the parameter says whether data is flushed before the flag
    increments = 9,
    write_to_neighbour = 10,
    set_remote = 11,
    own_pointers = 12,
    multiply_in_blocks = 13,    // with the emitted kernels/block_multiply.hpp
    multiply_over_a_jump = 14,  // the same; the parameter says how many rows are passed over
    read_under_ids = 15,        // input -> ring under two transaction ids -> output
    read_with_state = 16,       // the last core's input, page by page; with parameter 1, another core is read in between
    convert = 17,               // tiles to another format; the parameter says from and to which
    pack_by_four_packers = 18,  // a tile, face by face: of each the first rows, as many as the parameter says, then zeros
    pack_by_two_packers = 19,   // the same

    // A barrier is missing.
    copy_without_read_barrier = 20,
    reuse_before_flush = 21,  // unless the parameter is 1

    // Right with parameter 0, and depends on timing with parameter 1.
    read_before_barrier = 110,
    read_before_wait = 111,
    use_after_pop = 112,
    pop_before_barrier = 113,
    pop_before_write_has_left = 114,
    write_without_reserve = 115,
    write_after_push = 116,
    write_before_handshake = 117,
    two_writers = 118,
    two_reads_to_one_place = 119,
    reader_of_a_shard = 120,
    reset_of_a_semaphore = 121,
    end_before_read_barrier = 122,
    end_before_write_barrier = 123,
    end_before_atomic_barrier = 124,
    barrier_of_another_id = 125,

    // Right with parameter 0, and uses what nobody has written with parameter 1.
    read_uninitialised = 130,

    // Right with parameter 0, and the next launch breaks with parameter 1.
    pages_left = 140,
    reserved_pages_left = 141,
    semaphore_left = 142,

    // The chip would not stand it: circular buffers.
    push_beyond_reserved = 30,
    pop_beyond_waited = 31,
    reserve_beyond_capacity = 32,
    wait_beyond_capacity = 33,
    push_over_the_end = 34,
    unknown_buffer = 35,

    // Arguments.
    runtime_argument_beyond_count = 40,
    compile_time_argument_beyond_count = 41,
    unknown_semaphore = 42,

    // NoC.
    read_outside_of_buffers = 50,
    read_over_the_end = 51,
    write_over_the_end = 52,
    misaligned_in_l1 = 53,
    misaligned_in_dram = 54,
    read_from_no_core = 55,
    read_from_foreign_core = 56,
    multicast_to_foreign_core = 57,
    multicast_wrong_count = 58,
    multicast_wrong_corners = 59,
    multicast_link_left_open = 60,
    page_beyond_tensor = 61,
    wrong_page_size = 62,
    unknown_noc = 63,
    misaligned_semaphore = 64,
    barriers_out_of_order = 65,
    transaction_id_too_large = 66,
    read_with_unknown_state = 67,

    // Compute.
    multiply_without_init = 70,
    multiply_without_startup = 71,
    multiply_without_acquire = 72,
    multiply_beyond_dst = 73,
    multiply_without_wait = 74,
    pack_without_wait = 75,
    pack_beyond_dst = 76,
    pack_without_reserve = 77,
    commit_without_acquire = 78,
    release_without_wait = 79,

    // Crashes.
    null_pointer = 90,
    division_by_zero = 91,
    endless_recursion = 92,

    // Hangs.
    wait_for_pages = 100,
    reserve_in_full_buffer = 101,
    wait_for_semaphore = 102,
    wait_for_semaphore_min = 103,
    wait_for_operands = 104,
    wait_for_free_bank = 105,
    wait_for_free_dst = 106,
    wait_for_filled_dst = 107,
    endless_loop = 108,
    lost_increment = 109,
    too_few_pages = 150,
};
