#include <cstdint>

#include "../variant.hpp"
#include "../../../../depthwise_common/kernels/dataflow/multicast.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

// DRAM -> the reserved pages of the weight buffer.
void read_weights(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    // The accessor's own compile-time arguments stand behind the named ones, however many these are.
    constexpr auto accessor_args = TensorAccessorArgs<word_count<reader::CompileTimeArgs>>();
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    const auto weights = TensorAccessor(accessor_args, args.weight_addr, tile_bytes);

    uint32_t l1_addr = get_write_ptr(cb::weights);
    for (uint32_t tile_id = args.start_tile_id; tile_id < args.start_tile_id + shared.weight_tiles; ++tile_id) {
        noc_async_read_page(tile_id, weights, l1_addr);
        l1_addr += tile_bytes;
    }
    noc_async_read_barrier();
}

template <typename Shared>
void publish_input_and_reserve_weights(const Shared& shared) {
    // The input shard is in its place already: publish it.
    cb_reserve_back(cb::input, shared.input_shard_sticks);
    cb_push_back(cb::input, shared.input_shard_sticks);
    cb_reserve_back(cb::weights, shared.weight_tiles);
}

// Sender's side, or that of a core which reads its own weights. They are few: one read, one multicast.
void bring_weights(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    publish_input_and_reserve_weights(shared);
    read_weights(args);
    wait_for_receivers(args);
    const uint32_t num_bytes = shared.weight_tiles * get_tile_size(cb::weights);
    multicast_weights(args, /*parts_sent=*/1, get_write_ptr(cb::weights), num_bytes);
    cb_push_back(cb::weights, shared.weight_tiles);
    finish_multicasts(args);
}

template <typename Receiver>
void receive_weights(const Receiver& args) {
    SHARED_ARGS auto shared = read_args<typename Receiver::Shared>();
    publish_input_and_reserve_weights(shared);
    noc_semaphore_wait(request_weights(args), 1);
    cb_push_back(cb::weights, shared.weight_tiles);
}
[[maybe_unused]] void receive_weights(const NobodyReceives&) {}

}  // namespace

void kernel_main() {
    if (reader::is_sender()) {
        bring_weights(read_args<reader::Sender>());
    } else {
        receive_weights(read_args<reader::Receiver>());
    }
}
