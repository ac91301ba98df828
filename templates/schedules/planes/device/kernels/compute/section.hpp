#pragma once

#include <cstdint>

#include "../../plan/numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

constexpr uint32_t div_up(uint32_t value, uint32_t divisor) { return (value + divisor - 1) / divisor; }

// Rows of Dst that hold results: whole tiles of them are packed.
struct Section {
    uint32_t first_tile;
    uint32_t num_sticks;

    uint32_t num_tiles() const { return div_up(num_sticks, kStripSticks); }
};

}  // namespace ttnn::operations::experimental::depthwise_conv2d
