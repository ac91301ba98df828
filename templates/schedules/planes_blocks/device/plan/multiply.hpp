#pragma once

#include <array>
#include <cstdint>

#include "../../../depthwise_common/plan/window.hpp"
#include "numbers.hpp"

// What a plan has to know of the multiply: by blocks of rows, of which those of a strip serve all taps of a column of the
// kernel.
namespace ttnn::operations::experimental::depthwise_conv2d {

// What rows of a plane are a multiple of [sticks]: their results lie whole blocks apart.
constexpr uint32_t kPitchUnit = kBlockRows;

// Tiles of Dst at each end of a section, for sums that nobody wants: they pass the ends where taps do not lie whole strips
// apart.
constexpr uint32_t count_slack_tiles(uint32_t reach, uint32_t tap_step) {
    return reach > 0 && tap_step % kStripSticks > 0;
}

// Which of so many rows of the kernel, which see one phase, has a place in the order of their weights: the last one comes
// first, as from tap to tap the rows of results lie farther behind.
constexpr uint32_t row_at_place(uint32_t place, uint32_t num_rows) { return num_rows - 1 - place; }

// Rows of the weights in which those of a tap lie: the matrix unit looks for them every eight rows.
constexpr std::array<uint32_t, 1> weight_rows(uint32_t tap) { return {tap * kBlockRows}; }

// Tiles of ones that a bias is multiplied with: none, it is added to results.
constexpr uint32_t count_ones_tiles(bool /*has_bias*/) { return 0; }

// Tiles that the weights of so many taps fill.
constexpr uint32_t count_weight_tiles(uint32_t taps) { return div_up(taps * kBlockRows, kStripSticks); }

}  // namespace ttnn::operations::experimental::depthwise_conv2d
