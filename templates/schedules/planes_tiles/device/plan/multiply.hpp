#pragma once

#include <array>
#include <cstdint>

#include "../../../depthwise_common/plan/window.hpp"
#include "numbers.hpp"

// What a plan has to know of the multiply: by tiles, which begin at any stick.
namespace ttnn::operations::experimental::depthwise_conv2d {

// What rows of a plane are a multiple of [sticks].
constexpr uint32_t kPitchUnit = 1;

// Tiles of Dst at each end of a section, for sums that nobody wants: there are none.
constexpr uint32_t count_slack_tiles(uint32_t /*reach*/, uint32_t /*tap_step*/) { return 0; }

// Which of so many rows of the kernel, which see one phase, has a place in the order of their weights.
constexpr uint32_t row_at_place(uint32_t place, uint32_t /*num_rows*/) { return place; }

// Rows of the weights in which those of a tap lie. They are a row of a tile, twice: its left half is multiplied with the left
// faces of a strip, its right half with the right ones, which are other sticks of the same channels.
constexpr std::array<uint32_t, 2> weight_rows(uint32_t tap) {
    const uint32_t left = tap / kFaceSide * kTileSide + tap % kFaceSide;
    return {left, left + kFaceSide};
}

// Tiles of ones that a bias is multiplied with, as one more tap.
constexpr uint32_t count_ones_tiles(bool has_bias) { return has_bias; }

// Tiles that the weights of so many taps fill.
constexpr uint32_t count_weight_tiles(uint32_t taps) { return div_up(taps, kTileSide); }

}  // namespace ttnn::operations::experimental::depthwise_conv2d
