#pragma once

#include <cstdint>

#include "../../../../depthwise_common/kernels/kernel_api.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Pieces of input shards, which begin at shard_addr on all cores -> L1. They are on their way when this returns. No core
// writes to its input shard, so that it makes no difference when others start. before_piece(to_byte) is called for each.
template <typename Args, typename BeforePiece>
void gather(const Args& args, uint32_t shard_addr, uint32_t to_addr, const BeforePiece& before_piece) {
    const auto* source = args.input_sources();
    const auto* piece = args.input_pieces();
    for (uint32_t i = 0; i < args.num_input_sources; ++i, ++source) {
        // The command buffer keeps the core: of each piece it wants addresses and size only.
        noc_async_read_set_state(get_noc_addr(source->noc_x, source->noc_y, shard_addr));
        for (const auto* end = piece + source->num_pieces; piece < end; ++piece) {
            before_piece(piece->to_byte);
            noc_async_read_with_state(shard_addr + piece->from_byte, to_addr + piece->to_byte, piece->num_bytes);
        }
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
