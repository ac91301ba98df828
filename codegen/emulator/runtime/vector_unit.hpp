#pragma once

#include "emulator/activation.hpp"
#include "tile.hpp"

namespace emulator {

// Computed in single precision; the chip approximates them, gelu in its fast form by straight lines. A Dst of 16 bits
// takes the result rounded to bfloat16.
void apply(VectorFunction function, DstTile& dst, bool fp32_dest_acc);

}  // namespace emulator
