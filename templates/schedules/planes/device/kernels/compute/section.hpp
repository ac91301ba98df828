#pragma once

#include <cstdint>

#include "../../plan/numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

constexpr uint32_t div_up(uint32_t value, uint32_t divisor) { return (value + divisor - 1) / divisor; }

// Unpackers and packers add the size of a tile's header to their addresses, and count in units of 16 bytes, as circular
// buffers do.
constexpr uint32_t address_unit = 16;
constexpr uint32_t header = 1;

// Rows of Dst that hold results: whole tiles of them are packed.
struct Section {
    uint32_t first_tile;
    uint32_t num_sticks;

    uint32_t num_tiles() const { return div_up(num_sticks, kStripSticks); }
};

}  // namespace ttnn::operations::experimental::depthwise_conv2d
