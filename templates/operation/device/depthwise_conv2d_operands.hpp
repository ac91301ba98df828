#pragma once

#include "ttnn/tensor/tensor.hpp"

#include "../../depthwise_common/operands.hpp"
#include "plan/numbers.hpp"

// The operands in DRAM, as the kernels read them.
namespace ttnn::operations::experimental::depthwise_conv2d {

// Weights are row-major: one row is one weight tile.
constexpr auto kWeightLayout = tt::tt_metal::Layout::ROW_MAJOR;
ttnn::Shape weight_tiles_shape(const Geometry& geometry);

// TT_FATAL for weights that are not those of the plan.
void check_operands(const Attributes& attributes, const TensorArgs& tensors, const Geometry& geometry);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
