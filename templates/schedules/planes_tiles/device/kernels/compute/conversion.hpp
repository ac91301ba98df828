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

// Tiles of a buffer, `step` apart.
struct Tiles {
    uint32_t cb;
    uint32_t first;
    uint32_t step;
};

// Behind multiply_init.
ALWI void conversions_init() {}

// In front of tiles of a buffer, and behind them. The unpacker was configured for strips.
ALWI void conversion_init(uint32_t from_cb) {
    reconfig_full_operand_srca(from_cb);
    copy_init(from_cb);
}
ALWI void conversion_uninit() {}

// In front of multiplies: of bfloat16, whose denormals are zeros again.
ALWI void conversions_uninit(uint32_t planes_cb) {
    reconfig_data_format_srca(planes_cb);
    multiply_init();
}

ALWI void convert_tiles(const Tiles& from, const Tiles& to, uint32_t num_tiles) {
    const uint32_t dst_tiles = DST_ACCUM_MODE ? kDstTilesFp32 : kDstTiles;
    for (uint32_t done = 0; done < num_tiles; done += dst_tiles) {
        const uint32_t end = std::min(done + dst_tiles, num_tiles);
        tile_regs_acquire();
        for (uint32_t i = done; i < end; ++i) {
            copy_tile(from.cb, from.first + i * from.step, i - done);
        }
        tile_regs_commit();

        tile_regs_wait();
        for (uint32_t i = done; i < end; ++i) {
            pack_tile</*out_of_order_output=*/true>(i - done, to.cb, to.first + i * to.step);
        }
        tile_regs_release();
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
