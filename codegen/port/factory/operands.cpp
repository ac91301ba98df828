// What the emitted operands.cpp and shards.cpp say of operands, without what they ask of tensors in a tt-metal tree.
#include <vector>

#include <tt-metalium/tt_backend_api_types.hpp>

#include "depthwise_common/operands.hpp"
#include "depthwise_common/shards.hpp"

namespace ttnn::operations::experimental::depthwise_common {

std::vector<Operand> operands_in_dram(const Variant& variant) {
    return variant.has_bias_tensor ? std::vector{Operand::weights, Operand::bias} : std::vector{Operand::weights};
}

tt::tt_metal::Buffer* buffer_of(Operand operand, const TensorArgs& tensors) {
    if (operand == Operand::bias) {
        return tensors.bias ? tensors.bias->buffer() : nullptr;
    }
    return tensors.weights.buffer();
}

tt::DataFormat to_data_format(NumberFormat format) {
    switch (format) {
        case NumberFormat::bfloat16: break;
        case NumberFormat::float32: return tt::DataFormat::Float32;
        case NumberFormat::bfloat8_b: return tt::DataFormat::Bfp8_b;
    }
    return tt::DataFormat::Float16_b;
}

}  // namespace ttnn::operations::experimental::depthwise_common
