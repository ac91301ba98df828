#pragma once

#include <array>
#include <cstdint>

namespace emulator {

// A tile is 32 x 32 datums. Elementwise operations do not care in which order they lie.
constexpr uint32_t tile_datums = 1024;
constexpr uint32_t tile_bytes = tile_datums * sizeof(uint16_t);  // bfloat16, the one format so far

using Bfloat16Tile = std::array<uint16_t, tile_datums>;  // bit patterns
using DstTile = std::array<uint32_t, tile_datums>;       // fp32 bit patterns; with a 16-bit Dst the low half is zero

}  // namespace emulator
