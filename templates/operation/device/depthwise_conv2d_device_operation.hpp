#pragma once

#include "../../depthwise_common/device_operation.hpp"
#include "depthwise_conv2d_operands.hpp"
#include "depthwise_conv2d_program_factory.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// A type of its own: tt-metal names programs after it.
struct DepthwiseConv2dDeviceOperation : DeviceOperation<Variants, check_operands> {};

}  // namespace ttnn::operations::experimental::depthwise_conv2d
