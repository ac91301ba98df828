#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Weights [channels, kernel_height, kernel_width] and bias [channels] -> [channel_shards * weight_pitch_tiles, kTileDatums].
//
// The weights of a tap repeat with every stick, and a tile takes kTileDatums of that stream: so the tiles of a tap are
// the stream cut into pieces, one for each chunk of the longest run, until a piece starts with the first channel again.
// They are row-major pages: nothing is tilized on the way to the core. A bias is one more tap, behind the others, and is
// multiplied with a tile of ones. Without one, `bias` is empty.
// Tiles lie in the order of use, by channel shard, chunk and tap: first the tile of ones, then the last chunk of a run.
// Channels behind those of the convolution, which pad the last shard, have zeros, and so have tiles that fill the pitch.
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
    for (uint32_t shard = 0; shard < geometry.channel_shards; ++shard) {
        const uint32_t first_channel = shard * geometry.shard_channels;
        const auto append_tile = [&](uint32_t chunk, const std::vector<Datum>& numbers, uint32_t pitch, uint32_t tap) {
            for (uint32_t datum = chunk * kTileDatums; datum < (chunk + 1) * kTileDatums; ++datum) {
                const uint32_t channel = first_channel + datum % geometry.shard_channels;
                tiles.push_back(channel < conv.channels ? numbers[std::size_t{channel} * pitch + tap] : Datum{});
            }
        };
        if (conv.has_bias) {
            tiles.insert(tiles.end(), kTileDatums, one);
        }
        for (uint32_t slot = 0; slot < geometry.tap_tiles; ++slot) {
            const uint32_t chunk = geometry.run_chunks - 1 - slot;
            for (uint32_t tap = 0; tap < taps; ++tap) {
                append_tile(chunk, weights, taps, tap);
            }
            if (conv.has_bias) {
                append_tile(chunk, bias, /*pitch=*/1, /*tap=*/0);
            }
        }
        tiles.resize(std::size_t{shard + 1} * geometry.weight_pitch_tiles * kTileDatums);
    }
    return tiles;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
