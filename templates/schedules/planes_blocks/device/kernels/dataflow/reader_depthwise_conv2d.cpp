#include <cstdint>

#include "../../../../depthwise_common/kernels/dataflow/multicast.hpp"
#include "../variant.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Weights in. All else is the compute kernel's.
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

// Sender's side, or that of a core which reads its own weights. They are few: one read, one multicast.
void run(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    cb_reserve_back(cb::weights, shared.weight_tiles);
    read_weights(args);
    wait_for_receivers(args);
    const uint32_t num_bytes = shared.weight_tiles * get_tile_size(cb::weights);
    multicast_weights(args, /*parts_sent=*/1, get_write_ptr(cb::weights), num_bytes);
    cb_push_back(cb::weights, shared.weight_tiles);
    finish_multicasts(args);
}

template <typename Receiver>
void run_receiver(const Receiver& args) {
    SHARED_ARGS auto shared = read_args<typename Receiver::Shared>();
    cb_reserve_back(cb::weights, shared.weight_tiles);
    const auto weights_valid = request_weights(args);
    noc_semaphore_wait(weights_valid, 1);
    cb_push_back(cb::weights, shared.weight_tiles);
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
