#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>

namespace emulator {

// Functions that the vector unit applies to a tile in Dst.
enum class VectorFunction : uint32_t { none, gelu, silu, sigmoid, tanh, hardsigmoid, leaky_relu };

// How the packer clips: not at all, negative numbers to zero, or to what lies between zero and a threshold.
enum class ReluMode : uint32_t { none, zero, max_threshold };

// The vector unit multiplies and adds at once: a product is a sum with zero, so that none is a negative zero. The last
// bits of single precision may be others on a chip, whose multiply-add is not the one of IEEE.
inline float multiply_add(float a, float b, float c = 0.0f) {
    return std::fma(a, b, c);
}

inline float hardsigmoid(float x) {
    return std::clamp(multiply_add(x, 1.0f / 6, 0.5f), 0.0f, 1.0f);
}

inline float float_of(uint32_t word) {
    float number;
    std::memcpy(&number, &word, sizeof(number));
    return number;
}

inline uint32_t word_of(float number) {
    uint32_t word;
    std::memcpy(&word, &number, sizeof(word));
    return word;
}

inline uint32_t round_to_bfloat16(uint32_t fp32) {
    const uint32_t ties_to_even = 0x7fff + ((fp32 >> 16) & 1);
    return (fp32 + ties_to_even) & 0xffff0000;
}

// What the vector unit stores in Dst: no denormals, and in 16 bits what fits there of a word.
inline uint32_t stored_in_dst(uint32_t fp32, bool fp32_dest_acc) {
    const bool is_denormal = (fp32 & 0x7f800000) == 0;
    const uint32_t word = is_denormal ? fp32 & 0x80000000 : fp32;
    return fp32_dest_acc ? word : word & 0xffff0000;
}

}  // namespace emulator
