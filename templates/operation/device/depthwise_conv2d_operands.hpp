#pragma once

#include "ttnn/tensor/tensor.hpp"

#include "../../depthwise_common/operands.hpp"
#include "plan/numbers.hpp"

// The operands in DRAM, as the kernels read them.
namespace ttnn::operations::experimental::depthwise_conv2d {

// Weights are row-major: one row is one weight tile. There may be as many with a bias as without one, but at other places
// of the shape: so that weights which were prepared for the other case are refused.
constexpr auto kWeightLayout = tt::tt_metal::Layout::ROW_MAJOR;
ttnn::Shape weight_tiles_shape(const Conv2d& conv, const Geometry& geometry);

// TT_FATAL for weights that are not those of the plan.
void check_operands(const Attributes& attributes, const TensorArgs& tensors, const Geometry& geometry);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
