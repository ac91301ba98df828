#include <cstdint>
#include <type_traits>

#include "../variant.hpp"
#include "multicast.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

// The accessors' own compile-time arguments stand behind the named ones, however many these are.
constexpr auto weights_accessor_args = TensorAccessorArgs<word_count<reader::CompileTimeArgs>>();

// DRAM -> the reserved pages of the weight buffer.
void read_weights(const reader::Sender& args) {
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    const auto weights = TensorAccessor(weights_accessor_args, args.weight_addr, tile_bytes);

    uint32_t l1_addr = get_write_ptr(cb::weights);
    for (uint32_t tile_id = args.start_tile_id; tile_id < args.start_tile_id + args.weight_tiles; ++tile_id) {
        noc_async_read_page(tile_id, weights, l1_addr);
        l1_addr += tile_bytes;
    }
    noc_async_read_barrier();
}

// The bias of a channel shard, which is a page -> the stick of weights behind the taps. It comes after the weights,
// whose tile has zeros there. The position of its accessor's arguments is a parameter, since a variant without a bias
// tensor has none there.
template <uint32_t AccessorArgs, typename Sender>
void read_bias(const Sender& args, std::true_type /*has_bias_tensor*/) {
    if (args.has_bias) {
        const uint32_t channel_shard = args.start_tile_id / args.weight_tiles;
        const auto bias = TensorAccessor(TensorAccessorArgs<AccessorArgs>(), args.bias_addr);
        noc_async_read_page(channel_shard, bias, get_write_ptr(cb::weights) + args.bias_offset);
        noc_async_read_barrier();
    }
}
template <uint32_t AccessorArgs, typename Sender>
void read_bias(const Sender& /*args*/, std::false_type /*has_bias_tensor*/) {}

// Sender's side, or that of a core which reads its own weights.
void bring_weights(const reader::Sender& args) {
    cb_reserve_back(cb::weights, args.weight_tiles);
    read_weights(args);
    read_bias<weights_accessor_args.next_compile_time_args_offset()>(args, reader::HasBiasTensor{});
    wait_for_receivers(args);
    const uint32_t num_bytes = args.weight_tiles * get_tile_size(cb::weights);
    multicast_weights(args, /*parts_sent=*/1, get_write_ptr(cb::weights), num_bytes);
    noc_async_write_barrier();
    cb_push_back(cb::weights, args.weight_tiles);
}

template <typename Receiver>
void receive_weights(const Receiver& args) {
    cb_reserve_back(cb::weights, args.weight_tiles);
    noc_semaphore_wait(request_weights(args), 1);
    cb_push_back(cb::weights, args.weight_tiles);
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
