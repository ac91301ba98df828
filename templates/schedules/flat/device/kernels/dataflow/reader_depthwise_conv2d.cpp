#include <algorithm>
#include <cstdint>

#include "../variant.hpp"
#include "../../../../depthwise_common/kernels/dataflow/multicast.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

// Of the transactions of the NoC, reads of weights take ids by turns: as many parts are read at once.
constexpr uint32_t no_read_id = 0;

uint32_t read_id(uint32_t part) { return no_read_id + 1 + part % kPartsOnTheirWay; }

// DRAM -> reserved pages of the weight buffer. The tiles are on their way when this returns.
void read_weights(uint32_t weight_addr, uint32_t first_tile_id, uint32_t num_tiles, uint32_t l1_addr) {
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    const auto weights = weights_in_dram<reader::CompileTimeArgs>(weight_addr, tile_bytes);

    for (uint32_t tile_id = first_tile_id; tile_id < first_tile_id + num_tiles; ++tile_id) {
        noc_async_read_page(tile_id, weights, l1_addr);
        l1_addr += tile_bytes;
    }
}

// Tiles of the part that begins with a tile.
template <typename Shared>
uint32_t part_tiles(const Shared& shared, uint32_t first_tile) {
    const uint32_t tiles_left = shared.weight_tiles - std::min(first_tile, shared.weight_tiles);
    return std::min(shared.weight_part_tiles, tiles_left);
}

//% if operation.input == "sharded"
template <typename Shared>
void reserve_weights(const Shared& shared) {
//% else
template <typename Shared>
void publish_input_and_reserve_weights(const Shared& shared) {
    // The input shard is in its place already: publish it.
    cb_reserve_back(cb::input, shared.input_pages);
    cb_push_back(cb::input, shared.input_pages);
//% endif
    // Weights come in parts, in the order of use: the first are multiplied while the others are on their way.
    cb_reserve_back(cb::weights, shared.weight_tiles);
}

// Sender's side, or that of a core which reads its own weights.
void bring_weights(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
//% if operation.input == "sharded"
    reserve_weights(shared);
//% else
    publish_input_and_reserve_weights(shared);
//% endif
    const uint32_t weights_addr = get_write_ptr(cb::weights);
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    // A part that is read goes by an id, so that one can be waited for while the next ones are on their way.
    const auto read_part = [&](uint32_t part) {
        const uint32_t tile = part * shared.weight_part_tiles;
        noc_async_read_set_trid(read_id(part));
        read_weights(
            args.weight_addr, args.start_tile_id + tile, part_tiles(shared, tile), weights_addr + tile * tile_bytes);
    };
    for (uint32_t part = 0; part < kPartsOnTheirWay; ++part) {
        read_part(part);
    }
    wait_for_receivers(args);
    uint32_t part = 0;
    for (uint32_t tile = 0; tile < shared.weight_tiles; tile += shared.weight_part_tiles) {
        noc_async_read_barrier_with_trid(read_id(part));
        read_part(part + kPartsOnTheirWay);
        ++part;
        const uint32_t num_tiles = part_tiles(shared, tile);
        multicast_weights(args, part, get_write_ptr(cb::weights), num_tiles * tile_bytes);
        cb_push_back(cb::weights, num_tiles);
    }
    noc_async_read_set_trid(no_read_id);
    finish_multicasts(args);
}

template <typename Receiver>
void receive_weights(const Receiver& args) {
    SHARED_ARGS auto shared = read_args<typename Receiver::Shared>();
//% if operation.input == "sharded"
    reserve_weights(shared);
//% else
    publish_input_and_reserve_weights(shared);
//% endif
    const auto parts_sent = request_weights(args);
    uint32_t parts_received = 0;
    for (uint32_t tile = 0; tile < shared.weight_tiles; tile += shared.weight_part_tiles) {
        noc_semaphore_wait_min(parts_sent, ++parts_received);
        cb_push_back(cb::weights, part_tiles(shared, tile));
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
