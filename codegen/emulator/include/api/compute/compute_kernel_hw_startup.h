#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

ALWI void compute_kernel_hw_startup(
    uint32_t icb0, uint32_t icb1, uint32_t ocb, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::start_hardware(icb0, icb1, ocb);
}

ALWI void compute_kernel_hw_startup(uint32_t icb0, uint32_t ocb, emulator::Caller caller = emulator::Caller::here()) {
    compute_kernel_hw_startup(icb0, icb0, ocb, caller);
}

}  // namespace ckernel
