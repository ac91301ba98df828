#pragma once

#include "ttnn-pybind/pybind_fwd.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Adds the operation and the preparation of its operands to ttnn.experimental.
void bind_depthwise_conv2d(pybind11::module_& mod);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
