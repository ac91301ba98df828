#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <uint32_t block_ct_dim = 8, uint32_t full_ct_dim = block_ct_dim>
ALWI void pack_untilize_dest_init(uint32_t ocb, emulator::Caller caller = emulator::Caller::here()) {
    static_assert(block_ct_dim == 1 && full_ct_dim == 1, "one tile at a time");
    caller.enter();
    PACK((emulator::device::init_pack_untilize(ocb)));
}

template <uint32_t block_ct_dim = 8, uint32_t full_ct_dim = block_ct_dim>
ALWI void pack_untilize_dest(
    uint32_t ocb,
    uint32_t block_rt_dim = 1,
    uint32_t block_c_index = 0,
    uint32_t tile_dst_rt_offset = 0,
    emulator::Caller caller = emulator::Caller::here()) {
    static_assert(block_ct_dim == 1 && full_ct_dim == 1, "one tile at a time");
    caller.enter();
    if (block_rt_dim != 1 || block_c_index != 0) {
        PACK((emulator::device::unsupported("pack_untilize_dest of several tiles")));
    }
    PACK((emulator::device::pack_untilized(tile_dst_rt_offset, ocb)));
}

ALWI void pack_untilize_uninit(uint32_t ocb, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    PACK((emulator::device::uninit_pack_untilize(ocb)));
}

}  // namespace ckernel
