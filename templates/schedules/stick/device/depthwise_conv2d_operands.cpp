#include "depthwise_conv2d_operands.hpp"

#include <tuple>

#include <tt_stl/assert.hpp>

#include "ttnn/types.hpp"

#include "depthwise_conv2d_shards.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

DepthwiseConv2dAttributes attributes_of(
    const ttnn::Tensor& input,
    const Conv2d& conv,
    const std::optional<const DeviceComputeKernelConfig>& compute_kernel_config) {
    DepthwiseConv2dAttributes attributes{.conv = conv};
    if (compute_kernel_config) {
        TT_FATAL(
            input.storage_type() == ttnn::StorageType::DEVICE,
            "the input tensor has storage type {}, wanted DEVICE",
            input.storage_type());
        std::tie(attributes.math_fidelity, std::ignore, attributes.fp32_dest_acc_en, std::ignore, std::ignore) =
            get_compute_kernel_config_args(input.device()->arch(), *compute_kernel_config);
    }
    return attributes;
}

ttnn::Shape weight_tiles_shape(const Geometry& geometry) {
    const uint32_t positions = geometry.weight_tiles / geometry.channel_tiles * kTileSide;
    return ttnn::Shape({1, 1, positions, geometry.channel_shards * geometry.shard_channels});
}

ttnn::Shape bias_shape(const Geometry& geometry) {
    return ttnn::Shape({1, 1, geometry.channel_shards, geometry.shard_channels});
}

std::vector<Operand> operands_in_dram(const Variant& variant) {
    return variant.has_bias_tensor ? std::vector{Operand::weights, Operand::bias} : std::vector{Operand::weights};
}

tt::tt_metal::Buffer* buffer_of(Operand operand, const DepthwiseConv2dTensors& tensors) {
    switch (operand) {
        case Operand::weights: break;
        case Operand::bias: return tensors.bias ? tensors.bias->buffer() : nullptr;
    }
    return tensors.weights.buffer();
}

void check_operands(
    const DepthwiseConv2dAttributes& attributes, const DepthwiseConv2dTensors& tensors, const Geometry& geometry) {
    check_in_dram(tensors.weights, "the weight tensor", weight_tiles_shape(geometry), kWeightLayout, tensors.input);
    if (tensors.bias) {
        TT_FATAL(attributes.conv.has_bias, "has_bias is 0, and a bias was given");
        check_in_dram(
            *tensors.bias, "the bias tensor", bias_shape(geometry), tt::tt_metal::Layout::ROW_MAJOR, tensors.input);
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
