#include <cstdint>

#include "../../../../depthwise_common/kernels/dataflow/multicast.hpp"
#include "../variant.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Weights in. All else is the compute kernel's.
namespace {

// They come in two parts: those of the first plane, which is multiplied while the others are on their way. Of the transactions
// of the NoC, reads of each part have an id.
constexpr uint32_t no_read_id = 0;
constexpr uint32_t first_part = 1;
constexpr uint32_t second_part = 2;

// Weight tiles of the channel shard -> the weight buffer. They are on their way when this returns.
void read_part(const reader::Sender& args, uint32_t part, uint32_t first_tile, uint32_t end_tile) {
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    const auto weights = weights_in_dram<reader::CompileTimeArgs>(args.weight_addr, tile_bytes);
    noc_async_read_set_trid(part);
    for (uint32_t tile = first_tile; tile < end_tile; ++tile) {
        noc_async_read_page(args.start_tile_id + tile, weights, get_write_ptr(cb::weights) + tile * tile_bytes);
    }
}

// From the reserved pages on, which are published.
void send_part(const reader::Sender& args, uint32_t part, uint32_t num_tiles) {
    noc_async_read_barrier_with_trid(part);
    multicast_weights(args, /*parts_sent=*/part, get_write_ptr(cb::weights), num_tiles * get_tile_size(cb::weights));
    cb_push_back(cb::weights, num_tiles);
}

// Sender's side, or that of a core which reads its own weights.
void run(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    const uint32_t rest = shared.weight_tiles - shared.first_weight_tiles;
    cb_reserve_back(cb::weights, shared.weight_tiles);
    read_part(args, first_part, /*first_tile=*/0, shared.first_weight_tiles);
    read_part(args, second_part, shared.first_weight_tiles, shared.weight_tiles);
    noc_async_read_set_trid(no_read_id);
    wait_for_receivers(args);
    send_part(args, first_part, shared.first_weight_tiles);
    if (rest > 0) {
        send_part(args, second_part, rest);
    }
    finish_multicasts(args);
}

template <typename Receiver>
void run_receiver(const Receiver& args) {
    SHARED_ARGS auto shared = read_args<typename Receiver::Shared>();
    const uint32_t rest = shared.weight_tiles - shared.first_weight_tiles;
    cb_reserve_back(cb::weights, shared.weight_tiles);
    const auto parts_sent = request_weights(args);
    noc_semaphore_wait_min(parts_sent, first_part);
    cb_push_back(cb::weights, shared.first_weight_tiles);
    if (rest > 0) {
        noc_semaphore_wait_min(parts_sent, second_part);
        cb_push_back(cb::weights, rest);
    }
}
[[maybe_unused]] void run_receiver(const NobodyReceives&) {}

}  // namespace

void kernel_main() {
    if (reader::is_sender()) {
        run(read_args<reader::Sender>());
    } else {
        run_receiver(read_args<reader::Receiver>());
    }
}
