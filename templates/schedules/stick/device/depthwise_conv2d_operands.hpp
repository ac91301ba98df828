#pragma once

#include "ttnn/tensor/tensor.hpp"

#include "../../depthwise_common/operands.hpp"
#include "plan/numbers.hpp"

// The operands in DRAM, as the kernels read them.
namespace ttnn::operations::experimental::depthwise_conv2d {

// A row of weights for each position, padded to whole tiles. The tiles of a channel shard follow each other.
constexpr auto kWeightLayout = tt::tt_metal::Layout::TILE;
ttnn::Shape weight_tiles_shape(const Geometry& geometry);

// A row of the bias for each channel shard.
ttnn::Shape bias_shape(const Geometry& geometry);

// TT_FATAL for weights, or a bias, that are not those of the plan.
void check_operands(const Attributes& attributes, const TensorArgs& tensors, const Geometry& geometry);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
