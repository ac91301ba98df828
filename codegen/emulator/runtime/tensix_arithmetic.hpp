#pragma once

#include <bit>
#include <cstdint>

#include "tile.hpp"

// The arithmetic of the Tensix matrix unit, bit for bit: ELWMUL on bfloat16 operands, and what the packer makes of the
// result. It is no IEEE arithmetic. The rules are those of the public ISA documentation and of the public simulator
// ttsim; tests/emulator holds values recorded from a simulated chip against this file.
//
// Everything below works on one datum, without branches, so that the compiler turns the loop over the 1024 datums of a
// tile into vector code.
namespace emulator::arithmetic {

constexpr uint32_t exponent_mask = 0xff;
constexpr uint32_t fp32_hidden_bit = 1u << 23;
constexpr int32_t wormhole_slip = 27;  // see accumulate()

// A mask instead of a branch: the vectorizer gives up on some of the conditions below.
inline __attribute__((always_inline)) int32_t all_ones_if(bool condition) {
    return -static_cast<int32_t>(condition);
}

// A term of the sum in Dst: magnitude is an integer with 23 fraction bits, so a normal number has bit 23 (or 24) set.
struct Term {
    uint32_t sign;
    int32_t exponent;
    uint32_t magnitude;
};

// The multiplier array is 5 bits by 7 bits, hence the fidelity phases: each takes another part of the significands.
// SrcA is cut into its leading 5 bits and the rest, SrcB into its leading 7 bits and the rest.
//   phase 0: A high, B high    phase 1: A low, B high    phase 2: A high, B low    phase 3: A low, B low
// Denormal operands count as zero. Infinities and NaNs are taken for ordinary numbers with the exponent 255.
template <uint32_t Phase>
inline __attribute__((always_inline)) Term multiply(uint32_t a, uint32_t b) {
    const uint32_t exponent_a = (a >> 7) & exponent_mask;
    const uint32_t exponent_b = (b >> 7) & exponent_mask;
    const uint32_t significand_a = (a & 0x7f) | 0x80;
    const uint32_t significand_b = (b & 0x7f) | 0x80;
    constexpr bool low_a = (Phase & 1) != 0;
    constexpr bool low_b = (Phase & 2) != 0;

    const uint32_t part_a = low_a ? (significand_a & 7) << 2 : significand_a >> 3;
    const uint32_t part_b = low_b ? (significand_b & 1) << 6 : significand_b >> 1;
    const int32_t exponent = static_cast<int32_t>(exponent_a + exponent_b) - 127 - (low_a ? 5 : 0) - (low_b ? 7 : 0);
    const bool zero = (exponent_a == 0) | (exponent_b == 0) | (exponent <= 0);
    return {
        .sign = zero ? 0 : ((a ^ b) >> 15) & 1,
        .exponent = zero ? 0 : exponent,
        .magnitude = zero ? 0 : (part_a * part_b) << 13,
    };
}

// Dst as a term of the sum: denormals count as zero.
inline __attribute__((always_inline)) Term decode(uint32_t dst) {
    const uint32_t exponent = (dst >> 23) & exponent_mask;
    const uint32_t magnitude = (dst & (fp32_hidden_bit - 1)) | fp32_hidden_bit;
    return {
        .sign = dst >> 31,
        .exponent = static_cast<int32_t>(exponent),
        .magnitude = exponent == 0 ? 0 : magnitude,
    };
}

// Shifts a magnitude to the larger exponent. Half rounds up; `round_down` is 1 where half rounds down instead.
inline __attribute__((always_inline)) uint32_t align(uint32_t magnitude, int32_t distance, uint32_t round_down) {
    const uint32_t shift = static_cast<uint32_t>(distance < 31 ? distance : 31);  // 31 leaves nothing
    const uint32_t half = (1u << shift) >> 1;
    return (magnitude + half - (shift == 0 ? 0 : round_down)) >> shift;
}

// Position of the leading one. Done in floating point because vector units know no count of leading zeros; the bit
// behind the leading one is cleared first, so that the conversion cannot round up to the next power of two.
inline __attribute__((always_inline)) int32_t leading_bit(uint32_t value) {
    const uint32_t rounds_down = value & ~(value >> 1);
    const float as_float = static_cast<float>(static_cast<int32_t>(rounds_down));
    return static_cast<int32_t>(std::bit_cast<uint32_t>(as_float) >> 23) - 127;
}

// Dst + product, each first rounded to the larger exponent of the two (the product rounds its half towards plus
// infinity, Dst away from zero), then the sum rounded again. `slip` is by how much the normalizer miscounts the leading
// bits of the sum -1: wormhole_slip on Wormhole, 0 elsewhere.
template <bool Fp32>
inline __attribute__((always_inline)) uint32_t accumulate(uint32_t dst, Term product, int32_t slip) {
    const Term old = decode(dst);
    const int32_t exponent = product.exponent > old.exponent ? product.exponent : old.exponent;
    uint32_t new_magnitude = align(product.magnitude, exponent - product.exponent, product.sign);
    uint32_t old_magnitude = align(old.magnitude, exponent - old.exponent, 0);
    if constexpr (!Fp32) {
        // Accumulation in 16 bits keeps 10 fraction bits of each term.
        new_magnitude = (new_magnitude + 0x1000 - product.sign) & ~0x1fffu;
        old_magnitude = (old_magnitude + 0x1000) & ~0x1fffu;
    }

    const int32_t signed_new = static_cast<int32_t>(product.sign ? 0 - new_magnitude : new_magnitude);
    const int32_t signed_old = static_cast<int32_t>(old.sign ? 0 - old_magnitude : old_magnitude);
    const int32_t sum = signed_new + signed_old;
    const uint32_t sign = sum < 0 ? 1 : 0;
    const uint32_t magnitude = static_cast<uint32_t>(sum < 0 ? -sum : sum);

    // Normalize to a leading one in bit 23 and round to the fraction bits that Dst keeps.
    const int32_t up = 23 - leading_bit(magnitude) - (slip & all_ones_if(sum == -1));
    constexpr int32_t dropped_bits = Fp32 ? 0 : 16;
    const int32_t down = dropped_bits - up;
    const uint32_t down_shift = static_cast<uint32_t>(down > 0 ? down : 0);
    const uint32_t up_shift = down_shift - static_cast<uint32_t>(down);
    const uint32_t half = (1u << down_shift) >> 1;
    const uint32_t rounded = (((magnitude + half) >> down_shift) << up_shift) << dropped_bits;
    const int32_t new_exponent = exponent - up + static_cast<int32_t>((rounded >> 24) & 1);

    const uint32_t bits =
        (sign << 31) | (static_cast<uint32_t>(new_exponent) << 23) | (rounded & (fp32_hidden_bit - 1));
    const uint32_t infinity = (sign << 31) | (exponent_mask << 23);
    const uint32_t not_zero = new_exponent >= 255 ? infinity : bits;
    return not_zero & static_cast<uint32_t>(all_ones_if((magnitude != 0) & (new_exponent > 0)));
}

// One fidelity phase of Dst += A * B for a whole tile.
template <bool Fp32, uint32_t Phase>
inline __attribute__((always_inline)) void multiply_tile(
    DstTile& dst, const Bfloat16Tile& a, const Bfloat16Tile& b, int32_t slip) {
    for (uint32_t i = 0; i < tile_datums; ++i) {
        dst[i] = accumulate<Fp32>(dst[i], multiply<Phase>(a[i], b[i]), slip);
    }
}

// Dst -> bfloat16: half rounds away from zero, NaN becomes infinity, denormals become +0.
inline __attribute__((always_inline)) uint16_t pack_bfloat16(uint32_t dst) {
    const uint32_t magnitude = dst & 0x7fffffff;
    const uint32_t without_nan = (dst & 0x80000000) | (magnitude > 0x7f800000 ? 0x7f800000 : magnitude);
    const uint32_t rounded = (without_nan + 0x8000) >> 16;
    return static_cast<uint16_t>((rounded & 0x7fff) < 0x80 ? 0 : rounded);
}

}  // namespace emulator::arithmetic
