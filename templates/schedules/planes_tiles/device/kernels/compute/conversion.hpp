#pragma once

#include <algorithm>
#include <cstdint>

#include "../../../../depthwise_common/kernels/kernel_api.hpp"
#include "multiply_taps.hpp"
#ifdef COMPILE_FOR_TRISC
#include "api/compute/reconfig_data_format.h"
#include "api/compute/tile_move_copy.h"
#endif

// Tiles on their way from a number format to another one: through Dst, as they are.
//
// All three processors of a compute kernel call these functions; each does its part.
namespace ttnn::operations::experimental::depthwise_conv2d {

// A tile of a buffer.
struct Tile {
    uint32_t cb;
    uint32_t page;
};

// Tiles of a buffer, `step` apart.
struct Tiles {
    uint32_t cb;
    uint32_t first;
    uint32_t step;
};

ALWI void packing_init() {}
ALWI void conversions_init() {}
ALWI void configure_pack_format(uint32_t to_cb) { pack_reconfig_data_format(to_cb); }
ALWI void pack_tiles(uint32_t first_tile, const Tiles& to, uint32_t num_tiles) {
    for (uint32_t i = 0; i < num_tiles; ++i) {
        pack_tile</*out_of_order_output=*/true>(first_tile + i, to.cb, to.first + i * to.step);
    }
}

// In front of tiles of a buffer, and behind them. The unpacker was configured for strips.
ALWI void conversion_init(uint32_t from_cb) {
    reconfig_full_operand_srca(from_cb);
    copy_init(from_cb);
}
ALWI void conversion_uninit(uint32_t /*from_cb*/) {}

// In front of multiplies: of bfloat16, whose denormals are zeros again.
ALWI void conversions_uninit() {
    reconfig_data_format_srca(variant::cb::planes);
    multiply_init();
}

template <typename TileOf>
ALWI void convert_tiles(const TileOf& tile_of, const Tiles& to, uint32_t num_tiles) {
    const uint32_t dst_tiles = DST_ACCUM_MODE ? kDstTilesFp32 : kDstTiles;
    for (uint32_t done = 0; done < num_tiles; done += dst_tiles) {
        const uint32_t end = std::min(done + dst_tiles, num_tiles);
        tile_regs_acquire();
        for (uint32_t i = done; i < end; ++i) {
            const auto [cb, page] = tile_of(i);
            copy_tile(cb, page, i - done);
        }
        tile_regs_commit();

        tile_regs_wait();
        pack_tiles(/*first_tile=*/0, {to.cb, to.first + done * to.step, to.step}, end - done);
        tile_regs_release();
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
