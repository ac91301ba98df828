#pragma once

#include "ttnn/device_operation.hpp"
#include "ttnn/tensor/tensor.hpp"

#include "addresses.hpp"

// How a plan becomes a program in this release of tt-metal: it asks for the program once, and for new addresses on each
// later launch.
namespace ttnn::operations::experimental::depthwise_common {

// Runs a device operation.
template <typename Operation>
ttnn::Tensor launch(const Attributes& attributes, const TensorArgs& tensors) {
    return ttnn::device_operation::detail::invoke<Operation>(attributes, tensors);
}

}  // namespace ttnn::operations::experimental::depthwise_common
