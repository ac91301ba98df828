#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Input [batch, input_height, input_width, channels] -> its sticks [batch * input_height * input_width, channel_shards *
// shard_channels], with zeros behind their channels. No stick lies there twice: cores read what others have.
template <typename Datum>
std::vector<Datum> lay_out_input(const std::vector<Datum>& input, const Conv2d& conv, const Geometry& geometry) {
    const std::size_t count = std::size_t{conv.batch} * conv.input_height * conv.input_width;
    const std::size_t width = std::size_t{geometry.channel_shards} * geometry.shard_channels;
    std::vector<Datum> sticks(count * width, Datum{});
    for (std::size_t stick = 0; stick < count; ++stick) {
        std::copy_n(input.begin() + stick * conv.channels, conv.channels, sticks.begin() + stick * width);
    }
    return sticks;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
