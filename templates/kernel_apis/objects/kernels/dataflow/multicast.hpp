#pragma once

#include <cstdint>

#include "../kernel_args.hpp"

// Where a reader's weights come from, and the handshake by which they reach the other cores of its multicast.
namespace ttnn::operations::experimental::depthwise_common {

// The tensor is bound to the kernel, and brings its address and the size of its pages.
template <typename CompileTimeArgs>
auto weights_in_dram(uint32_t /*weight_addr*/, uint32_t /*tile_bytes*/) {
    return TensorAccessor(tensor::weights);
}

// The id goes with all reads to come: a Noc sets one only together with a source.
inline void set_read_id(uint32_t id) { noc_async_read_set_trid(id); }

// The weights at an address of L1, and behind them the flag that says they have arrived. The NoC leaves the sender out.
// Buffer and semaphore have the same address on every core of the operation.
FORCE_INLINE void send_weights(const MulticastRectangle& to, uint32_t weights_addr, uint32_t num_bytes, Semaphore<>& valid) {
    const Noc noc;
    noc.async_write_multicast(
        CoreLocalMem<uint32_t>(weights_addr),
        MulticastEndpoint{},
        num_bytes,
        to.num_dests,
        {},
        {.noc_x_start = to.noc_start_x,
         .noc_y_start = to.noc_start_y,
         .noc_x_end = to.noc_end_x,
         .noc_y_end = to.noc_end_y,
         .addr = weights_addr},
        /*linked=*/true);
#ifdef ARCH_BLACKHOLE
    // Blackhole sends data and flag from different command buffers, which may overtake each other.
    noc.async_writes_flushed();
#endif
    valid.set_multicast(noc, to.noc_start_x, to.noc_start_y, to.noc_end_x, to.noc_end_y, to.num_dests);
}

// Sender's side of the handshake: wait until the buffer of every receiver is ready.
template <typename Sender>
void wait_for_receivers(const Sender& args) {
    if (args.num_receivers == 0) {
        return;
    }
    Semaphore<> wanted(args.weights_wanted);
    wanted.wait(args.num_receivers);
    wanted.set(0);
}

// Sends weights that lie in L1. The flag counts the parts that have been sent, this one included.
template <typename Sender>
FORCE_INLINE void multicast_weights(
    const Sender& args, uint32_t parts_sent, uint32_t weights_addr, uint32_t num_bytes) {
    const uint32_t num_rectangles = args.num_rectangles();
    if (num_rectangles == 0) {
        return;
    }
    Semaphore<> valid(args.weights_valid);
    valid.set(parts_sent);
    for (uint32_t i = 0; i < num_rectangles; ++i) {
        send_weights(args.rectangle(i), weights_addr, num_bytes, valid);
    }
    // All has left: the flag may change, and the pages may be given back.
    Noc().async_writes_flushed();
}

// Sender's side: nothing is on its way any more.
template <typename Sender>
void finish_multicasts(const Sender& args) {
    if (args.num_receivers > 0) {
        Noc().async_write_barrier();
    }
}

// Receiver's side: the flag, which counts the parts that have arrived: none so far.
template <typename Receiver>
Semaphore<> expect_weights(const Receiver& args) {
    Semaphore<> valid(args.weights_valid);
    valid.set(0);
    return valid;
}

// Receiver's side: say that the buffer is ready for what it has reserved.
template <typename Receiver>
void ask_for_weights(const Receiver& args) {
    const Noc noc;
    Semaphore<> wanted(args.weights_wanted);
    wanted.up(noc, args.mcast_sender_noc_x, args.mcast_sender_noc_y, 1);
    noc.async_atomic_barrier();
}

// Receiver's side, where all weights come at once. Returns the flag.
template <typename Receiver>
Semaphore<> request_weights(const Receiver& args) {
    const auto valid = expect_weights(args);
    ask_for_weights(args);
    return valid;
}

}  // namespace ttnn::operations::experimental::depthwise_common
