#pragma once

#include "api/compute/common.h"
#include "emulator/vector_calls.hpp"

namespace ckernel {

TTDW_VECTOR_INIT(leaky_relu)

ALWI void leaky_relu_tile(uint32_t idst, uint32_t slope, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    MATH((emulator::device::apply_vector_function(
        emulator::VectorFunction::leaky_relu, idst, emulator::float_of(slope))));
}

}  // namespace ckernel
