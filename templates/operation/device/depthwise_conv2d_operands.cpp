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
    return ttnn::Shape({1, 1, geometry.channel_shards * geometry.weight_pitch_tiles, kTileDatums});
}

std::vector<Operand> operands_in_dram(const Variant& /*variant*/) { return {Operand::weights}; }

tt::tt_metal::Buffer* buffer_of(Operand /*operand*/, const DepthwiseConv2dTensors& tensors) {
    return tensors.weights.buffer();
}

void check_operands(
    const DepthwiseConv2dAttributes& attributes, const DepthwiseConv2dTensors& tensors, const Geometry& geometry) {
    const ttnn::Shape shape = weight_tiles_shape(geometry);
    TT_FATAL(
        tensors.weights.logical_shape() == shape,
        "the weight tensor has shape {}, wanted {}, prepared {} a bias",
        tensors.weights.logical_shape(),
        shape,
        attributes.conv.has_bias ? "with" : "without");
    check_in_dram(tensors.weights, "the weight tensor", shape, kWeightLayout, tensors.input);
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
