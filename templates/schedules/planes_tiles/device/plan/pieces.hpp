#pragma once

#include <cstdint>
#include <vector>

#include "../../../depthwise_common/plan/window.hpp"
#include "numbers.hpp"
#include "rows.hpp"
#include "sources.hpp"

// How the sticks of tensors in tiles become planes, and how results become sticks of tiles again: run by run, of which
// each lies in one face of a tile.
namespace ttnn::operations::experimental::depthwise_conv2d {

// Sticks that lie side by side in a tensor, and their place in a plane.
struct Run {
    uint32_t first;
    uint32_t count;
    uint32_t place;
};

// The sticks of the input that a core with these outputs needs.
std::vector<Run> input_runs(const Conv2d& conv, const Geometry& geometry, const OutputSpan& span);

// The shards in which these sticks lie, in the order of the runs.
std::vector<ShardPieces> input_sources(const Conv2d& conv, const Geometry& geometry, const OutputSpan& span);

// The outputs of a core. A run lies in one section of Dst, too. Between two columns that a stride is apart, there are
// positions that nobody wants.
std::vector<Run> output_runs(const Conv2d& conv, const Geometry& geometry, const OutputSpan& span);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
