#pragma once

#include <cstdint>

namespace emulator {

// Functions that the vector unit applies to a tile in Dst.
enum class VectorFunction : uint32_t { none, gelu, silu };

// How the packer clips: not at all, negative numbers to zero, or to what lies between zero and a threshold.
enum class ReluMode : uint32_t { none, zero, max_threshold };

}  // namespace emulator
