#include "api/dataflow/dataflow_api.h"

#include "../../plan/toy_args.hpp"

namespace {

void copy_ring_to_output(uint32_t pages) {
    cb_wait_front(toy::ring, pages);
    noc_async_read(get_noc_addr(get_read_ptr(toy::ring)), get_write_ptr(toy::output), pages * toy::ring_page_bytes);
    noc_async_read_barrier();
    cb_pop_front(toy::ring, pages);
}

void pop_many_pages() {
    for (uint32_t i = 0; i < get_arg_val<uint32_t>(toy::arg_parameter); ++i) {
        cb_wait_front(toy::ring, toy::ring_pages / 2);
        cb_pop_front(toy::ring, toy::ring_pages / 2);
    }
    noc_async_read(get_noc_addr(get_read_ptr(toy::input)), get_write_ptr(toy::output), toy::tile_bytes);
    noc_async_read_barrier();
}

// The reader has pushed a whole ring, and its pointers do not move those of the writer.
void copy_own_pointers() {
    cb_wait_front(toy::ring, 17);
    cb_pop_front(toy::ring, 16);
    cb_reserve_back(toy::ring, 1);
    noc_async_read(get_noc_addr(get_read_ptr(toy::input)), get_write_ptr(toy::ring), toy::ring_page_bytes);
    noc_async_read_barrier();
    noc_async_read(get_noc_addr(get_read_ptr(toy::ring)), get_write_ptr(toy::output), toy::ring_page_bytes);
    noc_async_read(
        get_noc_addr(get_write_ptr(toy::ring)),
        get_write_ptr(toy::output) + toy::ring_page_bytes,
        toy::ring_page_bytes);
    noc_async_read_barrier();
    cb_push_back(toy::ring, 1);
}

// The first page of the ring; see use_ring() of the reader.
void use_ring(uint32_t scenario, bool broken) {
    const uint32_t ring_addr = get_read_ptr(toy::ring);
    const uint32_t pages = scenario == read_before_wait || scenario == write_after_push ? 2 : 1;
    cb_wait_front(toy::ring, scenario == read_before_wait && broken ? 1 : pages);
    if (scenario == use_after_pop && broken) {
        cb_pop_front(toy::ring, 1);
    }
    noc_async_read(get_noc_addr(ring_addr), get_write_ptr(toy::output), pages * toy::ring_page_bytes);
    if (scenario == pop_before_barrier && broken) {
        cb_pop_front(toy::ring, 1);
    }
    noc_async_read_barrier();
    if (!broken || scenario == pop_before_write_has_left || scenario == reserved_pages_left) {
        cb_pop_front(toy::ring, pages);
    }
}

// The output shard, after the reader has written it; see write_output_before_writer().
void use_output_after_reader(uint32_t scenario, bool broken) {
    if (!broken) {
        cb_wait_front(toy::ring, 1);
        cb_pop_front(toy::ring, 1);
    }
    const uint32_t output_addr = get_write_ptr(toy::output);
    if (scenario == two_writers) {
        noc_async_read(get_noc_addr(get_read_ptr(toy::input)), output_addr, toy::ring_page_bytes);
    } else {
        noc_async_read(get_noc_addr(output_addr), output_addr + toy::ring_page_bytes, toy::ring_page_bytes);
    }
    noc_async_read_barrier();
}

}  // namespace

void kernel_main() {
    const uint32_t scenario = get_arg_val<uint32_t>(toy::arg_scenario);
    const bool broken = get_arg_val<uint32_t>(toy::arg_parameter) != 0;
    const bool is_first = get_arg_val<uint32_t>(toy::arg_core_index) == 0;
    const bool is_last = get_arg_val<uint32_t>(toy::arg_core_index) == get_arg_val<uint32_t>(toy::arg_num_cores) - 1;
    switch (scenario) {
        case pack_overlapping:
        case copy_through_ring:
        case copy_without_read_barrier:
        case set_remote:
            return copy_ring_to_output(toy::ring_pages);
        case increments:
            if (is_first) {
                copy_ring_to_output(toy::ring_pages);
            }
            return;
        case multicast:
        case multicast_then_flag:
            if (!is_first) {  // nothing is sent to the sender itself
                copy_ring_to_output(1);
            }
            return;
        case write_to_neighbour:
            if (is_last) {
                copy_ring_to_output(1);
            }
            return;
        case write_before_handshake:
            if (is_first) {
                copy_ring_to_output(1);
            }
            return;
        case multicast_loopback:
        case reuse_before_flush:
            return copy_ring_to_output(1);
        case read_under_ids:
        case read_with_state:
        case barrier_of_another_id:
            return copy_ring_to_output(2);
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
            return use_ring(scenario, broken);
        case two_writers:
        case reader_of_a_shard:
            return use_output_after_reader(scenario, broken);
        case count_beyond_16_bits:
            return pop_many_pages();
        case own_pointers:
            return copy_own_pointers();
        case pop_beyond_waited:
            return cb_pop_front(toy::ring, 1);
        case wait_beyond_capacity:
            return cb_wait_front(toy::ring, toy::ring_pages + 1);
        case push_over_the_end:
            cb_wait_front(toy::ring, 32);
            return cb_pop_front(toy::ring, 32);
        case too_few_pages:
            return cb_wait_front(toy::ring, 2);
        case wait_for_pages:
            return cb_wait_front(toy::ring, 18);
        default:
            return;
    }
}
