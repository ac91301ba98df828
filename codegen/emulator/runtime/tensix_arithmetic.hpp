#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>

#include "tile.hpp"

// The arithmetic of the Tensix matrix unit, bit for bit: ELWMUL and GAPOOL on bfloat16 operands, and what the packer makes
// of the result. It is no IEEE arithmetic. The rules are those of the public ISA documentation and of the public simulator
// ttsim; tests/emulator holds values recorded from a simulated chip against this file.
//
// Everything below works on one datum, without branches, so that the compiler turns the loop over the datums of a block
// into vector code.
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
constexpr uint32_t product_fraction = 13;  // what the fraction bits of a product lack to those of a term

// The product of two parts, still without these bits. Its exponent may be negative.
template <uint32_t Phase>
inline __attribute__((always_inline)) Term partial_product(uint32_t a, uint32_t b) {
    const uint32_t exponent_a = (a >> 7) & exponent_mask;
    const uint32_t exponent_b = (b >> 7) & exponent_mask;
    const uint32_t significand_a = (a & 0x7f) | 0x80;
    const uint32_t significand_b = (b & 0x7f) | 0x80;
    constexpr bool low_a = (Phase & 1) != 0;
    constexpr bool low_b = (Phase & 2) != 0;

    const uint32_t part_a = low_a ? (significand_a & 7) << 2 : significand_a >> 3;
    const uint32_t part_b = low_b ? (significand_b & 1) << 6 : significand_b >> 1;
    const int32_t exponent = static_cast<int32_t>(exponent_a + exponent_b) - 127 - (low_a ? 5 : 0) - (low_b ? 7 : 0);
    const bool zero = (exponent_a == 0) | (exponent_b == 0);
    return {
        .sign = zero ? 0 : ((a ^ b) >> 15) & 1,
        .exponent = zero ? 0 : exponent,
        .magnitude = zero ? 0 : part_a * part_b,
    };
}

template <uint32_t Phase>
inline __attribute__((always_inline)) Term multiply(uint32_t a, uint32_t b) {
    const Term product = partial_product<Phase>(a, b);
    const bool zero = product.exponent <= 0;
    return {
        .sign = zero ? 0 : product.sign,
        .exponent = zero ? 0 : product.exponent,
        .magnitude = zero ? 0 : product.magnitude << product_fraction,
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

// A sum with 23 fraction bits as Dst holds it: normalized to a leading one in bit 23, and rounded to the fraction bits
// that Dst keeps. `slip` is by how much the normalizer miscounts the leading bits of the sum -1: wormhole_slip on
// Wormhole, 0 elsewhere.
template <bool Fp32>
inline __attribute__((always_inline)) uint32_t normalize(int32_t sum, int32_t exponent, int32_t slip) {
    const uint32_t sign = sum < 0 ? 1 : 0;
    const uint32_t magnitude = static_cast<uint32_t>(sum < 0 ? -sum : sum);

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

// Dst + product, each first rounded to the larger exponent of the two (the product rounds its half towards plus
// infinity, Dst away from zero), then the sum rounded again.
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
    return normalize<Fp32>(signed_new + signed_old, exponent, slip);
}

// One fidelity phase of Dst += A * B for a block.
template <bool Fp32, uint32_t Phase>
inline __attribute__((always_inline)) void multiply_block(
    uint32_t* __restrict dst, const uint16_t* __restrict a, const uint16_t* __restrict b, int32_t slip) {
    for (uint32_t i = 0; i < block_datums; ++i) {
        dst[i] = accumulate<Fp32>(dst[i], multiply<Phase>(a[i], b[i]), slip);
    }
}

// A + B, of which the smaller one is first rounded to the exponent of the larger, half up in magnitude. Denormals count as
// zeros.
inline Term add(uint16_t a, uint16_t b) {
    constexpr uint32_t fraction = 10;      // bits that the adder keeps of each
    constexpr uint32_t own_fraction = 7;   // bits of the fraction of a bfloat16 number
    constexpr uint32_t term_fraction = 23;
    const auto in_adder = [](uint16_t number) -> Term {
        const uint32_t exponent = (number >> own_fraction) & exponent_mask;
        const uint32_t significand = ((number & 0x7fu) | 0x80) << (fraction - own_fraction);
        return {.sign = uint32_t{number} >> 15, .exponent = static_cast<int32_t>(exponent), .magnitude = exponent == 0 ? 0 : significand};
    };
    const bool b_is_larger = (a & 0x7fff) < (b & 0x7fff);
    const Term larger = in_adder(b_is_larger ? b : a);
    const Term smaller = in_adder(b_is_larger ? a : b);
    const uint32_t aligned = align(smaller.magnitude, larger.exponent - smaller.exponent, /*round_down=*/0);
    const uint32_t sum = larger.sign == smaller.sign ? larger.magnitude + aligned : larger.magnitude - aligned;
    return {.sign = larger.sign, .exponent = larger.exponent, .magnitude = sum << (term_fraction - fraction)};
}

// Dst = A + B for a block.
template <bool Fp32>
inline void add_block(uint32_t* __restrict dst, const uint16_t* __restrict a, const uint16_t* __restrict b) {
    for (uint32_t i = 0; i < block_datums; ++i) {
        dst[i] = accumulate<Fp32>(/*dst=*/0, add(a[i], b[i]), /*slip=*/0);  // a sum is none that the normalizer miscounts
    }
}

// The sum of 8 products, each first rounded to the largest exponent of them, half up in magnitude.
template <uint32_t Phase>
inline Term sum_of_products(const uint16_t* a, uint32_t stride_a, const uint16_t* b) {
    constexpr uint32_t products = 8;
    std::array<Term, products> terms;
    int32_t exponent = 0;
    for (uint32_t i = 0; i < products; ++i) {
        terms[i] = partial_product<Phase>(a[i * stride_a], b[i]);
        exponent = i == 0 ? terms[i].exponent : std::max(exponent, terms[i].exponent);
    }
    if (exponent <= 0) {
        return {};
    }
    int32_t sum = 0;
    for (const Term& term : terms) {
        const int32_t distance = std::min(exponent - term.exponent, 30);
        const auto part = static_cast<int32_t>(((term.magnitude << 1) + (1u << distance)) >> (distance + 1));
        sum += term.sign != 0 ? -part : part;
    }
    const uint32_t magnitude = static_cast<uint32_t>(sum < 0 ? -sum : sum);
    return {.sign = sum < 0 ? 1u : 0u, .exponent = exponent, .magnitude = magnitude << product_fraction};
}

// Dst + two sums of products, each first rounded to the largest exponent of the three.
template <bool Fp32>
inline uint32_t accumulate(uint32_t dst, const Term& first, const Term& second, int32_t slip) {
    const Term old = decode(dst);
    const int32_t exponent = std::max({first.exponent, second.exponent, old.exponent});
    int32_t sum = 0;
    for (const Term* term : {&first, &second, &old}) {
        const uint32_t round_down = term == &old ? 0 : term->sign;
        uint32_t magnitude = align(term->magnitude, exponent - term->exponent, round_down);
        if constexpr (!Fp32) {
            magnitude = (magnitude + 0x1000 - round_down) & ~0x1fffu;
        }
        sum += static_cast<int32_t>(term->sign ? 0 - magnitude : magnitude);
    }
    return normalize<Fp32>(sum, exponent, slip);
}

// One fidelity phase of GAPOOL on two faces, one above the other: the first row of Dst += the first row of B times the
// columns of A.
template <bool Fp32, uint32_t Phase>
inline void sum_column(uint32_t& dst, const uint16_t* a, const uint16_t* b, int32_t slip) {
    constexpr uint32_t group = face_side / 2;
    const Term first = sum_of_products<Phase>(a, face_side, b);
    const Term second = sum_of_products<Phase>(a + group * face_side, face_side, b + group);
    dst = accumulate<Fp32>(dst, first, second, slip);
}

// Dst -> bfloat16: half rounds away from zero, NaN becomes infinity, denormals become +0.
inline __attribute__((always_inline)) uint16_t pack_bfloat16(uint32_t dst) {
    const uint32_t magnitude = dst & 0x7fffffff;
    const uint32_t without_nan = (dst & 0x80000000) | (magnitude > 0x7f800000 ? 0x7f800000 : magnitude);
    const uint32_t rounded = (without_nan + 0x8000) >> 16;
    return static_cast<uint16_t>((rounded & 0x7fff) < 0x80 ? 0 : rounded);
}

// A datum of bfloat8_b as the unpacker hands it on, in bfloat16: the leading one may stand anywhere in its seven bits. An
// exponent that becomes negative wraps around, and minus zero is taken for minus infinity.
inline uint16_t widen_bfloat8_b(uint8_t datum, uint8_t exponent) {
    const auto mantissa = static_cast<uint8_t>(datum << 1);
    if (mantissa == 0) {
        return datum == 0 ? 0 : 0xff80;
    }
    const int zeros = std::countl_zero(mantissa);
    const uint32_t fraction = static_cast<uint32_t>(mantissa << zeros) & 0x7f;
    const uint32_t moved = static_cast<uint32_t>(exponent - zeros) & exponent_mask;
    return static_cast<uint16_t>((datum & 0x80u) << 8 | moved << 7 | fraction);
}

// Dst as the packer takes it on its way to bfloat8_b: in bfloat16. Denormals are zeros; a NaN is one in 16 bits only.
inline uint16_t before_bfloat8_b(uint32_t dst, bool fp32) {
    const uint32_t word = dst >> 16;
    const uint32_t magnitude = fp32 ? word & 0x7fff : std::min(word & 0x7fff, 0x7f80u);
    return static_cast<uint16_t>(magnitude < 0x80 ? 0 : (word & 0x8000) | magnitude);
}

// A datum of bfloat8_b below an exponent that is its own at least: half rounds away from zero, zero has no sign. What
// would be rounded up to the next exponent becomes the largest mantissa.
inline uint8_t pack_bfloat8_b(uint16_t datum, uint32_t shared) {
    const uint32_t exponent = (datum >> 7) & exponent_mask;
    const uint32_t significand = exponent == 0 ? 0 : (datum & 0x7fu) | 0x80;
    const uint32_t shift = std::min(shared - exponent, 8u);
    const uint32_t mantissa = std::min((significand + (1u << shift)) >> (shift + 1), 0x7fu);
    return static_cast<uint8_t>(mantissa == 0 ? 0 : (datum >> 8 & 0x80u) | mantissa);
}

}  // namespace emulator::arithmetic
