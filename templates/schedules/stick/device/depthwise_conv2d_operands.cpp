#include "depthwise_conv2d_operands.hpp"

#include <tt_stl/assert.hpp>

#include "../../depthwise_common/shards.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

ttnn::Shape weight_tiles_shape(const Geometry& geometry) {
    const uint32_t positions = geometry.weight_tiles / geometry.channel_tiles * kTileSide;
    return ttnn::Shape({1, 1, positions, geometry.channel_shards * geometry.shard_channels});
}

ttnn::Shape bias_shape(const Geometry& geometry) {
    return ttnn::Shape({1, 1, geometry.channel_shards, geometry.shard_channels});
}

void check_operands(const Attributes& attributes, const TensorArgs& tensors, const Geometry& geometry) {
    check_in_dram(tensors.weights, "the weight tensor", weight_tiles_shape(geometry), kWeightLayout, tensors.input);
    if (tensors.bias) {
        TT_FATAL(attributes.conv.has_bias, "has_bias is 0, and a bias was given");
        check_in_dram(
            *tensors.bias, "the bias tensor", bias_shape(geometry), tt::tt_metal::Layout::ROW_MAJOR, tensors.input);
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
