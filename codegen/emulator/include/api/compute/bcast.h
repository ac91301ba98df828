#pragma once

#include "api/compute/common.h"

namespace ckernel {

ALWI void mul_bcast_rows_init(uint32_t icb0, uint32_t icb1, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::init_multiply_by_row(icb0, icb1)));
    MATH((emulator::device::init_multiply_by_row(icb0, icb1)));
}

// The multiply always accumulates onto Dst.
ALWI void mul_tiles_bcast_rows(
    uint32_t icb0,
    uint32_t icb1,
    uint32_t itile0,
    uint32_t itile1,
    uint32_t idst,
    uint32_t bcast_row_idx = 0,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::unpack_with_row(icb0, icb1, itile0, itile1, bcast_row_idx)));
    MATH((emulator::device::multiply_by_row(idst)));
}

}  // namespace ckernel
