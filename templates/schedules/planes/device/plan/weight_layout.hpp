#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Weights [channels, kernel_height, kernel_width] and bias [channels] -> [channel_shards * weight_pitch_tiles, kTileDatums].
//
// The weights of a tap and a plane are a row of SrcB, which the matrix unit multiplies with each row of a block; the rows
// between two taps are zeros. They lie in the order of use: by channel shard, plane, column of the kernel, phase and row;
// the bias of a plane follows its taps. It is multiplied with a tile of ones, which comes first. Without a bias, `bias` is
// empty. Channels behind those of the convolution, which pad the last shard, have zeros.
template <typename Datum>
std::vector<Datum> lay_out_weights(
    const std::vector<Datum>& weights,
    const std::vector<Datum>& bias,
    Datum one,
    const Conv2d& conv,
    const Geometry& geometry) {
    const uint32_t taps = conv.kernel_height * conv.kernel_width;
    std::vector<Datum> tiles;
    tiles.reserve(std::size_t{geometry.channel_shards} * geometry.weight_pitch_tiles * kTileDatums);
    const auto append_tap = [&](uint32_t first_channel, const std::vector<Datum>& numbers, uint32_t pitch, uint32_t tap) {
        const std::size_t end = tiles.size() + std::size_t{kBlockRows} * kPlaneChannels;
        for (uint32_t channel = first_channel; channel < first_channel + kPlaneChannels; ++channel) {
            tiles.push_back(channel < conv.channels ? numbers[std::size_t{channel} * pitch + tap] : Datum{});
        }
        tiles.resize(end, Datum{});
    };
    for (uint32_t shard = 0; shard < geometry.channel_shards; ++shard) {
        if (conv.has_bias) {
            tiles.insert(tiles.end(), kTileDatums, one);
        }
        for (uint32_t plane = 0; plane < geometry.planes; ++plane) {
            const uint32_t first_channel = shard * geometry.shard_channels + plane * kPlaneChannels;
            for (uint32_t column = 0; column < conv.kernel_width; ++column) {
                for (uint32_t phase = 0; phase < geometry.phases; ++phase) {
                    for (uint32_t row = phase; row < conv.kernel_height; row += geometry.phases) {
                        append_tap(first_channel, weights, taps, row * conv.kernel_width + column);
                    }
                }
            }
            if (conv.has_bias) {
                append_tap(first_channel, bias, /*pitch=*/1, /*tap=*/0);
            }
        }
        tiles.resize(std::size_t{shard + 1} * geometry.weight_pitch_tiles * kTileDatums, Datum{});
    }
    return tiles;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
