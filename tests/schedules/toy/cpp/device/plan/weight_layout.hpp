#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Weights [channels, kernel_height, kernel_width] and bias [channels] -> [channel_shards * weight_tiles, kTileDatums].
//
// The tiles of a channel shard are one row-major matrix [taps and bias, shard_channels]. Without a bias, `bias` is
// empty.
template <typename Datum>
std::vector<Datum> lay_out_weights(
    const std::vector<Datum>& weights,
    const std::vector<Datum>& bias,
    Datum /*one*/,
    const Conv2d& conv,
    const Geometry& geometry) {
    const uint32_t taps = conv.kernel_height * conv.kernel_width;
    const uint32_t shard_datums = geometry.weight_tiles * kTileDatums;
    std::vector<Datum> tiles(std::size_t{geometry.channel_shards} * shard_datums);
    for (uint32_t channel = 0; channel < conv.channels; ++channel) {
        const std::size_t place =
            std::size_t{channel / geometry.shard_channels} * shard_datums + channel % geometry.shard_channels;
        for (uint32_t tap = 0; tap < taps; ++tap) {
            tiles[place + std::size_t{tap} * geometry.shard_channels] = weights[std::size_t{channel} * taps + tap];
        }
        if (conv.has_bias) {
            tiles[place + std::size_t{taps} * geometry.shard_channels] = bias[channel];
        }
    }
    return tiles;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
