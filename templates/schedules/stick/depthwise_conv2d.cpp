#include "depthwise_conv2d.hpp"

#include "device/depthwise_conv2d_device_operation.hpp"

namespace ttnn::experimental {

ttnn::Tensor depthwise_conv2d(
    const ttnn::Tensor& input_tensor,
    const ttnn::Tensor& weight_tensor,
    const std::optional<ttnn::Tensor>& bias_tensor,
    const operations::experimental::depthwise_conv2d::Conv2d& conv,
    const std::optional<const DeviceComputeKernelConfig>& compute_kernel_config) {
    using namespace operations::experimental::depthwise_conv2d;
    return launch<DepthwiseConv2dDeviceOperation>(
        attributes_of(input_tensor, conv, compute_kernel_config),
        DepthwiseConv2dTensors{.input = input_tensor, .weights = weight_tensor, .bias = bias_tensor});
}

}  // namespace ttnn::experimental
