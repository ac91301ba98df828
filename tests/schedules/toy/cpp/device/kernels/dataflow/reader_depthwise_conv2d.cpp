#include <cstdint>

#include "../variant.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Brings the weights of the core's channels.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    const auto args = read_args<reader::Sender>();
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    constexpr auto accessor_args = TensorAccessorArgs<word_count<reader::CompileTimeArgs>>();
    const auto weights = TensorAccessor(accessor_args, args.weight_addr, tile_bytes);

    cb_reserve_back(cb::weights, shared.weight_tiles);
    uint32_t l1_addr = get_write_ptr(cb::weights);
    for (uint32_t tile_id = args.start_tile_id; tile_id < args.start_tile_id + shared.weight_tiles; ++tile_id) {
        noc_async_read_page(tile_id, weights, l1_addr);
        l1_addr += tile_bytes;
    }
    noc_async_read_barrier();
    cb_push_back(cb::weights, shared.weight_tiles);
}
