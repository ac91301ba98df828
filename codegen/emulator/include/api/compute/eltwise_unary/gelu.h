#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool fast_and_approx = true>
ALWI void gelu_tile_init() {
    MATH((emulator::device::init_vector_function(emulator::VectorFunction::gelu)));
}

template <bool fast_and_approx = true>
ALWI void gelu_tile(uint32_t idst) {
    MATH((emulator::device::apply_vector_function(emulator::VectorFunction::gelu, idst)));
}

}  // namespace ckernel
