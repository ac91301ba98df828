#pragma once

#include "api/compute/common.h"
#include "emulator/sfpi.hpp"
#include "emulator/vector_calls.hpp"

namespace ckernel {

TTDW_VECTOR_INIT(hardsigmoid)
TTDW_VECTOR_FUNCTION(hardsigmoid)

enum class ActivationType { Hardsigmoid };

namespace sfpu {

// Needs the constants that hardsigmoid_tile_init sets.
template <bool approximate, ActivationType type>
void apply_activation(sfpi::vFloat& x) {
    emulator::device::require_vector_function(emulator::VectorFunction::hardsigmoid);
    x = emulator::hardsigmoid(x.number);
}

}  // namespace sfpu
}  // namespace ckernel
