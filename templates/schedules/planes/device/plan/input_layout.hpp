#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Input [batch, input_height, input_width, channels] -> [stick_shards * input_shard_sticks, channel_shards *
// shard_channels]. A shard is the memory of [planes, input_shard_sticks, kPlaneChannels]: the rows under a core's outputs
// with their padding and halo, phase by phase. Zeros fill what is longer or wider than needed.
template <typename Datum>
std::vector<Datum> lay_out_input(const std::vector<Datum>& input, const Conv2d& conv, const Geometry& geometry) {
    const std::size_t width = std::size_t{geometry.channel_shards} * geometry.shard_channels;
    std::vector<Datum> sticks(std::size_t{geometry.stick_shards} * geometry.input_shard_sticks * width, Datum{});

    // Channels of an input stick -> the same place of each plane, whatever the shard's own sticks.
    const auto copy_stick = [&](std::size_t source, uint32_t shard, uint32_t place) {
        for (uint32_t first = 0; first < conv.channels; first += kPlaneChannels) {
            const uint32_t plane = first % geometry.shard_channels / kPlaneChannels;
            const std::size_t datum = (std::size_t{plane} * geometry.input_shard_sticks + place) * kPlaneChannels;
            for (uint32_t i = 0; i < std::min(kPlaneChannels, conv.channels - first); ++i) {
                const std::size_t row =
                    std::size_t{shard} * geometry.input_shard_sticks + (datum + i) / geometry.shard_channels;
                const std::size_t column =
                    first / geometry.shard_channels * geometry.shard_channels + (datum + i) % geometry.shard_channels;
                sticks[row * width + column] = input[source * conv.channels + first + i];
            }
        }
    };
    const auto copy_row = [&](uint32_t image, uint32_t padded_row, uint32_t shard, uint32_t place) {
        const uint32_t row = padded_row - conv.pad_top;  // wraps around to a large number in the padding above
        if (image >= conv.batch || row >= conv.input_height) {
            return;
        }
        const std::size_t source = (std::size_t{image} * conv.input_height + row) * conv.input_width;
        const uint32_t columns = geometry.pitch - std::min(conv.pad_left, geometry.pitch);
        for (uint32_t column = 0; column < std::min(conv.input_width, columns); ++column) {
            copy_stick(source + column, shard, place + conv.pad_left + column);
        }
    };

    const uint32_t image_rows = geometry.image_sticks / geometry.pitch;
    for (uint32_t shard = 0; shard < geometry.stick_shards; ++shard) {
        const Work work = plan_work(conv, geometry, /*channel_shard=*/0, shard);
        if (work.num_outputs == 0) {
            continue;
        }
        const uint32_t first_image = work.first_output / (geometry.output_height * geometry.output_width);
        for (uint32_t phase = 0; phase < geometry.phases; ++phase) {
            for (uint32_t row = 0; row < geometry.phase_sticks / geometry.pitch; ++row) {
                const uint32_t image = first_image + (work.first_output_row + row) / image_rows;
                const uint32_t output_row = (work.first_output_row + row) % image_rows;
                copy_row(
                    image,
                    output_row * conv.stride_height + phase * conv.dilation_height,
                    shard,
                    phase * geometry.phase_sticks + row * geometry.pitch);
            }
        }
    }
    return sticks;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
