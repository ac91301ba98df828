// Stand-in for the driver's pairs of coordinates. For checking only.
#pragma once

#include <compare>
#include <cstddef>
#include <functional>
#include <string>

#include <fmt/format.h>

namespace tt {

struct xy_pair {
    std::size_t x = 0;
    std::size_t y = 0;

    constexpr xy_pair() = default;
    constexpr xy_pair(std::size_t x, std::size_t y) : x(x), y(y) {}
    std::string str() const;
    constexpr auto operator<=>(const xy_pair&) const = default;
};

struct cxy_pair : xy_pair {
    std::size_t chip = 0;

    cxy_pair() = default;
    cxy_pair(std::size_t chip, xy_pair pair) : xy_pair(pair), chip(chip) {}
    cxy_pair(std::size_t chip, std::size_t x, std::size_t y) : xy_pair(x, y), chip(chip) {}
    std::string str() const;
    constexpr auto operator<=>(const cxy_pair&) const = default;
};

}  // namespace tt

using tt_xy_pair = tt::xy_pair;
using tt_cxy_pair = tt::cxy_pair;

namespace tt {

using ::tt_cxy_pair;
using ::tt_xy_pair;

}  // namespace tt

template <>
struct std::hash<tt_xy_pair> {
    std::size_t operator()(const tt_xy_pair& pair) const noexcept;
};
template <>
struct std::hash<tt_cxy_pair> {
    std::size_t operator()(const tt_cxy_pair& pair) const noexcept;
};
