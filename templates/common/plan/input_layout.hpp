#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "window.hpp"

namespace ttnn::operations::experimental::depthwise_common {

// Input [batch, input_height, input_width, channels] -> [stick_shards * input_shard_sticks, channel_shards *
// shard_channels]: each shard of sticks with the padding and the halo that its outputs need. Neighbouring shards hold
// their common halo twice. Zeros fill what is longer or wider than needed.
template <typename Datum>
std::vector<Datum> lay_out_input(const std::vector<Datum>& input, const Conv2d& conv, const SharedGeometry& geometry) {
    const std::size_t width = std::size_t{geometry.channel_shards} * geometry.shard_channels;
    std::vector<Datum> sticks(std::size_t{geometry.stick_shards} * geometry.input_shard_sticks * width, Datum{});
    for (uint32_t shard = 0; shard < geometry.stick_shards; ++shard) {
        const SharedWork work = shared_work(conv, geometry, /*channel_shard=*/0, shard);
        for (uint32_t stick = 0; stick < work.num_input_sticks; ++stick) {
            const uint32_t padded = work.first_input_stick + stick;
            const uint32_t image = padded / (geometry.padded_height * geometry.padded_width);
            const uint32_t row = source_row(conv, padded / geometry.padded_width % geometry.padded_height);
            const uint32_t column = source_column(conv, padded % geometry.padded_width);
            if (row >= conv.input_height || column >= conv.input_width) {
                continue;
            }
            const std::size_t source = (std::size_t{image} * conv.input_height + row) * conv.input_width + column;
            const std::size_t target = std::size_t{shard} * geometry.input_shard_sticks + stick;
            std::copy_n(input.begin() + source * conv.channels, conv.channels, sticks.begin() + target * width);
        }
    }
    return sticks;
}

}  // namespace ttnn::operations::experimental::depthwise_common
