#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

// Out of order, the tile goes to the given page; in order, behind the one packed before it.
template <bool out_of_order_output = false>
ALWI void pack_tile(
    uint32_t ifrom_dst,
    uint32_t icb,
    uint32_t output_tile_index = 0,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    if (out_of_order_output) {
        PACK((emulator::device::pack_out_of_order(ifrom_dst, icb, output_tile_index)));
    } else {
        PACK((emulator::device::pack(ifrom_dst, icb)));
    }
}

}  // namespace ckernel
