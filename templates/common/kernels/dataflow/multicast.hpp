#pragma once

#include <cstdint>

#include "../kernel_args.hpp"

// Where a reader's weights come from, and the handshake by which they reach the other cores of its multicast.
namespace ttnn::operations::experimental::depthwise_common {

// The accessor's own compile-time arguments stand behind the named ones, however many these are.
template <typename CompileTimeArgs>
auto weights_in_dram(uint32_t weight_addr, uint32_t tile_bytes) {
    return TensorAccessor(TensorAccessorArgs<word_count<CompileTimeArgs>>(), weight_addr, tile_bytes);
}

inline volatile tt_l1_ptr uint32_t* semaphore_at(uint32_t l1_addr) {
    return reinterpret_cast<volatile tt_l1_ptr uint32_t*>(l1_addr);
}

// The weights at an address of L1, and behind them the flag that says they have arrived. The NoC leaves the sender out.
// Buffer and semaphore have the same address on every core of the operation.
FORCE_INLINE void send_weights(
    const MulticastRectangle& rectangle, uint32_t weights_addr, uint32_t num_bytes, uint32_t valid_addr) {
    const auto everywhere = [&rectangle](uint32_t l1_addr) {
        return get_noc_multicast_addr(
            rectangle.noc_start_x, rectangle.noc_start_y, rectangle.noc_end_x, rectangle.noc_end_y, l1_addr);
    };
    noc_async_write_multicast(weights_addr, everywhere(weights_addr), num_bytes, rectangle.num_dests, /*linked=*/true);
#ifdef ARCH_BLACKHOLE
    // Blackhole sends data and flag from different command buffers, which may overtake each other.
    noc_async_writes_flushed();
#endif
    noc_semaphore_set_multicast(valid_addr, everywhere(valid_addr), rectangle.num_dests);
}

// Sender's side of the handshake: wait until the buffer of every receiver is ready.
template <typename Sender>
void wait_for_receivers(const Sender& args) {
    if (args.num_receivers == 0) {
        return;
    }
    const auto wanted = semaphore_at(get_semaphore(args.weights_wanted));
    noc_semaphore_wait(wanted, args.num_receivers);
    noc_semaphore_set(wanted, 0);
}

// Sends weights that lie in L1. The flag counts the parts that have been sent, this one included.
template <typename Sender>
FORCE_INLINE void multicast_weights(
    const Sender& args, uint32_t parts_sent, uint32_t weights_addr, uint32_t num_bytes) {
    const uint32_t num_rectangles = args.num_rectangles();
    if (num_rectangles == 0) {
        return;
    }
    const uint32_t valid_addr = get_semaphore(args.weights_valid);
    noc_semaphore_set(semaphore_at(valid_addr), parts_sent);
    for (uint32_t i = 0; i < num_rectangles; ++i) {
        send_weights(args.rectangle(i), weights_addr, num_bytes, valid_addr);
    }
    // All has left: the flag may change, and the pages may be given back.
    noc_async_writes_flushed();
}

// Sender's side: nothing is on its way any more.
template <typename Sender>
void finish_multicasts(const Sender& args) {
    if (args.num_receivers > 0) {
        noc_async_write_barrier();
    }
}

// Receiver's side: the flag, which counts the parts that have arrived: none so far.
template <typename Receiver>
volatile tt_l1_ptr uint32_t* expect_weights(const Receiver& args) {
    const auto valid = semaphore_at(get_semaphore(args.weights_valid));
    noc_semaphore_set(valid, 0);
    return valid;
}

// Receiver's side: say that the buffer is ready for what it has reserved.
template <typename Receiver>
void ask_for_weights(const Receiver& args) {
    const uint32_t wanted_addr = get_semaphore(args.weights_wanted);
    noc_semaphore_inc(get_noc_addr(args.mcast_sender_noc_x, args.mcast_sender_noc_y, wanted_addr), 1);
    noc_async_atomic_barrier();
}

// Receiver's side, where all weights come at once. Returns the flag.
template <typename Receiver>
volatile tt_l1_ptr uint32_t* request_weights(const Receiver& args) {
    const auto valid = expect_weights(args);
    ask_for_weights(args);
    return valid;
}

}  // namespace ttnn::operations::experimental::depthwise_common
