#include "numbers.hpp"

#include <algorithm>

#include "../../../depthwise_common/plan/window.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

uint32_t num_taps(const Conv2d& conv) { return conv.kernel_height * conv.kernel_width; }

// Positions of a window, padded to whole tiles: the taps, and the bias.
uint32_t padded_positions(const Conv2d& conv) {
    return div_up(num_taps(conv) + conv.has_bias, kTileSide) * kTileSide;
}

std::vector<Segment> segments_of(const Conv2d& conv, const Work& work) {
    std::vector<Segment> segments;
    const uint32_t end = work.first_output + work.num_outputs;
    for (uint32_t output = work.first_output; output < end;) {
        const uint32_t next_row = (output / output_width(conv) + 1) * output_width(conv);
        const uint32_t next = std::min(next_row, end);
        const uint32_t origin = work.first_input_stick;
        segments.push_back(Segment{.start = top_left(conv, output) - origin, .end = top_left(conv, next - 1) - origin});
        output = next;
    }
    return segments;
}

}  // namespace

std::vector<Segment> plan_segments(const CoreNumbers<Geometry, Work>& numbers) {
    return segments_of(numbers.conv, numbers.work);
}

Geometry plan_geometry(
    const Conv2d& conv, uint32_t channel_shards, uint32_t stick_shards, const ShardUnit& unit, bool fp32_dest_acc) {
    Geometry geometry{shared_geometry(conv, channel_shards, stick_shards, unit)};
    geometry.input_shard_sticks = most_positions(conv, geometry) + reach_sticks(conv);

    geometry.channel_tiles = geometry.shard_channels / kTileSide;
    geometry.weight_tiles = geometry.channel_tiles * (padded_positions(conv) / kTileSide);
    geometry.weight_pitch_tiles = geometry.weight_tiles;
    geometry.window_pages = 2 * geometry.weight_tiles;
    geometry.scaler_tiles = 1;
    geometry.section_tiles = fp32_dest_acc ? kDstTilesFp32 : kDstTiles;
    geometry.tile_row_bytes = kTileSide * kDatumBytes;
    geometry.output_pages = geometry.output_shard_sticks * geometry.channel_tiles;
    geometry.tap_row_bytes = conv.dilation_height * geometry.padded_width * geometry.stick_bytes;
    geometry.tap_column_bytes = conv.dilation_width * geometry.stick_bytes;
    geometry.bias_offset = num_taps(conv) * geometry.stick_bytes;
    return geometry;
}

Work plan_work(const Conv2d& conv, const Geometry& geometry, uint32_t channel_shard, uint32_t stick_shard) {
    Work work{shared_work(conv, geometry, channel_shard, stick_shard)};
    work.num_segments = static_cast<uint32_t>(segments_of(conv, work).size());
    return work;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
