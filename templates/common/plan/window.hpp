#pragma once

#include <algorithm>
#include <cstdint>

#include "numbers.hpp"

// What an output sees of the padded input, and how outputs and channels are cut into slices, whatever the schedule.
// The Python plan has the same functions (codegen/plan/geometry.py); every field is compared on random cases.
namespace ttnn::operations::experimental::depthwise_common {

// A shard is a whole number of these: of tiles, where tensors are in tiles.
struct ShardUnit {
    uint32_t sticks;
    uint32_t channels;
    uint32_t least_channels;  // where some shards would have no channels otherwise
    bool is_tile;
    bool converts;  // whether tensors may be in bfloat8_b: kernels make bfloat16 of it
    bool has_halo = true;  // whether input shards are padded, each with its halo; if not, kernels gather that
    bool pads_with_zeros = false;  // whether nothing else can lie in the padding
};

constexpr uint32_t div_up(uint32_t value, uint32_t divisor) { return value / divisor + (value % divisor != 0); }

constexpr uint32_t padded_height(const Conv2d& conv) { return conv.input_height + conv.pad_top + conv.pad_bottom; }
constexpr uint32_t padded_width(const Conv2d& conv) { return conv.input_width + conv.pad_left + conv.pad_right; }

// What one output sees of the padded input.
constexpr uint32_t reach_height(const Conv2d& conv) { return (conv.kernel_height - 1) * conv.dilation_height + 1; }
constexpr uint32_t reach_width(const Conv2d& conv) { return (conv.kernel_width - 1) * conv.dilation_width + 1; }

constexpr uint32_t output_height(const Conv2d& conv) {
    return (padded_height(conv) - reach_height(conv)) / conv.stride_height + 1;
}
constexpr uint32_t output_width(const Conv2d& conv) {
    return (padded_width(conv) - reach_width(conv)) / conv.stride_width + 1;
}

// The row of an image that one of its padded rows repeats, or the column: `size` or more where there are zeros.
constexpr uint32_t source_of(uint32_t padded, uint32_t padding_before, uint32_t size, PaddingMode mode) {
    const uint32_t place = padded - padding_before;  // wraps around to a large number in the padding in front
    if (place < size || mode == PaddingMode::zeros) {
        return place;
    }
    const bool is_in_front = padded < padding_before;
    if (mode == PaddingMode::replicate) {
        return is_in_front ? 0 : size - 1;
    }
    return is_in_front ? padding_before - padded : 2 * (size - 1) - place;
}

constexpr uint32_t source_row(const Conv2d& conv, uint32_t padded_row) {
    return source_of(padded_row, conv.pad_top, conv.input_height, static_cast<PaddingMode>(conv.padding_mode));
}
constexpr uint32_t source_column(const Conv2d& conv, uint32_t padded_column) {
    return source_of(padded_column, conv.pad_left, conv.input_width, static_cast<PaddingMode>(conv.padding_mode));
}

// Padded input stick under the first tap of an output stick.
constexpr uint32_t top_left(const Conv2d& conv, uint32_t output) {
    const uint32_t row = output / output_width(conv);
    const uint32_t image = row / output_height(conv);
    const uint32_t padded_row = image * padded_height(conv) + row % output_height(conv) * conv.stride_height;
    return padded_row * padded_width(conv) + output % output_width(conv) * conv.stride_width;
}

// Padded input sticks from the first tap of a window to its last.
constexpr uint32_t reach_sticks(const Conv2d& conv) {
    return (reach_height(conv) - 1) * padded_width(conv) + reach_width(conv) - 1;
}

// Outputs [first, first + count) of a slice. Slices have one length, but for the last ones, which take what is left.
struct OutputSpan {
    uint32_t first;
    uint32_t count;
};

constexpr OutputSpan output_span(const SharedGeometry& geometry, uint32_t stick_shard) {
    const uint32_t first = std::min(stick_shard * geometry.output_shard_sticks, geometry.output_sticks);
    return {first, std::min(geometry.output_shard_sticks, geometry.output_sticks - first)};
}

// Linear positions from the first output of a slice to its last.
constexpr uint32_t num_positions(const Conv2d& conv, const OutputSpan& span) {
    return span.count == 0 ? 0 : top_left(conv, span.first + span.count - 1) - top_left(conv, span.first) + 1;
}

// Linear positions of the core that has most of them.
constexpr uint32_t most_positions(const Conv2d& conv, const SharedGeometry& geometry) {
    uint32_t most = 0;
    for (uint32_t shard = 0; shard < geometry.stick_shards; ++shard) {
        most = std::max(most, num_positions(conv, output_span(geometry, shard)));
    }
    return most;
}

// What a shard has of something, rounded up to whole units: zeros fill the last shard.
constexpr uint32_t split(uint32_t total, uint32_t shards, uint32_t unit) {
    return div_up(div_up(total, shards), unit) * unit;
}

// Channels of a shard.
constexpr uint32_t split_channels(const Conv2d& conv, uint32_t channel_shards, const ShardUnit& unit) {
    const uint32_t width = split(conv.channels, channel_shards, unit.channels);
    const bool has_empty_shards = div_up(conv.channels, width) < channel_shards;
    return has_empty_shards ? split(conv.channels, channel_shards, unit.least_channels) : width;
}

// What does not depend on the schedule, but for the three fields that it fills in: the size of an input shard, and of
// its weights.
constexpr SharedGeometry shared_geometry(
    const Conv2d& conv, uint32_t channel_shards, uint32_t stick_shards, const ShardUnit& unit) {
    SharedGeometry geometry{};
    geometry.padded_height = padded_height(conv);
    geometry.padded_width = padded_width(conv);
    geometry.output_height = output_height(conv);
    geometry.output_width = output_width(conv);
    geometry.channel_shards = channel_shards;
    geometry.stick_shards = stick_shards;
    geometry.shard_channels = split_channels(conv, channel_shards, unit);
    geometry.stick_bytes = geometry.shard_channels * kDatumBytes;
    geometry.tile_bytes = kTileDatums * kDatumBytes;
    geometry.output_sticks = conv.batch * geometry.output_height * geometry.output_width;
    geometry.output_shard_sticks = split(geometry.output_sticks, stick_shards, unit.sticks);
    return geometry;
}

// A core without outputs sees no input.
constexpr SharedWork shared_work(
    const Conv2d& conv, const SharedGeometry& geometry, uint32_t channel_shard, uint32_t stick_shard) {
    const OutputSpan span = output_span(geometry, stick_shard);
    SharedWork work{};
    work.channel_shard = channel_shard;
    work.stick_shard = stick_shard;
    work.start_tile_id = channel_shard * geometry.weight_pitch_tiles;
    work.first_output = span.first;
    work.num_outputs = span.count;
    if (span.count > 0) {
        work.first_input_stick = top_left(conv, span.first);
        work.num_positions = num_positions(conv, span);
        work.num_input_sticks = work.num_positions + reach_sticks(conv);
    }
    return work;
}

}  // namespace ttnn::operations::experimental::depthwise_common
