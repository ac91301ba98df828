#pragma once

#include <cstddef>
#include <utility>
#include <vector>

namespace tt {

struct xy_pair {
    std::size_t x = 0;
    std::size_t y = 0;

    friend bool operator==(const xy_pair&, const xy_pair&) = default;
};

}  // namespace tt

namespace tt::tt_metal {

using CoreCoord = xy_pair;

struct CoreRange {
    CoreRange(const CoreCoord& core) : start_coord(core), end_coord(core) {}
    CoreRange(const CoreCoord& start, const CoreCoord& end) : start_coord(start), end_coord(end) {}

    CoreCoord start_coord;
    CoreCoord end_coord;
};

class CoreRangeSet {
public:
    CoreRangeSet() = default;
    explicit CoreRangeSet(std::vector<CoreRange> ranges) : ranges_(std::move(ranges)) {}

    CoreRangeSet merge_ranges() const { return *this; }
    const std::vector<CoreRange>& ranges() const { return ranges_; }

private:
    std::vector<CoreRange> ranges_;
};

}  // namespace tt::tt_metal
