#include "depthwise_conv2d.hpp"

#include <vector>

#include <tt-metalium/bfloat16.hpp>
#include <tt_stl/assert.hpp>

#include "../depthwise_common/shards.hpp"
#include "device/depthwise_conv2d_device_operation.hpp"
#include "device/plan/input_layout.hpp"
#include "device/plan/weight_layout.hpp"

namespace ttnn::experimental {

ttnn::Tensor depthwise_conv2d(
    const ttnn::Tensor& input_tensor,
    const ttnn::Tensor& weight_tensor,
    const operations::experimental::depthwise_conv2d::Conv2d& conv,
    const std::optional<const DeviceComputeKernelConfig>& compute_kernel_config) {
    using namespace operations::experimental::depthwise_conv2d;
    const std::optional<ttnn::Tensor> no_bias_tensor;
    return launch<DepthwiseConv2dDeviceOperation>(
        attributes_of(input_tensor, conv, compute_kernel_config),
        TensorArgs{.input = input_tensor, .weights = weight_tensor, .bias = no_bias_tensor});
}

}  // namespace ttnn::experimental

// How results are accumulated makes no difference to what is prepared.
namespace ttnn::operations::experimental::depthwise_conv2d {

ttnn::Tensor prepare_depthwise_conv2d_input(
    const ttnn::Tensor& input,
    const Conv2d& conv,
    tt::tt_metal::TensorMemoryLayout memory_layout,
    const tt::tt_metal::CoreRangeSet& cores) {
    check_on_host(
        input, "the input tensor", ttnn::Shape({conv.batch, conv.input_height, conv.input_width, conv.channels}));
    const auto& variant = Variants::find(memory_layout);
    const Geometry geometry = plan_geometry_on(variant, to_grid(cores), conv, /*fp32_dest_acc=*/false);
    return prepare_for_each_device(input, input_spec(variant, cores, conv, geometry), [&](const Device& device) {
        return lay_out_input(numbers_for(input, device), conv, geometry);
    });
}

ttnn::Tensor prepare_depthwise_conv2d_weights(
    const ttnn::Tensor& weights,
    const std::optional<ttnn::Tensor>& bias,
    const Conv2d& conv,
    tt::tt_metal::TensorMemoryLayout memory_layout,
    const tt::tt_metal::CoreRangeSet& cores) {
    check_on_host(weights, "the weight tensor", ttnn::Shape({conv.channels, 1, conv.kernel_height, conv.kernel_width}));
    TT_FATAL(
        bias.has_value() == static_cast<bool>(conv.has_bias),
        "has_bias is {}, and {} bias was given",
        conv.has_bias,
        bias.has_value() ? "a" : "no");
    if (bias) {
        check_on_host(*bias, "the bias tensor", ttnn::Shape({1, 1, 1, conv.channels}));
    }

    const auto& variant = Variants::find(memory_layout);
    const Geometry geometry = plan_geometry_on(variant, to_grid(cores), conv, /*fp32_dest_acc=*/false);
    const tt::tt_metal::TensorLayout layout(
        tt::tt_metal::DataType::BFLOAT16, tt::tt_metal::PageConfig(kWeightLayout), tt::tt_metal::MemoryConfig{});
    const ttnn::TensorSpec spec(weight_tiles_shape(conv, geometry), layout);
    return prepare_for_each_device(weights, spec, [&](const Device& device) {
        return lay_out_weights(
            numbers_for(weights, device),
            bias ? numbers_for(*bias, device) : std::vector<bfloat16>{},
            /*one=*/bfloat16(1.0f),
            conv,
            geometry);
    });
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
