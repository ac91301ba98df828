#include "depthwise_conv2d_operands.hpp"

#include <tt_stl/assert.hpp>

#include "../../depthwise_common/shards.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

ttnn::Shape weight_tiles_shape(const Conv2d& conv, const Geometry& geometry) {
    const uint32_t tiles = geometry.channel_shards * geometry.weight_pitch_tiles;
    return conv.has_bias ? ttnn::Shape({1, tiles, 1, kTileDatums}) : ttnn::Shape({1, 1, tiles, kTileDatums});
}

void check_operands(const Attributes& attributes, const TensorArgs& tensors, const Geometry& geometry) {
    const ttnn::Shape shape = weight_tiles_shape(attributes.conv, geometry);
    TT_FATAL(
        tensors.weights.logical_shape() == shape,
        "the weight tensor has shape {}, wanted {}, prepared {} a bias",
        tensors.weights.logical_shape(),
        shape,
        attributes.conv.has_bias ? "with" : "without");
    check_in_dram(tensors.weights, "the weight tensor", shape, kWeightLayout, tensors.input);
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
