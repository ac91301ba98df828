#pragma once

#include <array>
#include <cstdint>

namespace tt::tt_metal {

// Of its layout only the size is known: a specification with one must not be launched.
class Tile {
public:
    explicit Tile(std::array<uint32_t, 2> shape) : shape_(shape) {}

    uint32_t get_height() const { return shape_[0]; }
    uint32_t get_width() const { return shape_[1]; }

private:
    std::array<uint32_t, 2> shape_;
    uint32_t words_[5] = {};
};

}  // namespace tt::tt_metal
