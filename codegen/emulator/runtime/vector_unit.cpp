#include "vector_unit.hpp"

#include <numbers>

#include "error.hpp"

namespace emulator {
namespace {

float sigmoid(float x) {
    return 1.0f / (1.0f + std::exp(-x));
}

float result_of(VectorFunction function, float x, float parameter) {
    switch (function) {
        case VectorFunction::gelu: return 0.5f * x * (1.0f + std::erf(x / std::numbers::sqrt2_v<float>));
        case VectorFunction::silu: return x * sigmoid(x);
        case VectorFunction::sigmoid: return sigmoid(x);
        case VectorFunction::tanh: return std::tanh(x);
        case VectorFunction::hardsigmoid: return hardsigmoid(x);
        case VectorFunction::leaky_relu: return x < 0 ? multiply_add(x, parameter) : x;
        case VectorFunction::none: break;
    }
    fail("no function of the vector unit");
}

// Those of a few instructions store what they have; a Dst of 16 bits cuts it off.
bool rounds(VectorFunction function) {
    return function != VectorFunction::hardsigmoid && function != VectorFunction::leaky_relu;
}

}  // namespace

uint32_t apply(VectorFunction function, uint32_t datum, float parameter, bool fp32_dest_acc) {
    const uint32_t result = word_of(result_of(function, float_of(datum), parameter));
    return stored_in_dst(!fp32_dest_acc && rounds(function) ? round_to_bfloat16(result) : result, fp32_dest_acc);
}

}  // namespace emulator
