#pragma once

#include <array>
#include <cstdint>

namespace emulator {

// A tile is 32 x 32 datums. Elementwise operations do not care in which order they lie.
constexpr uint32_t tile_side = 32;
constexpr uint32_t tile_datums = tile_side * tile_side;
constexpr uint32_t face_side = 16;
constexpr uint32_t tile_bytes = tile_datums * sizeof(uint16_t);  // in bfloat16

// In bfloat8_b, the exponents of a tile come first, one for each row of a face, then its datums.
constexpr uint32_t tile_exponents = tile_datums / face_side;
constexpr uint32_t bfloat8_b_tile_bytes = tile_exponents + tile_datums;

// What an instruction of the matrix unit multiplies: 8 rows of 16 datums.
constexpr uint32_t row_datums = 16;
constexpr uint32_t block_datums = 8 * row_datums;

using Bfloat16Tile = std::array<uint16_t, tile_datums>;  // bit patterns
// Where a datum lies in a tile: face after face, each row by row.
constexpr uint32_t place_in_tile(uint32_t row, uint32_t column) {
    const uint32_t face = row / face_side * 2 + column / face_side;
    return face * face_side * face_side + row % face_side * face_side + column % face_side;
}

using DstTile = std::array<uint32_t, tile_datums>;       // fp32 bit patterns; with a 16-bit Dst the low half is zero

}  // namespace emulator
