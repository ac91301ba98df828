#include "matrix_unit.hpp"

#include <algorithm>
#include <array>
#include <cstring>

#include "error.hpp"
#include "tensix_arithmetic.hpp"
#include "vector_code.hpp"

namespace emulator {
namespace {

template <bool Fp32>
inline __attribute__((always_inline)) void multiply_in_phase(
    uint32_t* dst, const uint16_t* a, const uint16_t* b, uint32_t phase, int32_t slip) {
    switch (phase) {
        case 0: return arithmetic::multiply_block<Fp32, 0>(dst, a, b, slip);
        case 1: return arithmetic::multiply_block<Fp32, 1>(dst, a, b, slip);
        case 2: return arithmetic::multiply_block<Fp32, 2>(dst, a, b, slip);
        default: return arithmetic::multiply_block<Fp32, 3>(dst, a, b, slip);
    }
}

FASTEST_OF_THIS_MACHINE void multiply_fp32(
    uint32_t* dst, const uint16_t* a, const uint16_t* b, uint32_t phase, int32_t slip) {
    multiply_in_phase<true>(dst, a, b, phase, slip);
}

FASTEST_OF_THIS_MACHINE void multiply_bfloat16(
    uint32_t* dst, const uint16_t* a, const uint16_t* b, uint32_t phase, int32_t slip) {
    multiply_in_phase<false>(dst, a, b, phase, slip);
}

// Words of positive bfloat16 numbers are in the order of the numbers.
uint16_t clipped(uint16_t datum, const PackConfig& config) {
    if (config.relu == ReluMode::none) {
        return datum;
    }
    const uint16_t largest = config.relu == ReluMode::max_threshold ? config.threshold : 0x7fff;
    return (datum & 0x8000) != 0 ? 0 : std::min(datum, largest);
}

template <bool Fp32>
void sum_phase(uint32_t phase, uint32_t& dst, const uint16_t* a, const uint16_t* scaler, int32_t slip) {
    switch (phase) {
        case 0: return arithmetic::sum_column<Fp32, 0>(dst, a, scaler, slip);
        case 1: return arithmetic::sum_column<Fp32, 1>(dst, a, scaler, slip);
        case 2: return arithmetic::sum_column<Fp32, 2>(dst, a, scaler, slip);
        default: return arithmetic::sum_column<Fp32, 3>(dst, a, scaler, slip);
    }
}

}  // namespace

void sum_columns(DstTile& dst, const Bfloat16Tile& a, const Bfloat16Tile& scaler, const MathConfig& config) {
    const int32_t slip = config.adder_slips ? arithmetic::wormhole_slip : 0;
    for (uint32_t column = 0; column < tile_side; ++column) {
        uint32_t& sum = dst[place_in_tile(0, column)];
        for (const uint32_t first_row : {0u, face_side}) {
            const uint16_t* top = a.data() + place_in_tile(first_row, column);
            for (uint32_t phase = 0; phase < config.fidelity_phases; ++phase) {
                (config.fp32_dest_acc ? sum_phase<true> : sum_phase<false>)(phase, sum, top, scaler.data(), slip);
            }
        }
    }
}

void multiply_block(uint32_t* dst, const uint16_t* a, const uint16_t* b, uint32_t phase, const MathConfig& config) {
    const int32_t slip = config.adder_slips ? arithmetic::wormhole_slip : 0;
    (config.fp32_dest_acc ? multiply_fp32 : multiply_bfloat16)(dst, a, b, phase, slip);
}

void add_block(uint32_t* dst, const uint16_t* a, const uint16_t* b, const MathConfig& config) {
    (config.fp32_dest_acc ? arithmetic::add_block<true> : arithmetic::add_block<false>)(dst, a, b);
}

void multiply_tiles(DstTile& dst, const Bfloat16Tile& a, const Bfloat16Tile& b, const MathConfig& config) {
    for (uint32_t phase = 0; phase < config.fidelity_phases; ++phase) {
        for (uint32_t first = 0; first < tile_datums; first += block_datums) {
            multiply_block(&dst[first], &a[first], &b[first], phase, config);
        }
    }
}

void copy_tile(DstTile& dst, const Bfloat16Tile& a, const MathConfig& config) {
    for (uint32_t i = 0; i < tile_datums; ++i) {
        const uint32_t exponent = (a[i] >> 7) & arithmetic::exponent_mask;
        if (config.fp32_dest_acc && exponent == arithmetic::exponent_mask) {
            fail("the emulator does not implement copy_tile of an infinity into a Dst of 32 bits");
        }
        // It is an addition of zero there, which takes denormals for zeros.
        const bool vanishes = config.fp32_dest_acc && exponent == 0;
        dst[i] = vanishes ? 0 : uint32_t{a[i]} << 16;
    }
}

void unpack_bfloat8_b(uint16_t* to, const uint8_t* exponents, const uint8_t* datums, uint32_t num_datums) {
    for (uint32_t i = 0; i < num_datums; ++i) {
        to[i] = arithmetic::widen_bfloat8_b(datums[i], exponents[i / row_datums]);
    }
}

void pack_bfloat8_b(
    uint8_t* exponents, uint8_t* datums, const uint32_t* dst, uint32_t num_rows, const PackConfig& pack, const MathConfig& math) {
    for (uint32_t row = 0; row < num_rows; ++row) {
        std::array<uint16_t, face_side> numbers;
        uint32_t shared = 0;
        for (uint32_t i = 0; i < face_side; ++i) {
            numbers[i] = clipped(arithmetic::before_bfloat8_b(dst[row * face_side + i], math.fp32_dest_acc), pack);
            shared = std::max(shared, (numbers[i] >> 7) & arithmetic::exponent_mask);
        }
        exponents[row] = static_cast<uint8_t>(shared);
        for (uint32_t i = 0; i < face_side; ++i) {
            datums[row * face_side + i] = arithmetic::pack_bfloat8_b(numbers[i], shared);
        }
    }
}

void pack_bfloat16(uint8_t* packed, const uint32_t* dst, uint32_t num_datums, const PackConfig& config) {
    for (uint32_t i = 0; i < num_datums; ++i) {
        const uint16_t datum = clipped(arithmetic::pack_bfloat16(dst[i]), config);
        std::memcpy(packed + i * sizeof(datum), &datum, sizeof(datum));
    }
}

}  // namespace emulator
