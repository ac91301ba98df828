#pragma once

#include <optional>

#include "ttnn/operations/core/compute_kernel/compute_kernel_config.hpp"
#include "ttnn/tensor/tensor.hpp"

#include "depthwise_conv2d_release.hpp"
#include "plan/program.hpp"

// What the operation is given.
namespace ttnn::operations::experimental::depthwise_conv2d {

// The cores, and with them the shards of the output, are those of the input.
struct DepthwiseConv2dAttributes {
    Conv2d conv;
    MathFidelity math_fidelity = MathFidelity::HiFi4;
    bool fp32_dest_acc_en = true;
};

struct DepthwiseConv2dTensors {
    const ttnn::Tensor& input;    // sharded bfloat16 sticks, padded, each shard with its halo
    const ttnn::Tensor& weights;  // as prepare_depthwise_conv2d_weights returns them, in DRAM
};

DepthwiseConv2dAttributes attributes_of(
    const ttnn::Tensor& input,
    const Conv2d& conv,
    const std::optional<const DeviceComputeKernelConfig>& compute_kernel_config);

// Weights are row-major: one row is one weight tile.
constexpr auto kWeightLayout = tt::tt_metal::Layout::ROW_MAJOR;
ttnn::Shape weight_tiles_shape(const Geometry& geometry);

// The tensors whose addresses are arguments of the reader, in the order of its accessors.
std::vector<Operand> operands_in_dram(const Variant& variant);
tt::tt_metal::Buffer* buffer_of(Operand operand, const DepthwiseConv2dTensors& tensors);

// Whether a bias came as a tensor of its own.
constexpr bool has_bias_tensor(const DepthwiseConv2dTensors& /*tensors*/) { return false; }

// TT_FATAL for weights that are not those of the plan.
void check_operands(
    const DepthwiseConv2dAttributes& attributes, const DepthwiseConv2dTensors& tensors, const Geometry& geometry);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
