#pragma once

#include "api/compute/common_globals.h"
#include "api/compute/reconfig_data_format.h"

namespace ckernel {

ALWI void copy_init(uint32_t cbid, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::init_copy(cbid)));
    MATH((emulator::device::init_copy(cbid)));
}

ALWI void copy_tile(
    uint32_t in_cb_id,
    uint32_t in_tile_index,
    uint32_t dst_tile_index,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::copy_to_dst(in_cb_id, in_tile_index, dst_tile_index)));
    MATH((emulator::device::copy_to_dst(in_cb_id, in_tile_index, dst_tile_index)));
}

}  // namespace ckernel
