#include "numbers.hpp"

#include <algorithm>
#include <numeric>

#include "multiply.hpp"
#include "rows.hpp"
#include "transport.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// A tile in bfloat8_b: an exponent for each row of a face, and a byte for each datum.
constexpr uint32_t kBfloat8TileBytes = kTileDatums / kFaceSide + kTileDatums;

uint32_t tile_bytes_in(const Geometry& geometry, uint32_t format) {
    return format == static_cast<uint32_t>(NumberFormat::bfloat8_b) ? kBfloat8TileBytes : geometry.tile_bytes;
}

constexpr uint32_t round_up(uint32_t value, uint32_t multiple) { return div_up(value, multiple) * multiple; }

// Sticks from a row of a plane to the next. What a window sees behind the end of a row are the padding columns in front
// of the next one.
uint32_t plan_pitch(const Conv2d& conv) {
    const uint32_t outputs = (output_width(conv) - 1) * conv.stride_width + 1;
    const uint32_t seen = outputs + reach_width(conv) - 1;
    const uint32_t filled = std::min(conv.pad_left + conv.input_width, seen);
    const uint32_t not_shared = seen - std::min(conv.pad_left, seen);
    return round_up(std::max({outputs, filled, not_shared}), kPitchUnit);
}

// Rows from an image to the next. In the same way, padding rows between two images serve both.
uint32_t plan_image_rows(const Conv2d& conv, const Geometry& geometry) {
    const uint32_t outputs = geometry.output_height;
    const uint32_t seen = outputs + reach_rows(conv, geometry);
    const uint32_t filled = std::min(div_up(conv.pad_top + conv.input_height, conv.stride_height), seen);
    const uint32_t last_phase = (geometry.phases - 1) * conv.dilation_height;
    const uint32_t padding = div_up(conv.pad_top - std::min(last_phase, conv.pad_top), conv.stride_height);
    return std::max({outputs, filled, seen - std::min(padding, seen)});
}

}  // namespace

Geometry plan_geometry(
    const Conv2d& conv, uint32_t channel_shards, uint32_t stick_shards, const ShardUnit& unit, bool fp32_dest_acc) {
    Geometry geometry{shared_geometry(conv, channel_shards, stick_shards, unit)};
    const uint32_t input_sticks = conv.batch * conv.input_height * conv.input_width;
    geometry.input_shard_sticks = split(input_sticks, stick_shards, unit.sticks);
    geometry.channel_tiles = geometry.shard_channels / kTileSide;
    geometry.input_tiles = geometry.input_shard_sticks / kTileSide * geometry.channel_tiles;
    geometry.output_tiles = geometry.output_shard_sticks / kTileSide * geometry.channel_tiles;
    geometry.planes = geometry.shard_channels / kPlaneChannels;
    geometry.input_tile_bytes = tile_bytes_in(geometry, conv.input_format);
    geometry.output_tile_bytes = tile_bytes_in(geometry, conv.output_format);
    geometry.pitch = plan_pitch(conv);

    // Rows of the kernel that are a stride apart see the same rows of the input.
    const uint32_t divisor = std::gcd(conv.stride_height, conv.dilation_height);
    geometry.phases = std::min(conv.stride_height / divisor, conv.kernel_height);
    geometry.tap_step = conv.dilation_height / divisor * geometry.pitch;
    const uint32_t reach = reach_rows(conv, geometry) * geometry.pitch;
    geometry.image_sticks = plan_image_rows(conv, geometry) * geometry.pitch;

    uint32_t positions = 0;  // of whole rows
    for (uint32_t shard = 0; shard < stick_shards; ++shard) {
        const uint32_t counted = count_positions(geometry, conv, output_span(geometry, shard));
        positions = std::max(positions, round_up(counted, geometry.pitch));
    }
    geometry.phase_sticks = positions + reach;
    // The last phase is read in whole strips, under every column of the kernel.
    const uint32_t strips_end = round_up(positions, kStripSticks) + reach + kStripSticks - 1;
    const uint32_t last_phase = std::max(geometry.phase_sticks, strips_end + reach_width(conv) - 1);
    geometry.plane_sticks = (geometry.phases - 1) * geometry.phase_sticks + last_phase;
    geometry.plane_stick_bytes = kPlaneStickBytes;

    geometry.slack_tiles = count_slack_tiles(reach, geometry.tap_step);
    const uint32_t dst_tiles = (fp32_dest_acc ? kDstTilesFp32 : kDstTiles) - 2 * geometry.slack_tiles;
    geometry.section_tiles = std::min(dst_tiles, div_up(positions, kStripSticks));

    const uint32_t slots = conv.kernel_height * conv.kernel_width + conv.has_bias;
    geometry.weight_tiles = count_ones_tiles(conv.has_bias) + count_weight_tiles(geometry.planes * slots);
    geometry.weight_pitch_tiles = geometry.weight_tiles;
    plan_transport(conv, fp32_dest_acc, geometry);
    return geometry;
}

Work plan_work(const Conv2d& conv, const Geometry& geometry, uint32_t channel_shard, uint32_t stick_shard) {
    Work work{shared_work(conv, geometry, channel_shard, stick_shard)};
    const OutputSpan span = output_span(geometry, stick_shard);
    work.plane_positions = count_positions(geometry, conv, span);
    plan_transport(conv, geometry, work);
    return work;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
