#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "multiply.hpp"
#include "numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Weights [channels, kernel_height, kernel_width] and bias [channels] -> [channel_shards * weight_pitch_tiles, kTileDatums].
//
// The weights of a tap and a plane are a row as of a face, for which the multiply has a place among all rows; the others are
// zeros. They lie in the order of use: by channel shard, plane, column of the kernel, phase and row; the bias of a plane
// follows its taps. Tiles of ones, if the multiply wants some for it, come first. Without a bias, `bias` is empty. Channels
// behind those of the convolution, which pad the last shard, have zeros.
template <typename Datum>
std::vector<Datum> lay_out_weights(
    const std::vector<Datum>& weights,
    const std::vector<Datum>& bias,
    Datum one,
    const Conv2d& conv,
    const Geometry& geometry) {
    const uint32_t taps = conv.kernel_height * conv.kernel_width;
    const std::size_t shard_datums = std::size_t{geometry.weight_pitch_tiles} * kTileDatums;
    std::vector<Datum> tiles(geometry.channel_shards * shard_datums, Datum{});
    for (uint32_t shard = 0; shard < geometry.channel_shards; ++shard) {
        auto rows = tiles.begin() + shard * shard_datums;
        rows = std::fill_n(rows, std::size_t{count_ones_tiles(conv.has_bias)} * kTileDatums, one);
        uint32_t place = 0;
        const auto put_tap = [&](uint32_t first_channel, const std::vector<Datum>& numbers, uint32_t pitch, uint32_t tap) {
            const uint32_t behind = first_channel + kPlaneChannels;
            for (const uint32_t row : weight_rows(place++)) {
                for (uint32_t channel = first_channel; channel < std::min(behind, conv.channels); ++channel) {
                    const std::size_t datum = std::size_t{row} * kPlaneChannels + channel - first_channel;
                    rows[datum] = numbers[std::size_t{channel} * pitch + tap];
                }
            }
        };
        for (uint32_t plane = 0; plane < geometry.planes; ++plane) {
            const uint32_t first_channel = shard * geometry.shard_channels + plane * kPlaneChannels;
            for (uint32_t column = 0; column < conv.kernel_width; ++column) {
                for (uint32_t phase = 0; phase < geometry.phases; ++phase) {
                    const uint32_t num_rows = div_up(conv.kernel_height - phase, geometry.phases);
                    for (uint32_t of_phase = 0; of_phase < num_rows; ++of_phase) {
                        const uint32_t row = phase + row_at_place(of_phase, num_rows) * geometry.phases;
                        put_tap(first_channel, weights, taps, row * conv.kernel_width + column);
                    }
                }
            }
            if (conv.has_bias) {
                put_tap(first_channel, bias, /*pitch=*/1, /*tap=*/0);
            }
        }
    }
    return tiles;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
