#pragma once

#include <cstdint>
#include <vector>

#include "../../../depthwise_common/plan/window.hpp"
#include "numbers.hpp"

// How packers place rows of an image: in planes those of the input, and behind each other those of the output. They write
// at several places at once, at each of which a power of two sticks. Places come in pairs, of which a step has two: the halves
// of a part of a row, or, of the input, a whole row of each of two planes.
namespace ttnn::operations::experimental::depthwise_conv2d {

// Equal parts of a row. The last one may begin before the one in front of it ends: what lies in both is written twice.
struct Parts {
    uint32_t width;  // of the row
    uint32_t length;

    uint32_t count() const { return div_up(width, length); }
    uint32_t start(uint32_t part) const;
};

Parts input_parts(const Conv2d& conv, const Geometry& geometry);
Parts output_parts(const Conv2d& conv, const Geometry& geometry);

// What each of two places has of a part.
uint32_t place_rows(uint32_t part_length);

// Whether a place has a row of the input, and zeros behind it. For those there is room in front of the next row: a pitch is a
// multiple of 8 sticks.
bool takes_whole_rows(const Conv2d& conv, const Geometry& geometry);

// Parts that follow each other: how far apart they are in Dst and where they go, and how many pairs of places each takes.
struct Lane {
    uint32_t from_sticks;
    uint32_t to_sticks;
    uint32_t pairs;

    // Of a step of packers.
    uint32_t step_parts() const { return kStepPairs / pairs; }
    // From a step to the next one: sticks where they go, and rows of Dst. 0 if packers cannot count these, and each step is a
    // run.
    uint32_t step_sticks() const { return step_parts() * to_sticks; }
    uint32_t step_rows() const;
    // Of a run: as many as follow each other, or those of a step.
    uint32_t most_parts() const;
};

// Rows of the input that one phase sees.
Lane input_lane(const Conv2d& conv, const Geometry& geometry);
// Rows of the output; with a stride between their columns, outputs of a row, one for each place.
Lane output_lane(const Conv2d& conv, const Geometry& geometry);

// A part of a row: where it lies among what Dst holds a window of, and where it goes. The parts of a lane follow each other.
struct PlacedPart {
    uint32_t lane;
    uint32_t from_stick;
    uint32_t to_stick;
};

// What is in Dst together, and what of it is packed.
struct PlacedWindow {
    uint32_t first_stick;
    uint32_t end_stick;
    std::vector<PlacedPart> parts;
};

std::vector<PlacedWindow> input_windows(const Conv2d& conv, const Geometry& geometry, uint32_t stick_shard);
std::vector<PlacedWindow> output_windows(const Conv2d& conv, const Geometry& geometry, uint32_t stick_shard);

// Where in each phase of a plane rows of the input lie: what is in front of them and behind them is zeros.
struct FilledSticks {
    uint32_t first;
    uint32_t end;
};
FilledSticks filled_sticks(const Conv2d& conv, const Geometry& geometry, uint32_t stick_shard);

std::vector<PlacedRun> input_window_runs(const Conv2d& conv, const Geometry& geometry, const PlacedWindow& window);
std::vector<PlacedRun> output_window_runs(const Conv2d& conv, const Geometry& geometry, const PlacedWindow& window);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
