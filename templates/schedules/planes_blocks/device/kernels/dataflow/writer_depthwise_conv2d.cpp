#include <algorithm>
#include <cstdint>

#include "../variant.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Tiles of neighbours in. Nobody writes to an input shard while the program runs: it makes no difference when they start.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<writer::Args::Shared>();
    const auto args = read_args<writer::Args>();

    cb_reserve_back(cb::input, shared.input_tiles);
    cb_push_back(cb::input, shared.input_tiles);
    if (shared.halo_column_tiles == 0) {
        return;
    }
    const uint32_t tile_bytes = get_tile_size(cb::halo);
    for (uint32_t first = 0; first < shared.channel_tiles; first += shared.group_columns) {
        const uint32_t end = std::min(first + shared.group_columns, shared.channel_tiles);
        const uint32_t group_tiles = (end - first) * shared.halo_column_tiles;
        cb_reserve_back(cb::halo, group_tiles);
        // Each column is published when it is there: the compute kernel begins with the first one.
        for (uint32_t column = first; column < end; ++column) {
            const uint32_t shard_addr = get_write_ptr(cb::input) + column * tile_bytes;
            uint32_t l1_addr = get_write_ptr(cb::halo);
            const auto* tile = args.halo_tiles();
            for (const auto* end_tile = tile + args.num_halo_tiles; tile < end_tile; ++tile) {
                noc_async_read(get_noc_addr(tile->noc_x, tile->noc_y, shard_addr + tile->from_byte), l1_addr, tile_bytes);
                l1_addr += tile_bytes;
            }
            noc_async_read_barrier();
            cb_push_back(cb::halo, shared.halo_column_tiles);
        }
    }
}
