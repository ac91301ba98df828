#pragma once

#include <array>
#include <cstdint>

namespace tt::tt_metal {

// Only its size is known: a specification with one must not be launched.
class Tile {
public:
    explicit Tile(std::array<uint32_t, 2> /*shape*/) {}

private:
    uint32_t words_[7] = {};
};

}  // namespace tt::tt_metal
