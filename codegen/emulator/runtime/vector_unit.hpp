#pragma once

#include "emulator/activation.hpp"

namespace emulator {

// What stands in Dst behind a function: computed in single precision. leaky_relu is what the chip computes, hardsigmoid
// but for the last bit; it approximates the others, gelu in its fast form by straight lines.
uint32_t apply(VectorFunction function, uint32_t datum, float parameter, bool fp32_dest_acc);

}  // namespace emulator
