#include "vector_unit.hpp"

#include <bit>
#include <cmath>
#include <numbers>

namespace emulator {
namespace {

float gelu(float x) {
    return 0.5f * x * (1.0f + std::erf(x / std::numbers::sqrt2_v<float>));
}

float silu(float x) {
    return x / (1.0f + std::exp(-x));
}

uint32_t round_to_bfloat16(uint32_t fp32) {
    const uint32_t ties_to_even = 0x7fff + ((fp32 >> 16) & 1);
    return (fp32 + ties_to_even) & 0xffff0000;
}

}  // namespace

void apply(VectorFunction function, DstTile& dst, bool fp32_dest_acc) {
    for (uint32_t& datum : dst) {
        const float x = std::bit_cast<float>(datum);
        const auto result = std::bit_cast<uint32_t>(function == VectorFunction::gelu ? gelu(x) : silu(x));
        datum = fp32_dest_acc ? result : round_to_bfloat16(result);
    }
}

}  // namespace emulator
