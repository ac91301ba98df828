#include <cstdint>
#include <type_traits>

#include "../variant.hpp"
#include "../../../../depthwise_common/kernels/dataflow/multicast.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

// DRAM -> the reserved pages of the weight buffer.
void read_weights(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    const auto weights = weights_in_dram<reader::CompileTimeArgs>(args.weight_addr, tile_bytes);

    uint32_t l1_addr = get_write_ptr(cb::weights);
    for (uint32_t tile_id = args.start_tile_id; tile_id < args.start_tile_id + shared.weight_tiles; ++tile_id) {
        noc_async_read_page(tile_id, weights, l1_addr);
        l1_addr += tile_bytes;
    }
    noc_async_read_barrier();
}

// The bias of a channel shard, which is a page -> the stick of weights behind the taps. It comes after the weights,
// whose tile has zeros there.
template <typename Sender>
void read_bias(const Sender& args, std::true_type /*has_bias_tensor*/) {
    SHARED_ARGS auto shared = read_args<typename Sender::Shared>();
    if (shared.has_bias) {
        const uint32_t channel_shard = args.start_tile_id / shared.weight_tiles;
        const auto bias = args.bias_in_dram();
        noc_async_read_page(channel_shard, bias, get_write_ptr(cb::weights) + shared.bias_offset);
        noc_async_read_barrier();
    }
}
template <typename Sender>
void read_bias(const Sender& /*args*/, std::false_type /*has_bias_tensor*/) {}

// Sender's side, or that of a core which reads its own weights.
void bring_weights(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    cb_reserve_back(cb::weights, shared.weight_tiles);
    read_weights(args);
    read_bias(args, reader::HasBiasTensor{});
    wait_for_receivers(args);
    const uint32_t num_bytes = shared.weight_tiles * get_tile_size(cb::weights);
    multicast_weights(args, /*parts_sent=*/1, get_write_ptr(cb::weights), num_bytes);
    finish_multicasts(args);
    cb_push_back(cb::weights, shared.weight_tiles);
}

template <typename Receiver>
void receive_weights(const Receiver& args) {
    SHARED_ARGS auto shared = read_args<typename Receiver::Shared>();
    cb_reserve_back(cb::weights, shared.weight_tiles);
    noc_semaphore_wait(request_weights(args), 1);
    cb_push_back(cb::weights, shared.weight_tiles);
}
[[maybe_unused]] void receive_weights(const NobodyReceives&) {}

}  // namespace

// Brings the weights of the core's channels. The input is gathered by the writer, beside it.
void kernel_main() {
    if (reader::is_sender()) {
        bring_weights(read_args<reader::Sender>());
    } else {
        receive_weights(read_args<reader::Receiver>());
    }
}
