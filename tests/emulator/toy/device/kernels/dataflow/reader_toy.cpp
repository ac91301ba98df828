#include "api/dataflow/dataflow_api.h"

#include "../../plan/toy_args.hpp"

namespace {

using Semaphore = volatile tt_l1_ptr uint32_t*;

uint32_t parameter() {
    return get_arg_val<uint32_t>(toy::arg_parameter);
}
uint32_t num_cores() {
    return get_arg_val<uint32_t>(toy::arg_num_cores);
}
bool is_first() {
    return get_arg_val<uint32_t>(toy::arg_core_index) == 0;
}
bool is_last() {
    return get_arg_val<uint32_t>(toy::arg_core_index) == num_cores() - 1;
}
Semaphore semaphore(uint32_t id) {
    return reinterpret_cast<Semaphore>(get_semaphore(id));
}

uint64_t at_first(uint32_t l1_addr) {
    return get_noc_addr(get_arg_val<uint32_t>(toy::arg_first_x), get_arg_val<uint32_t>(toy::arg_first_y), l1_addr);
}

uint64_t at_last(uint32_t l1_addr) {
    return get_noc_addr(get_arg_val<uint32_t>(toy::arg_last_x), get_arg_val<uint32_t>(toy::arg_last_y), l1_addr);
}

// From the first core to the last one moved by `more` columns.
uint64_t rectangle(uint32_t l1_addr, uint32_t more = 0) {
    return get_noc_multicast_addr(
        get_arg_val<uint32_t>(toy::arg_first_x),
        get_arg_val<uint32_t>(toy::arg_first_y),
        get_arg_val<uint32_t>(toy::arg_last_x) + more,
        get_arg_val<uint32_t>(toy::arg_last_y),
        l1_addr);
}

void publish_input() {
    constexpr uint32_t tiles = get_compile_time_arg_val(0);
    cb_reserve_back(toy::input, tiles);
    cb_push_back(toy::input, tiles);
}

void read_weights() {
    constexpr uint32_t tiles = get_compile_time_arg_val(0);
    constexpr auto args = TensorAccessorArgs<toy::accessor_offset>();
    const auto weights = TensorAccessor(args, get_arg_val<uint32_t>(toy::arg_weight_addr), get_tile_size(toy::weights));
    cb_reserve_back(toy::weights, tiles);
    uint32_t l1_addr = get_write_ptr(toy::weights);
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        noc_async_read_page(tile, weights, l1_addr);
        l1_addr += get_tile_size(toy::weights);
    }
    noc_async_read_barrier();
    cb_push_back(toy::weights, tiles);
}

void read_page(uint32_t page, uint32_t page_bytes) {
    constexpr auto args = TensorAccessorArgs<toy::accessor_offset>();
    const auto weights = TensorAccessor(args, get_arg_val<uint32_t>(toy::arg_weight_addr), page_bytes);
    noc_async_read_page(page, weights, get_write_ptr(toy::weights));
}

void fill_ring_from_input(bool barrier) {
    cb_reserve_back(toy::ring, toy::ring_pages);
    noc_async_read(
        get_noc_addr(get_read_ptr(toy::input)), get_write_ptr(toy::ring), toy::ring_pages * toy::ring_page_bytes);
    if (barrier) {
        noc_async_read_barrier();
    }
    cb_push_back(toy::ring, toy::ring_pages);
}

void push_many_pages() {
    for (uint32_t i = 0; i < parameter(); ++i) {
        cb_reserve_back(toy::ring, toy::ring_pages / 2);
        cb_push_back(toy::ring, toy::ring_pages / 2);
    }
    publish_input();
}

// The first core goes on when all others have said that they are ready to receive, for which they clear their flag.
void shake_hands() {
    if (is_first()) {
        noc_semaphore_wait(semaphore(toy::wanted), num_cores() - 1);
        noc_semaphore_set(semaphore(toy::wanted), 0);
    } else {
        noc_semaphore_set(semaphore(toy::valid), INVALID);
        noc_semaphore_inc(at_first(get_semaphore(toy::wanted)), 1);
        noc_async_atomic_barrier();
    }
}

// The first core sends one page of its input to the ring of the others, and then a flag.
void multicast_page(bool loopback, bool flush) {
    const uint32_t ring_addr = get_write_ptr(toy::ring);
    const uint32_t valid_addr = get_semaphore(toy::valid);
    cb_reserve_back(toy::ring, 1);
    shake_hands();
    if (is_first() && loopback) {
        noc_semaphore_set(semaphore(toy::valid), VALID);
        noc_async_write_multicast_loopback_src(
            get_read_ptr(toy::input), rectangle(ring_addr), toy::ring_page_bytes, num_cores(), /*linked=*/true);
        noc_semaphore_set_multicast_loopback_src(valid_addr, rectangle(valid_addr), num_cores());
        noc_async_write_barrier();
    } else if (is_first()) {
        noc_async_write_multicast(
            get_read_ptr(toy::input), rectangle(ring_addr), toy::ring_page_bytes, num_cores() - 1, /*linked=*/true);
        if (flush) {
            noc_async_writes_flushed();
        }
        noc_semaphore_set(semaphore(toy::valid), VALID);
        noc_semaphore_set_multicast(valid_addr, rectangle(valid_addr), num_cores() - 1);
        noc_async_write_barrier();
    }
    noc_semaphore_wait(semaphore(toy::valid), VALID);
    cb_push_back(toy::ring, 1);
}

void count_increments() {
    if (!is_first()) {
        noc_semaphore_inc(at_first(get_semaphore(toy::wanted)), 1);
        noc_async_atomic_barrier();
        return;
    }
    noc_semaphore_wait_min(semaphore(toy::wanted), 1);
    noc_semaphore_wait(semaphore(toy::wanted), num_cores() - 1);
    noc_semaphore_set(semaphore(toy::wanted), 0);
    fill_ring_from_input(true);
}

void write_to_last() {
    cb_reserve_back(toy::ring, 1);
    shake_hands();
    if (is_first()) {
        noc_async_write(get_read_ptr(toy::input), at_last(get_write_ptr(toy::ring)), toy::ring_page_bytes);
        noc_async_write_barrier();
        noc_semaphore_inc(at_last(get_semaphore(toy::valid)), 1);
        noc_async_atomic_barrier();
    }
    if (is_last()) {
        noc_semaphore_wait(semaphore(toy::valid), 1);
    }
    cb_push_back(toy::ring, 1);
}

void set_semaphore_of_last() {
    if (is_first()) {
        noc_semaphore_set(semaphore(toy::wanted), 7);
        noc_semaphore_set_remote(get_semaphore(toy::wanted), at_last(get_semaphore(toy::valid)));
        noc_async_write_barrier();
    }
    if (is_last()) {
        noc_semaphore_wait(semaphore(toy::valid), 7);
    }
    fill_ring_from_input(true);
}

// The source of a write is overwritten: without a flush, maybe before the write has left.
void reuse_source(bool flush) {
    const uint32_t ring_addr = get_write_ptr(toy::ring);
    cb_reserve_back(toy::ring, 1);
    shake_hands();
    if (is_first()) {
        noc_async_read(get_noc_addr(get_read_ptr(toy::input)), ring_addr, toy::ring_page_bytes);
        noc_async_read_barrier();
        noc_async_write(ring_addr, at_last(ring_addr), toy::ring_page_bytes);
        if (flush) {
            noc_async_writes_flushed();
        }
        noc_async_read(get_noc_addr(get_read_ptr(toy::input) + toy::ring_page_bytes), ring_addr, toy::ring_page_bytes);
        noc_async_read_barrier();
        noc_async_write_barrier();
        noc_semaphore_inc(at_last(get_semaphore(toy::valid)), 1);
        noc_async_atomic_barrier();
    } else {
        noc_semaphore_wait(semaphore(toy::valid), 1);
    }
    cb_push_back(toy::ring, 1);
}

void read_input_page(uint32_t page, uint32_t l1_addr) {
    noc_async_read(get_noc_addr(get_read_ptr(toy::input) + page * toy::ring_page_bytes), l1_addr, toy::ring_page_bytes);
}

// One page of the input to the ring of the last core. It has to know that the page is reserved there.
void write_to_receiver(bool broken) {
    if (is_first()) {
        cb_reserve_back(toy::ring, 1);
        noc_semaphore_inc(at_last(get_semaphore(toy::wanted)), 1);
        noc_async_atomic_barrier();
        noc_semaphore_wait(semaphore(toy::valid), 1);
        noc_semaphore_set(semaphore(toy::valid), 0);
        cb_push_back(toy::ring, 1);
    } else if (is_last()) {
        if (!broken) {
            noc_semaphore_wait(semaphore(toy::wanted), 1);
        }
        noc_async_write(get_read_ptr(toy::input), at_first(get_write_ptr(toy::ring)), toy::ring_page_bytes);
        noc_async_write_barrier();
        noc_semaphore_set(semaphore(toy::wanted), 0);
        noc_semaphore_inc(at_first(get_semaphore(toy::valid)), 1);
        noc_async_atomic_barrier();
    }
}

// One side of an access to the output shard by both data movement kernels; writer_toy.cpp has the other one.
void write_output_before_writer(bool broken) {
    read_input_page(0, get_write_ptr(toy::output));
    noc_async_read_barrier();
    if (!broken) {
        cb_reserve_back(toy::ring, 1);
        cb_push_back(toy::ring, 1);
    }
}

// The others count on a semaphore of the first core, which sets it.
void set_and_count(bool broken) {
    const uint32_t wanted_addr = get_semaphore(toy::wanted);
    if (!is_first()) {
        noc_semaphore_inc(at_first(wanted_addr), 1);
        noc_async_atomic_barrier();
        return;
    }
    if (!broken) {
        noc_semaphore_wait(semaphore(toy::wanted), num_cores() - 1);
    }
    noc_semaphore_set(semaphore(toy::wanted), 0);
}

// Every core but the last one counts.
void lose_an_increment() {
    if (is_first()) {
        noc_semaphore_wait(semaphore(toy::wanted), num_cores() - 1);  // lost
    } else if (!is_last()) {
        noc_semaphore_inc(at_first(get_semaphore(toy::wanted)), 1);  // lost
        noc_async_atomic_barrier();
    }
}

void push_one_page() {
    cb_reserve_back(toy::ring, 1);
    cb_push_back(toy::ring, 1);  // one of two
}

// All in the ring of the own core, with pages that the writer copies to the output.
void use_ring(uint32_t scenario, bool broken) {
    const uint32_t ring_addr = get_write_ptr(toy::ring);
    const uint32_t pages = scenario == read_before_wait ? 2 : 1;
    if (scenario != write_without_reserve || !broken) {
        cb_reserve_back(toy::ring, pages);
    }
    if (scenario != read_uninitialised || !broken) {
        read_input_page(0, ring_addr);
    }
    if (scenario == two_reads_to_one_place) {
        if (!broken) {
            noc_async_read_barrier();
        }
        read_input_page(1, ring_addr);
    }
    if (scenario != read_before_barrier || !broken) {
        noc_async_read_barrier();
    }
    if (scenario == pop_before_write_has_left) {
        noc_async_write(ring_addr, at_first(get_write_ptr(toy::output) + toy::tile_bytes), toy::ring_page_bytes);
        if (!broken) {
            noc_async_writes_flushed();
        }
    }
    cb_push_back(toy::ring, 1);
    if (scenario == read_before_wait) {
        read_input_page(1, ring_addr + toy::ring_page_bytes);
        noc_async_read_barrier();
        cb_push_back(toy::ring, 1);
    }
    if (scenario == write_after_push) {
        cb_reserve_back(toy::ring, 1);
        read_input_page(1, broken ? ring_addr : get_write_ptr(toy::ring));
        noc_async_read_barrier();
        cb_push_back(toy::ring, 1);
    }
    if (scenario == reserved_pages_left) {
        cb_reserve_back(toy::ring, 1);
        if (broken) {
            read_input_page(1, get_write_ptr(toy::ring));
        }
    }
    if (scenario == read_before_barrier || scenario == reserved_pages_left) {
        noc_async_read_barrier();
    }
    noc_async_write_barrier();
}

// Two pages, each read under an id of its own. The first one may be used when the reads of its id are over.
void read_under_two_ids(bool broken) {
    const uint32_t ring_addr = get_write_ptr(toy::ring);
    cb_reserve_back(toy::ring, 2);
    for (const uint32_t page : {0, 1}) {
        noc_async_read_set_trid(1 + page);
        read_input_page(page, ring_addr + page * toy::ring_page_bytes);
    }
    noc_async_read_set_trid(0);
    noc_async_read_barrier_with_trid(1);
    cb_push_back(toy::ring, broken ? 2 : 1);
    noc_async_read_barrier_with_trid(2);
    if (!broken) {
        cb_push_back(toy::ring, 1);
    }
}

// A read leaves its target in the command buffer, as if it had been set.
void read_with_kept_state(bool other_between) {
    const uint32_t input_addr = get_read_ptr(toy::input);
    const uint32_t ring_addr = get_write_ptr(toy::ring);
    cb_reserve_back(toy::ring, 2);
    noc_async_read_set_state(at_last(input_addr));
    noc_async_read_with_state(input_addr, ring_addr, toy::ring_page_bytes);
    if (other_between) {
        read_input_page(1, ring_addr + toy::ring_page_bytes);
        noc_async_read_barrier();
    }
    noc_async_read_with_state(
        input_addr + toy::ring_page_bytes, ring_addr + toy::ring_page_bytes, toy::ring_page_bytes);
    noc_async_read_barrier();
    cb_push_back(toy::ring, 2);
}

// The kernel ends right after a transaction.
void end_early(uint32_t scenario, bool broken) {
    switch (scenario) {
        case end_before_read_barrier:
            read_input_page(0, get_write_ptr(toy::output));
            break;
        case end_before_write_barrier:
            noc_async_write(get_read_ptr(toy::input), at_first(get_write_ptr(toy::output)), toy::ring_page_bytes);
            break;
        default:
            noc_semaphore_inc(at_first(get_semaphore(toy::wanted)), 1);
    }
    if (!broken) {
        noc_async_read_barrier();
        noc_async_write_barrier();
        noc_async_atomic_barrier();
    }
}

// The next launch waits for another value of the semaphore, unless it is set back.
void count_launches(bool broken) {
    const Semaphore wanted = semaphore(toy::wanted);
    noc_semaphore_inc(at_first(get_semaphore(toy::wanted)), 1);
    noc_async_atomic_barrier();
    noc_semaphore_wait(wanted, 1);
    if (!broken) {
        noc_semaphore_set(wanted, 0);
    }
}

uint32_t recurse(uint32_t depth) {
    volatile uint32_t frame[64] = {depth};
    return depth == 0 ? 0 : recurse(depth + 1) + frame[0];
}

void break_a_rule(uint32_t scenario) {
    const uint32_t input_addr = get_read_ptr(toy::input);
    const uint32_t ring_addr = get_write_ptr(toy::ring);
    switch (scenario) {
        case push_beyond_reserved:
            cb_reserve_back(toy::ring, 4);
            cb_push_back(toy::ring, 5);
            break;
        case reserve_beyond_capacity:
            cb_reserve_back(toy::ring, toy::ring_pages + 1);
            break;
        case push_over_the_end:
            cb_reserve_back(toy::ring, 32);
            cb_push_back(toy::ring, 32);
            cb_reserve_back(toy::ring, 32);
            cb_push_back(toy::ring, 32);
            break;
        case unknown_buffer:
            cb_reserve_back(9, 1);
            break;
        case runtime_argument_beyond_count:
            get_arg_val<uint32_t>(toy::num_args);
            break;
        case compile_time_argument_beyond_count:
            static_cast<void>(get_compile_time_arg_val(77));
            break;
        case unknown_semaphore:
            get_semaphore(5);
            break;
        case read_outside_of_buffers:
            noc_async_read(get_noc_addr(4096), ring_addr, 64);
            break;
        case read_over_the_end:
            noc_async_read(get_noc_addr(ring_addr + toy::ring_pages * toy::ring_page_bytes - 32), input_addr, 64);
            break;
        case write_over_the_end:
            noc_async_write(input_addr, at_last(ring_addr + toy::ring_pages * toy::ring_page_bytes - 32), 64);
            break;
        case misaligned_in_l1:
            noc_async_read(get_noc_addr(input_addr + 8), ring_addr, 64);
            break;
        case misaligned_in_dram: {
            constexpr auto args = TensorAccessorArgs<toy::accessor_offset>();
            const auto weights = TensorAccessor(args, get_arg_val<uint32_t>(toy::arg_weight_addr), toy::tile_bytes);
            noc_async_read(get_noc_addr(0, weights, 16), ring_addr, 64);
            break;
        }
        case read_from_no_core:
            noc_async_read(get_noc_addr(0, 0, input_addr), ring_addr, 64);
            break;
        case read_from_foreign_core:
            noc_async_read(
                get_noc_addr(
                    get_arg_val<uint32_t>(toy::arg_last_x) + 1, get_arg_val<uint32_t>(toy::arg_last_y), input_addr),
                ring_addr,
                64);
            break;
        case multicast_to_foreign_core:
            noc_async_write_multicast(input_addr, rectangle(ring_addr, 1), 64, num_cores());
            break;
        case multicast_wrong_count:
            noc_async_write_multicast(input_addr, rectangle(ring_addr), 64, num_cores());
            break;
        case multicast_wrong_corners:
            noc_async_write_multicast(input_addr, rectangle(ring_addr), 64, num_cores() - 1, false, 1);
            break;
        case multicast_link_left_open:
            cb_reserve_back(toy::ring, 1);
            shake_hands();
            if (!is_first()) {
                break;
            }
            noc_async_write_multicast(input_addr, rectangle(ring_addr), 64, num_cores() - 1, true);
            noc_async_write_barrier();
            break;
        case page_beyond_tensor:
            read_page(1000, toy::tile_bytes);
            break;
        case wrong_page_size:
            read_page(0, 1024);
            break;
        case unknown_noc:
            noc_async_read(get_noc_addr(input_addr), ring_addr, 64, 2);
            break;
        case read_with_unknown_state:
            noc_async_read_with_state(input_addr, ring_addr, 64);
            break;
        case misaligned_semaphore:
            noc_semaphore_inc(at_last(get_semaphore(toy::wanted) + 2), 1);
            break;
        case barriers_out_of_order:
            cb_reserve_back(toy::ring, 2);
            noc_async_read_set_trid(1);
            noc_async_read(get_noc_addr(input_addr), ring_addr, 64);
            noc_async_read_set_trid(2);
            noc_async_read(get_noc_addr(input_addr), ring_addr + 64, 64);
            noc_async_read_barrier_with_trid(2);
            break;
        case transaction_id_too_large:
            noc_async_read_set_trid(parameter() + 16);
            break;
        case null_pointer:
            *reinterpret_cast<volatile uint32_t*>(static_cast<uintptr_t>(parameter())) = 1;
            break;
        case division_by_zero: {
            volatile uint32_t zero = parameter();
            noc_semaphore_set(semaphore(toy::wanted), 100 / zero);
            break;
        }
        case endless_recursion:
            recurse(1);
            break;
        case reserve_in_full_buffer:
            cb_reserve_back(toy::ring, toy::ring_pages);
            cb_push_back(toy::ring, toy::ring_pages);
            cb_reserve_back(toy::ring, 1);
            break;
        case wait_for_semaphore:
            noc_semaphore_wait(semaphore(toy::wanted), 3);
            break;
        case wait_for_semaphore_min:
            noc_semaphore_wait_min(semaphore(toy::wanted), 3);
            break;
        case endless_loop:
            for (volatile uint32_t i = 0;; i = i + 1) {
            }
        default:
            break;
    }
}

}  // namespace

void kernel_main() {
    const uint32_t scenario = get_arg_val<uint32_t>(toy::arg_scenario);
    switch (scenario) {
        case copy_through_ring:
        case own_pointers:
            return fill_ring_from_input(true);
        case copy_without_read_barrier:
            return fill_ring_from_input(false);
        case multiply_shifted:
            fill_ring_from_input(true);
            return read_weights();
        case count_beyond_16_bits:
            return push_many_pages();
        case multicast:
            return multicast_page(/*loopback=*/false, /*flush=*/true);
        case multicast_loopback:
            return multicast_page(/*loopback=*/true, /*flush=*/true);
        case multicast_then_flag:
            return multicast_page(/*loopback=*/false, /*flush=*/parameter() != 0);
        case increments:
            return count_increments();
        case write_to_neighbour:
            return write_to_last();
        case set_remote:
            return set_semaphore_of_last();
        case reuse_before_flush:
            return reuse_source(/*flush=*/parameter() != 0);
        case read_before_barrier:
        case read_before_wait:
        case use_after_pop:
        case pop_before_barrier:
        case pop_before_write_has_left:
        case write_without_reserve:
        case write_after_push:
        case two_reads_to_one_place:
        case read_uninitialised:
        case pages_left:
        case reserved_pages_left:
            return use_ring(scenario, parameter() != 0);
        case write_before_handshake:
            return write_to_receiver(parameter() != 0);
        case two_writers:
        case reader_of_a_shard:
            return write_output_before_writer(parameter() != 0);
        case reset_of_a_semaphore:
            return set_and_count(parameter() != 0);
        case read_under_ids:
        case barrier_of_another_id:
            return read_under_two_ids(parameter() != 0);
        case read_with_state:
            return read_with_kept_state(parameter() != 0);
        case end_before_read_barrier:
        case end_before_write_barrier:
        case end_before_atomic_barrier:
            return end_early(scenario, parameter() != 0);
        case lost_increment:
            return lose_an_increment();
        case too_few_pages:
            return push_one_page();
        case semaphore_left:
            return count_launches(parameter() != 0);
        default:
            break;
    }
    const bool in_blocks = scenario == multiply_in_blocks || scenario == multiply_over_a_jump;
    const bool in_faces = scenario == pack_by_four_packers || scenario == pack_by_two_packers;
    const bool computes = scenario < copy_through_ring || in_blocks || in_faces || scenario == convert ||
                          (scenario >= multiply_without_init && scenario < null_pointer);
    if (computes || (scenario >= wait_for_operands && scenario <= endless_loop)) {
        publish_input();
        read_weights();
    }
    break_a_rule(scenario);
}
