#pragma once

#include "emulator/kernel_arguments.hpp"
#include "emulator/tensor_accessor.hpp"
#include "emulator/zeros.hpp"

// The interface of data movement kernels, BRISC and NCRISC.

const uint32_t INVALID = 0;
const uint32_t VALID = 1;
const uint32_t NOC_MAX_BURST_SIZE = 8192;

#define noc_index (emulator::device::own_noc())

// Circular buffers.
FORCE_INLINE void cb_reserve_back(
    int32_t operand, int32_t num_pages, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::reserve_back(operand, num_pages);
}
FORCE_INLINE void cb_push_back(int32_t operand, int32_t num_pages, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::push_back(operand, num_pages);
}
FORCE_INLINE void cb_wait_front(
    int32_t operand, int32_t num_pages, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::wait_front(operand, num_pages);
}
FORCE_INLINE void cb_pop_front(int32_t operand, int32_t num_pages, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::pop_front(operand, num_pages);
}
FORCE_INLINE uint32_t get_write_ptr(uint32_t operand, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return emulator::device::write_pointer(operand);
}
FORCE_INLINE uint32_t get_read_ptr(uint32_t operand, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return emulator::device::read_pointer(operand);
}
FORCE_INLINE uint32_t get_tile_size(int32_t operand, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return emulator::device::tile_size(operand);
}

// NoC addresses.
FORCE_INLINE uint64_t get_noc_addr(
    uint32_t noc_x,
    uint32_t noc_y,
    uint32_t addr,
    uint8_t = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return emulator::device::noc_address(noc_x, noc_y, addr);
}
FORCE_INLINE uint64_t
get_noc_addr(uint32_t addr, uint8_t = noc_index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return emulator::device::own_noc_address(addr);
}
template <typename Args>
uint64_t get_noc_addr(
    uint32_t page,
    const TensorAccessor<Args>& accessor,
    uint32_t offset = 0,
    uint8_t noc = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return accessor.get_noc_addr(page, offset, noc);
}
FORCE_INLINE uint64_t get_noc_multicast_addr(
    uint32_t noc_x_start,
    uint32_t noc_y_start,
    uint32_t noc_x_end,
    uint32_t noc_y_end,
    uint32_t addr,
    uint8_t = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return emulator::device::multicast_address(noc_x_start, noc_y_start, noc_x_end, noc_y_end, addr);
}

// Copies.
template <uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1>
void noc_async_read(
    uint64_t src_noc_addr,
    uint32_t dst_local_l1_addr,
    uint32_t size,
    uint8_t noc = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::read(src_noc_addr, dst_local_l1_addr, size, noc);
}
// The core goes with all reads with state to come, until another one is set or read from.
FORCE_INLINE void noc_async_read_set_state(
    uint64_t src_noc_addr, uint8_t noc = noc_index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::set_read_core(src_noc_addr, noc);
}
FORCE_INLINE void noc_async_read_with_state(
    uint32_t src_local_l1_addr,
    uint32_t dst_local_l1_addr,
    uint32_t size,
    uint8_t noc = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::read_with_state(src_local_l1_addr, dst_local_l1_addr, size, noc);
}
template <typename Args>
void noc_async_read_page(
    uint32_t id,
    const TensorAccessor<Args>& accessor,
    uint32_t dst_local_l1_addr,
    uint32_t offset = 0,
    uint8_t noc = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::read(
        accessor.get_noc_addr(id, offset, noc), dst_local_l1_addr, accessor.get_aligned_page_size(), noc);
}
template <uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1>
void noc_async_write(
    uint32_t src_local_l1_addr,
    uint64_t dst_noc_addr,
    uint32_t size,
    uint8_t noc = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::write(src_local_l1_addr, dst_noc_addr, size, noc);
}
template <uint32_t max_page_size = NOC_MAX_BURST_SIZE + 1>
void noc_async_write_multicast(
    uint32_t src_local_l1_addr,
    uint64_t dst_noc_addr_multicast,
    uint32_t size,
    uint32_t num_dests,
    bool linked = false,
    uint8_t noc = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::multicast(
        src_local_l1_addr, dst_noc_addr_multicast, size, num_dests, linked, /*loopback=*/false, noc);
}
FORCE_INLINE void noc_async_write_multicast_loopback_src(
    uint32_t src_local_l1_addr,
    uint64_t dst_noc_addr_multicast,
    uint32_t size,
    uint32_t num_dests,
    bool linked = false,
    uint8_t noc = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::multicast(
        src_local_l1_addr, dst_noc_addr_multicast, size, num_dests, linked, /*loopback=*/true, noc);
}
FORCE_INLINE void noc_async_read_barrier(uint8_t noc = noc_index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::read_barrier(noc);
}
// The id goes with all reads to come, until another one is set.
FORCE_INLINE void noc_async_read_set_trid(
    uint32_t trid = 0, uint8_t noc = noc_index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::set_read_id(trid, noc);
}
FORCE_INLINE void noc_async_read_barrier_with_trid(
    uint32_t trid, uint8_t noc = noc_index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::read_barrier_of(trid, noc);
}
FORCE_INLINE void noc_async_write_barrier(uint8_t noc = noc_index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::write_barrier(noc);
}
FORCE_INLINE void noc_async_writes_flushed(
    uint8_t noc = noc_index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::writes_flushed(noc);
}
FORCE_INLINE void noc_async_atomic_barrier(
    uint8_t noc = noc_index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::atomic_barrier(noc);
}

// Semaphores. A pointer to a semaphore is its address in L1 and is never followed here.
FORCE_INLINE uint32_t get_semaphore(uint32_t semaphore_id, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return emulator::device::semaphore_address(semaphore_id);
}
FORCE_INLINE void noc_semaphore_set(
    volatile tt_l1_ptr uint32_t* sem_addr, uint32_t val, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::set_semaphore(reinterpret_cast<uintptr_t>(sem_addr), val);
}
FORCE_INLINE void noc_semaphore_wait(
    volatile tt_l1_ptr uint32_t* sem_addr, uint32_t val, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::wait_semaphore(reinterpret_cast<uintptr_t>(sem_addr), val);
}
FORCE_INLINE void noc_semaphore_wait_min(
    volatile tt_l1_ptr uint32_t* sem_addr, uint32_t val, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::wait_semaphore_min(reinterpret_cast<uintptr_t>(sem_addr), val);
}
FORCE_INLINE void noc_semaphore_inc(
    uint64_t addr, uint32_t incr, uint8_t noc = noc_index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::increment_semaphore(addr, incr, noc);
}
FORCE_INLINE void noc_semaphore_set_remote(
    uint32_t src_local_l1_addr,
    uint64_t dst_noc_addr,
    uint8_t noc = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::set_remote_semaphore(src_local_l1_addr, dst_noc_addr, noc);
}
FORCE_INLINE void noc_semaphore_set_multicast(
    uint32_t src_local_l1_addr,
    uint64_t dst_noc_addr_multicast,
    uint32_t num_dests,
    bool linked = false,
    uint8_t noc = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::multicast_semaphore(
        src_local_l1_addr, dst_noc_addr_multicast, num_dests, linked, /*loopback=*/false, noc);
}
FORCE_INLINE void noc_semaphore_set_multicast_loopback_src(
    uint32_t src_local_l1_addr,
    uint64_t dst_noc_addr_multicast,
    uint32_t num_dests,
    bool linked = false,
    uint8_t noc = noc_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::multicast_semaphore(
        src_local_l1_addr, dst_noc_addr_multicast, num_dests, linked, /*loopback=*/true, noc);
}
