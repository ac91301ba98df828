#include <algorithm>
#include <cstdint>

#include "../variant.hpp"
#include "../../../../depthwise_common/kernels/dataflow/multicast.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

// Weights come in parts, in the order of use: the first are multiplied while the others are on their way. Room is made
// for a spoonful of them at once. Where all stay in L1, that is all of them; elsewhere, they come for each group of runs
// anew, and there is room for another spoonful while one is multiplied.

// Of the transactions of the NoC, the reads of each part take an id by turns.
constexpr uint32_t no_read_id = 0;
constexpr uint32_t first_read_id = 1;
constexpr uint32_t ones_read_id = first_read_id + kPartsOnTheirWay;

constexpr uint32_t read_id_of(uint32_t part) { return first_read_id + part % kPartsOnTheirWay; }

// The spoonful that a tile belongs to.
struct Spoon {
    uint32_t begin;
    uint32_t end;
};
template <typename Shared>
constexpr Spoon spoon_of(const Shared& shared, uint32_t tile) {
    if (shared.spoon_tiles == shared.brought_tiles) {
        return {0, shared.brought_tiles};
    }
    const uint32_t begin = tile - tile % shared.spoon_tiles;
    return {begin, std::min(begin + shared.spoon_tiles, shared.brought_tiles)};
}

// The end of the part that begins with a tile. The first one of a spoonful is a single tile, as it may be waited for. A later
// one has a tile more than all before it, until there is nothing to gain.
constexpr uint32_t end_of_part(const Spoon& spoon, uint32_t begin) {
    const uint32_t num_tiles = std::min(begin - spoon.begin + 1, kPartTiles);
    return std::min(begin + num_tiles, spoon.end);
}

// Parts that may be read before one of them is sent: there is room for the spoonful behind the one that is being sent, and
// for no other.
template <typename Shared>
constexpr uint32_t parts_ahead(const Shared& shared) {
    const Spoon spoon{0, shared.spoon_tiles};
    uint32_t parts = 1;
    for (uint32_t tile = 0; tile < spoon.end && parts < kPartsOnTheirWay; tile = end_of_part(spoon, tile)) {
        ++parts;
    }
    return parts;
}

// Where a tile lies among those of the channel shard, and where it has room. Most often all are brought once.
template <typename Shared>
constexpr uint32_t place_in_dram(const Shared& shared, uint32_t tile) {
    return shared.brought_tiles == shared.period_tiles ? tile : tile % shared.group_weight_tiles % shared.period_tiles;
}
template <typename Shared>
constexpr uint32_t place_in_l1(const Shared& shared, uint32_t tile) {
    return shared.brought_tiles == shared.weight_window_tiles ? tile : tile % shared.weight_window_tiles;
}

// Sender's side, or that of a core which reads its own weights. What it does is what all cores wait for: so it keeps its
// numbers in registers, and all is compiled into its loop.
void bring_weights(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    const uint32_t buffer_addr = get_write_ptr(cb::weights);
    const auto weights = weights_in_dram<reader::CompileTimeArgs>(args.weight_addr, tile_bytes);
    uint32_t parts_read = 0;
    uint32_t tiles_read = 0;
    uint32_t parts_sent = 0;
    uint32_t tiles_sent = 0;
    // A part goes by an id, so that it can be waited for while the next ones are on their way.
    const auto read_part = [&]() __attribute__((always_inline)) {
        const Spoon spoon = spoon_of(shared, tiles_read);
        if (tiles_read == spoon.begin) {
            cb_reserve_back(cb::weights, spoon.end - tiles_sent);
        }
        noc_async_read_set_trid(read_id_of(parts_read));
        for (const uint32_t end = end_of_part(spoon, tiles_read); tiles_read < end; ++tiles_read) {
            const uint32_t tile = place_in_dram(shared, tiles_read);
            const uint32_t l1_addr = buffer_addr + place_in_l1(shared, tiles_read) * tile_bytes;
            noc_async_read_page(args.start_tile_id + shared.has_bias + tile, weights, l1_addr);
        }
        ++parts_read;
    };
    const auto send = [&](uint32_t cb, uint32_t num_tiles, uint32_t id, uint32_t flag) __attribute__((always_inline)) {
        noc_async_read_barrier_with_trid(id);
        multicast_weights(args, flag, get_write_ptr(cb), num_tiles * tile_bytes);
        cb_push_back(cb, num_tiles);
    };
    const auto send_part = [&]() __attribute__((always_inline)) {
        const Spoon spoon = spoon_of(shared, tiles_sent);
        if (tiles_sent == spoon.begin) {
            wait_for_receivers(args);
        }
        if (shared.has_bias && tiles_sent == 0) {
            send(cb::ones, 1, ones_read_id, /*flag=*/1);
        }
        const uint32_t num_tiles = end_of_part(spoon, tiles_sent) - tiles_sent;
        send(cb::weights, num_tiles, read_id_of(parts_sent), shared.has_bias + parts_sent + 1);
        ++parts_sent;
        tiles_sent += num_tiles;
    };

    if (shared.has_bias) {  // the tile of ones that the bias is multiplied with comes first, and stays
        cb_reserve_back(cb::ones, 1);
        noc_async_read_set_trid(ones_read_id);
        noc_async_read_page(args.start_tile_id, weights, get_write_ptr(cb::ones));
    }
    read_part();  // on its own: what the loop prepares can be prepared meanwhile
    while (tiles_sent < shared.brought_tiles) {
        if (parts_read - parts_sent == parts_ahead(shared) || tiles_read == shared.brought_tiles) {
            send_part();
        }
        if (tiles_read < shared.brought_tiles) {
            read_part();
        }
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
    const auto parts_sent = expect_weights(args);
    uint32_t parts_received = 0;
    const auto receive_part = [&](uint32_t cb, uint32_t num_tiles) {
        ++parts_received;
        noc_semaphore_wait_min(parts_sent, parts_received);
        cb_push_back(cb, num_tiles);
    };

    if (shared.has_bias) {
        cb_reserve_back(cb::ones, 1);
    }
    cb_reserve_back(cb::weights, shared.spoon_tiles);
    ask_for_weights(args);
    if (shared.has_bias) {
        receive_part(cb::ones, 1);
    }
    for (uint32_t tile = 0; tile < shared.brought_tiles;) {
        const Spoon spoon = spoon_of(shared, tile);
        const bool is_first = tile == spoon.begin;
        const uint32_t end = end_of_part(spoon, tile);
        receive_part(cb::weights, end - tile);
        tile = end;
        if (is_first && spoon.end < shared.brought_tiles) {
            cb_reserve_back(cb::weights, spoon_of(shared, spoon.end).end - tile);
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
