#include "placing.hpp"

#include <algorithm>
#include <bit>
#include <limits>
#include <utility>

#include "rows.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// What of a row packers take at most in one step: at two places.
constexpr uint32_t kMostOfRow = 2 * kPlaceRows;

// Parts of a row, none longer than so much.
Parts parts_of(uint32_t width, uint32_t most) { return {width, div_up(width, div_up(width, most))}; }

// Columns of the input that a row of a plane has.
uint32_t filled_columns(const Conv2d& conv, const Geometry& geometry) {
    return std::min(conv.input_width, geometry.pitch - std::min(conv.pad_left, geometry.pitch));
}

// Sticks of Dst from the first one of a part of the output to its last.
uint32_t output_part_span(const Conv2d& conv, const Geometry& geometry) {
    return (output_parts(conv, geometry).length - 1) * conv.stride_width + 1;
}

// Parts that span so many sticks each, in windows of Dst, which begin at multiples of a unit.
std::vector<PlacedWindow> cut_windows(std::vector<PlacedPart> parts, uint32_t span, uint32_t capacity, uint32_t unit) {
    std::ranges::stable_sort(parts, {}, &PlacedPart::from_stick);
    std::vector<PlacedWindow> windows;
    for (const PlacedPart& part : parts) {
        const uint32_t end = part.from_stick + span;
        if (windows.empty() || end > windows.back().first_stick + capacity) {
            windows.push_back({.first_stick = part.from_stick / unit * unit, .end_stick = 0, .parts = {}});
        }
        windows.back().end_stick = std::max(windows.back().end_stick, end);
        windows.back().parts.push_back(part);
    }
    for (PlacedWindow& window : windows) {
        std::ranges::stable_sort(window.parts, {}, &PlacedPart::lane);
    }
    return windows;
}

// The parts of a window that packers take in one run.
std::vector<PlacedRun> merge_parts(const PlacedWindow& window, const Lane& lane, uint32_t first_row) {
    std::vector<PlacedRun> runs;
    uint32_t lane_of_run = 0;
    for (const PlacedPart& part : window.parts) {
        const uint32_t row = first_row + part.from_stick - window.first_stick;
        if (!runs.empty() && part.lane == lane_of_run) {
            PlacedRun& run = runs.back();
            const uint32_t taken = run.num_pairs / lane.pairs;
            if (taken < lane.most_parts() && row == run.first_row + taken * lane.from_sticks &&
                part.to_stick == run.to_stick + taken * lane.to_sticks) {
                run.num_pairs += lane.pairs;
                continue;
            }
        }
        lane_of_run = part.lane;
        runs.push_back({.first_row = row, .to_stick = part.to_stick, .num_pairs = lane.pairs});
    }
    return runs;
}

// Outputs of a part that are a stride apart, some at once: of a rest, the last step begins earlier.
void add_strided(const Conv2d& conv, const Geometry& geometry, const PlacedRun& part, std::vector<PlacedRun>& runs) {
    const uint32_t length = output_parts(conv, geometry).length;
    const Lane lane = output_lane(conv, geometry);
    const uint32_t num_steps = std::max(length / kPlaces, 1u);
    const uint32_t in_run = std::min(num_steps, lane.most_parts());
    for (uint32_t step = 0; step < num_steps; step += in_run) {
        runs.push_back(
            {part.first_row + step * lane.from_sticks, part.to_stick + step * lane.to_sticks, in_run * lane.pairs});
    }
    if (length > num_steps * kPlaces) {
        const uint32_t last = length - kPlaces;
        runs.push_back({part.first_row + last * conv.stride_width, part.to_stick + last, lane.pairs});
    }
}

}  // namespace

uint32_t Parts::start(uint32_t part) const { return std::min(part * length, width - length); }

Parts input_parts(const Conv2d& conv, const Geometry& geometry) {
    return parts_of(filled_columns(conv, geometry), kMostOfRow);
}

Parts output_parts(const Conv2d& conv, const Geometry& geometry) {
    const uint32_t in_section = (geometry.section_tiles * kStripSticks - 1) / conv.stride_width + 1;
    return parts_of(geometry.output_width, std::min(kMostOfRow, in_section));
}

uint32_t place_rows(uint32_t part_length) { return std::bit_ceil(div_up(part_length, 2)); }

bool takes_whole_rows(const Conv2d& conv, const Geometry& geometry) {
    return filled_columns(conv, geometry) <= kPlaceRows;
}

uint32_t Lane::step_rows() const {
    const uint32_t rows = step_parts() * from_sticks;
    return rows <= kMostStepRows ? rows : 0;
}

uint32_t Lane::most_parts() const { return step_rows() > 0 ? std::numeric_limits<uint32_t>::max() : step_parts(); }

Lane input_lane(const Conv2d& conv, const Geometry& geometry) {
    const uint32_t pairs = takes_whole_rows(conv, geometry) ? 1 : kStepPairs;
    return {conv.stride_height * conv.input_width, geometry.pitch, pairs};
}

Lane output_lane(const Conv2d& conv, const Geometry& geometry) {
    if (conv.stride_width > 1) {
        return {kPlaces * conv.stride_width, kPlaces, kStepPairs};
    }
    return {geometry.pitch, geometry.output_width, /*pairs=*/1};
}

std::vector<PlacedWindow> input_windows(const Conv2d& conv, const Geometry& geometry, uint32_t stick_shard) {
    const Parts parts = input_parts(conv, geometry);
    std::vector<PlacedPart> placed;
    for (const InputRow& row : input_rows(conv, geometry, output_span(geometry, stick_shard))) {
        for (uint32_t part = 0; part < parts.count(); ++part) {
            const uint32_t start = parts.start(part);
            placed.push_back({row.phase * parts.count() + part, row.first + start, row.place + start});
        }
    }
    // Packers look at whole places, which all lie in the window: what is behind the last tile becomes zeros.
    const uint32_t unused = geometry.input_place_rows - geometry.input_filled_rows;
    return cut_windows(std::move(placed), parts.length, geometry.window_sticks - unused, kTileSide);
}

std::vector<PlacedWindow> output_windows(const Conv2d& conv, const Geometry& geometry, uint32_t stick_shard) {
    const Parts parts = output_parts(conv, geometry);
    const OutputSpan span = output_span(geometry, stick_shard);
    const uint32_t first_row = first_of_row(geometry, span.first);
    const uint32_t end = span.first + span.count;
    std::vector<PlacedPart> placed;
    for (uint32_t row = first_row; row < end; row += geometry.output_width) {
        for (uint32_t part = 0; part < parts.count(); ++part) {
            const uint32_t output = row + parts.start(part);
            if (output + parts.length > span.first && output < end) {
                const uint32_t position = position_of(geometry, conv, output) - position_of(geometry, conv, first_row);
                placed.push_back({part, position, geometry.result_front + output - span.first});
            }
        }
    }
    const uint32_t section = geometry.section_tiles * kStripSticks;
    return cut_windows(std::move(placed), output_part_span(conv, geometry), section, /*unit=*/1);
}

FilledSticks filled_sticks(const Conv2d& conv, const Geometry& geometry, uint32_t stick_shard) {
    const std::vector<InputRow> rows = input_rows(conv, geometry, output_span(geometry, stick_shard));
    FilledSticks filled{rows.empty() ? 0 : std::numeric_limits<uint32_t>::max(), 0};
    for (const InputRow& row : rows) {
        const uint32_t first = row.place - row.phase * geometry.phase_sticks - conv.pad_left;
        filled.first = std::min(filled.first, first);
        filled.end = std::max(filled.end, first + geometry.pitch);
    }
    return filled;
}

std::vector<PlacedRun> input_window_runs(const Conv2d& conv, const Geometry& geometry, const PlacedWindow& window) {
    return merge_parts(window, input_lane(conv, geometry), /*first_row=*/0);
}

std::vector<PlacedRun> output_window_runs(const Conv2d& conv, const Geometry& geometry, const PlacedWindow& window) {
    const uint32_t first_row = geometry.slack_tiles * kStripSticks;
    if (conv.stride_width > 1) {
        std::vector<PlacedRun> runs;
        for (const PlacedPart& part : window.parts) {
            const uint32_t row = first_row + part.from_stick - window.first_stick;
            add_strided(conv, geometry, {row, part.to_stick, kStepPairs}, runs);
        }
        return runs;
    }
    return merge_parts(window, output_lane(conv, geometry), first_row);
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
