#pragma once

#include <cstddef>
#include <vector>

#include "../../../depthwise_common/plan/window.hpp"
#include "numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Where a datum lies in a tensor of tiles: tile by tile, and of each face by face, all of these row by row.
constexpr std::size_t place_in_tiles(uint32_t row, uint32_t column, uint32_t tiles_per_row) {
    constexpr uint32_t faces = kTileSide / kFaceSide;  // in each direction of a tile
    const std::size_t tile = std::size_t{row / kTileSide} * tiles_per_row + column / kTileSide;
    const std::size_t face = tile * faces * faces + row % kTileSide / kFaceSide * faces + column % kTileSide / kFaceSide;
    return (face * kFaceSide + row % kFaceSide) * kFaceSide + column % kFaceSide;
}

// Input [batch, input_height, input_width, channels] -> its sticks [batch * input_height * input_width, channels] in
// tiles, with zeros in what pads the last ones. No stick lies there twice: cores read what their neighbours have.
template <typename Datum>
std::vector<Datum> lay_out_input(const std::vector<Datum>& input, const Conv2d& conv, const Geometry& /*geometry*/) {
    const uint32_t rows = conv.batch * conv.input_height * conv.input_width;
    const uint32_t tiles_per_row = div_up(conv.channels, kTileSide);
    std::vector<Datum> tiles(std::size_t{div_up(rows, kTileSide)} * tiles_per_row * kTileDatums, Datum{});
    for (uint32_t row = 0; row < rows; ++row) {
        for (uint32_t channel = 0; channel < conv.channels; ++channel) {
            tiles[place_in_tiles(row, channel, tiles_per_row)] = input[std::size_t{row} * conv.channels + channel];
        }
    }
    return tiles;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
