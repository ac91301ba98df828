#pragma once

#include <cstdint>

#include "emulator/activation.hpp"
#include "tile.hpp"

namespace emulator {

// How the host configured the compute kernel.
struct MathConfig {
    uint32_t fidelity_phases = 4;  // LoFi 1, HiFi2 2, HiFi3 3, HiFi4 4
    bool fp32_dest_acc = true;     // Dst holds fp32, else bfloat16
    bool adder_slips = true;       // as Wormhole's does on the sum -1
};

// dst += a * b, datum by datum.
void multiply_tiles(DstTile& dst, const Bfloat16Tile& a, const Bfloat16Tile& b, const MathConfig& config);

// One fidelity phase of the same for a block.
void multiply_block(uint32_t* dst, const uint16_t* a, const uint16_t* b, uint32_t phase, const MathConfig& config);

// dst = a + b for a block.
void add_block(uint32_t* dst, const uint16_t* a, const uint16_t* b, const MathConfig& config);

// First row of dst += first row of scaler times the columns of a. The chip does the same with three more rows of the
// scaler, whose sums nobody reads.
void sum_columns(DstTile& dst, const Bfloat16Tile& a, const Bfloat16Tile& scaler, const MathConfig& config);

// How the packer is configured.
struct PackConfig {
    ReluMode relu = ReluMode::none;
    uint16_t threshold = 0;  // bfloat16
};

// dst = a, datum by datum, and what the unpacker makes of a tile in bfloat8_b.
void copy_tile(DstTile& dst, const Bfloat16Tile& a, const MathConfig& config);
void unpack_bfloat8_b(uint16_t* to, const uint8_t* exponents, const uint8_t* datums, uint32_t num_datums);

// What the packer writes to L1 in bfloat8_b, where the host has asked for precise packing: of each row of 16 datums of Dst an
// exponent, and a byte for each datum.
void pack_bfloat8_b(
    uint8_t* exponents, uint8_t* datums, const uint32_t* dst, uint32_t num_rows, const PackConfig& pack, const MathConfig& math);

// The same in bfloat16.
void pack_bfloat16(uint8_t* packed, const uint32_t* dst, uint32_t num_datums, const PackConfig& config);

}  // namespace emulator
