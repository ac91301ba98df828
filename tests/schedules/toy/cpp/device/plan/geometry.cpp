#include "numbers.hpp"

#include <algorithm>

#include "../../../depthwise_common/plan/window.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

Geometry plan_geometry(
    const Conv2d& conv, uint32_t channel_shards, uint32_t stick_shards, const ShardUnit& unit, bool /*fp32_dest_acc*/) {
    Geometry geometry{shared_geometry(conv, channel_shards, stick_shards, unit)};
    uint32_t most_positions = 0;
    for (uint32_t shard = 0; shard < stick_shards; ++shard) {
        most_positions = std::max(most_positions, num_positions(conv, output_span(geometry, shard)));
    }
    geometry.input_shard_sticks = most_positions + reach_sticks(conv);
    geometry.stick_tiles = geometry.shard_channels / kTileDatums;
    geometry.weight_tiles = (conv.kernel_height * conv.kernel_width + conv.has_bias) * geometry.stick_tiles;
    geometry.weight_pitch_tiles = geometry.weight_tiles;
    geometry.output_tiles = geometry.output_shard_sticks * geometry.stick_tiles;
    return geometry;
}

Work plan_work(const Conv2d& conv, const Geometry& geometry, uint32_t channel_shard, uint32_t stick_shard) {
    return {shared_work(conv, geometry, channel_shard, stick_shard)};
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
