#include "api/dataflow/dataflow_api.h"

#include "../toy_args.hpp"

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
    cb_wait_front(toy::ring, 16);
    cb_pop_front(toy::ring, 16);
    noc_async_read(get_noc_addr(get_read_ptr(toy::ring)), get_write_ptr(toy::output), toy::ring_page_bytes);
    noc_async_read(
        get_noc_addr(get_write_ptr(toy::ring)),
        get_write_ptr(toy::output) + toy::ring_page_bytes,
        toy::ring_page_bytes);
    noc_async_read_barrier();
}

}  // namespace

void kernel_main() {
    switch (get_arg_val<uint32_t>(toy::arg_scenario)) {
        case pack_overlapping:
        case copy_through_ring:
        case copy_without_read_barrier:
        case set_remote:
            return copy_ring_to_output(toy::ring_pages);
        case increments:
            if (get_arg_val<uint32_t>(toy::arg_core_index) == 0) {
                copy_ring_to_output(toy::ring_pages);
            }
            return;
        case multicast:
        case multicast_loopback:
        case multicast_then_flag:
        case write_to_neighbour:
        case reuse_before_flush:
            return copy_ring_to_output(1);
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
        case wait_for_pages:
            return cb_wait_front(toy::ring, 18);
        default:
            return;
    }
}
