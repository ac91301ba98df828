#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool fast_and_approx = true>
ALWI void gelu_tile_init(emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    MATH((emulator::device::init_vector_function(emulator::VectorFunction::gelu)));
}

template <bool fast_and_approx = true>
ALWI void gelu_tile(uint32_t idst, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    MATH((emulator::device::apply_vector_function(emulator::VectorFunction::gelu, idst)));
}

}  // namespace ckernel
