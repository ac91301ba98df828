#pragma once

#include "api/compute/common.h"

namespace ckernel {

// The multiply always accumulates onto Dst, whatever the last argument of tt-metal's mul_init says.
ALWI void mul_init(uint32_t icb0, uint32_t icb1, bool = true, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::init_multiply(icb0, icb1)));
    MATH((emulator::device::init_multiply(icb0, icb1)));
}

// The older name of mul_init.
ALWI void mul_tiles_init(uint32_t icb0, uint32_t icb1, emulator::Caller caller = emulator::Caller::here()) {
    mul_init(icb0, icb1, true, caller);
}

ALWI void mul_tiles(
    uint32_t icb0,
    uint32_t icb1,
    uint32_t itile0,
    uint32_t itile1,
    uint32_t idst,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::unpack_operands(icb0, icb1, itile0, itile1)));
    MATH((emulator::device::multiply(idst)));
}

}  // namespace ckernel
