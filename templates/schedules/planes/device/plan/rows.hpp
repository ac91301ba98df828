#pragma once

#include <cstdint>
#include <vector>

#include "../../../depthwise_common/plan/window.hpp"
#include "numbers.hpp"

// Which rows of the input make up a plane, and where its results lie.
namespace ttnn::operations::experimental::depthwise_conv2d {

constexpr uint32_t kPlaneStickBytes = kPlaneChannels * kDatumBytes;

// Sticks of a row of the input, and the place of the first one in a plane.
struct InputRow {
    uint32_t phase;
    uint32_t first;
    uint32_t count;
    uint32_t place;
};

// Rows of a phase from the first row of the kernel that sees it to the last one.
uint32_t reach_rows(const Conv2d& conv, const Geometry& geometry);

// The first output of the row in which an output lies.
uint32_t first_of_row(const Geometry& geometry, uint32_t output);

// Place of an output among the positions of all images.
uint32_t position_of(const Geometry& geometry, const Conv2d& conv, uint32_t output);

// Positions from the row of the first output of a slice to its last output.
uint32_t count_positions(const Geometry& geometry, const Conv2d& conv, const OutputSpan& span);

// The rows that a core with these outputs needs, phase by phase.
std::vector<InputRow> input_rows(const Conv2d& conv, const Geometry& geometry, const OutputSpan& span);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
