#include <algorithm>
#include <cstdint>

#include "../variant.hpp"
#include "../../../../depthwise_common/kernels/dataflow/multicast.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

// Of the transactions of the NoC, reads of weights take ids by turns: as many tiles are read at once.
constexpr uint32_t no_read_id = 0;
constexpr uint32_t ones_read_id = no_read_id + 1 + kTilesOnTheirWay;

uint32_t read_id(uint32_t tile) { return no_read_id + 1 + tile % kTilesOnTheirWay; }

// A weight tile of the channel shard -> L1. It is on its way when this returns.
void read_tile(const reader::Sender& args, uint32_t tile, uint32_t l1_addr) {
    const auto weights = weights_in_dram<reader::CompileTimeArgs>(args.weight_addr, get_tile_size(cb::weights));
    noc_async_read_page(args.start_tile_id + tile, weights, l1_addr);
}

//% if operation.input != "sharded"
template <typename Shared>
void publish_input(const Shared& shared) {
    // The input shard is in its place already.
    cb_reserve_back(cb::input, shared.input_pages);
    cb_push_back(cb::input, shared.input_pages);
}

//% endif
// Weights come tile by tile, in the order of use: the first are multiplied while the others are on their way. Room is
// made for a spoonful of them at once. Where all stay in L1, that is all of them; elsewhere, they come for each group of
// runs anew, and there is room for another spoonful while one is multiplied.

// Sender's side, or that of a core which reads its own weights.
void bring_weights(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
//% if operation.input != "sharded"
    publish_input(shared);
//% endif
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    const uint32_t buffer_addr = get_write_ptr(cb::weights);
    uint32_t tiles_read = 0;
    uint32_t tiles_sent = 0;
    // A tile that is read goes by an id, so that it can be waited for while the next ones are on their way.
    const auto read_next = [&] {
        if (tiles_read == shared.brought_tiles) {
            return;
        }
        if (tiles_read % shared.spoon_tiles == 0) {
            const uint32_t end = std::min(tiles_read + shared.spoon_tiles, shared.brought_tiles);
            cb_reserve_back(cb::weights, end - tiles_sent);
        }
        noc_async_read_set_trid(read_id(tiles_read));
        const uint32_t tile = tiles_read % shared.group_weight_tiles % shared.period_tiles;
        read_tile(args, shared.has_bias + tile, buffer_addr + tiles_read % shared.weight_window_tiles * tile_bytes);
        ++tiles_read;
    };
    uint32_t parts_sent = 0;
    const auto send_tile = [&](uint32_t cb) {
        ++parts_sent;
        multicast_weights(args, parts_sent, get_write_ptr(cb), tile_bytes);
        cb_push_back(cb, 1);
    };

    if (shared.has_bias) {  // the tile of ones that the bias is multiplied with comes first, and stays
        cb_reserve_back(cb::ones, 1);
        noc_async_read_set_trid(ones_read_id);
        read_tile(args, /*tile=*/0, get_write_ptr(cb::ones));
    }
    while (tiles_read < std::min(kTilesOnTheirWay, shared.spoon_tiles)) {
        read_next();
    }
    for (; tiles_sent < shared.brought_tiles; ++tiles_sent) {
        if (tiles_sent % shared.spoon_tiles == 0) {
            wait_for_receivers(args);
        }
        if (shared.has_bias && tiles_sent == 0) {
            noc_async_read_barrier_with_trid(ones_read_id);
            send_tile(cb::ones);
        }
        noc_async_read_barrier_with_trid(read_id(tiles_sent));
        read_next();
        send_tile(cb::weights);
    }
    noc_async_read_set_trid(no_read_id);
    finish_multicasts(args);
}

// A receiver asks for a spoonful when it has room for it: what comes earlier is written over weights in use. With its
// first tile, it makes room for the next one. So no receiver asks twice before all have asked once, and the sender need
// do no more than count.
template <typename Receiver>
void receive_weights(const Receiver& args) {
    SHARED_ARGS auto shared = read_args<typename Receiver::Shared>();
//% if operation.input != "sharded"
    publish_input(shared);
//% endif
    const auto parts_sent = expect_weights(args);
    uint32_t parts_received = 0;
    const auto receive_tile = [&](uint32_t cb) {
        ++parts_received;
        noc_semaphore_wait_min(parts_sent, parts_received);
        cb_push_back(cb, 1);
    };

    if (shared.has_bias) {
        cb_reserve_back(cb::ones, 1);
    }
    cb_reserve_back(cb::weights, shared.spoon_tiles);
    ask_for_weights(args);
    if (shared.has_bias) {
        receive_tile(cb::ones);
    }
    for (uint32_t tile = 0; tile < shared.brought_tiles; ++tile) {
        receive_tile(cb::weights);
        const uint32_t next_spoon = tile + shared.spoon_tiles;
        if (tile % shared.spoon_tiles == 0 && next_spoon < shared.brought_tiles) {
            const uint32_t end = std::min(next_spoon + shared.spoon_tiles, shared.brought_tiles);
            cb_reserve_back(cb::weights, end - (tile + 1));
            ask_for_weights(args);
        }
    }
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
