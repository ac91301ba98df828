#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Weights [channels, kernel_height, kernel_width] and bias [channels] -> [channel_shards * weight_tiles, kTileDatums].
//
// In memory, the tiles of a channel shard are one row-major matrix [padded positions, shard_channels]: a stick for each
// tap, row by row of the kernel, and zeros in what is padded. A tile in memory is its four faces, one behind the other:
// so the sticks fill the tiles face by face, and the channels of a position lie side by side.
// A bias is the stick behind the taps. Where `bias` is empty, the stick stays zero: there is none, or it is a tensor of
// its own, which the reader puts there.
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
        const std::size_t shard = std::size_t{channel / geometry.shard_channels} * shard_datums;
        const std::size_t place = shard + channel % geometry.shard_channels;
        for (uint32_t tap = 0; tap < taps; ++tap) {
            tiles[place + std::size_t{tap} * geometry.shard_channels] = weights[std::size_t{channel} * taps + tap];
        }
        if (conv.has_bias && !bias.empty()) {
            tiles[place + std::size_t{taps} * geometry.shard_channels] = bias[channel];
        }
    }
    return tiles;
}

// Bias [channels] -> [channel_shards, shard_channels]: one page for each channel shard, with zeros behind the channels.
template <typename Datum>
std::vector<Datum> lay_out_bias(const std::vector<Datum>& bias, const Geometry& geometry) {
    std::vector<Datum> pages(bias);
    pages.resize(std::size_t{geometry.channel_shards} * geometry.shard_channels);
    return pages;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
