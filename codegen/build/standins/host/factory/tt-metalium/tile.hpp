#pragma once

#include <array>
#include <cstdint>

namespace tt::tt_metal {

// What follows from its shape only tt-metal fills in.
class Tile {
public:
    explicit Tile(std::array<uint32_t, 2> shape, bool transpose = false);

    uint32_t get_height() const { return shape_[0]; }
    uint32_t get_width() const { return shape_[1]; }

private:
    std::array<uint32_t, 2> shape_;
    uint32_t words_[8] = {};
};

}  // namespace tt::tt_metal
