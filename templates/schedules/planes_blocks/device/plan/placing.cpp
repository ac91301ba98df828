#include "placing.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "rows.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// What of a row packers take at most in one step: at two places.
constexpr uint32_t kMostOfRow = 2 * kPlaceRows;

// Parts of a row, none longer than so much.
Parts parts_of(uint32_t width, uint32_t most) { return {width, div_up(width, div_up(width, most))}; }

// From a part to the next one of its lane.
struct Step {
    uint32_t from_sticks;
    uint32_t to_sticks;
};

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
std::vector<PlacedRun> merge_parts(const PlacedWindow& window, const Step& step, uint32_t first_row) {
    std::vector<PlacedRun> runs;
    uint32_t lane = 0;
    for (const PlacedPart& part : window.parts) {
        const uint32_t row = first_row + part.from_stick - window.first_stick;
        if (!runs.empty() && part.lane == lane) {
            PlacedRun& run = runs.back();
            if (row == run.first_row + run.num_steps * step.from_sticks &&
                part.to_stick == run.to_stick + run.num_steps * step.to_sticks) {
                ++run.num_steps;
                continue;
            }
        }
        lane = part.lane;
        runs.push_back({.first_row = row, .to_stick = part.to_stick, .num_steps = 1});
    }
    return runs;
}

Step output_step(const Geometry& geometry) { return {step_rows(geometry.pitch), geometry.output_width}; }

// Rows of the output that follow each other, two at once: of an odd number, the last step begins a row earlier.
void add_pairs(const Geometry& geometry, const PlacedRun& rows, std::vector<PlacedRun>& runs) {
    const auto begin_at = [&](uint32_t row, uint32_t num_steps) {
        const Step step = output_step(geometry);
        runs.push_back({rows.first_row + row * step.from_sticks, rows.to_stick + row * step.to_sticks, num_steps});
    };
    const bool begins_plane = rows.to_stick < geometry.result_front + geometry.output_width;
    if (rows.num_steps == 1) {
        begin_at(begins_plane ? uint32_t(-1) : 0, 1);
        return;
    }
    begin_at(0, rows.num_steps / 2);
    if (rows.num_steps % 2 == 1) {
        begin_at(rows.num_steps - 2, 1);
    }
}

// Outputs of a part that are a stride apart, some at once: of a rest, the last step begins earlier.
void add_strided(const Conv2d& conv, const Geometry& geometry, const PlacedRun& part, std::vector<PlacedRun>& runs) {
    const uint32_t length = output_parts(conv, geometry).length;
    const uint32_t num_steps = std::max(length / kPlaces, 1u);
    if (step_rows(kPlaces * conv.stride_width) > 0) {
        runs.push_back({part.first_row, part.to_stick, num_steps});
    } else {
        for (uint32_t first = 0; first < num_steps * kPlaces; first += kPlaces) {
            runs.push_back({part.first_row + first * conv.stride_width, part.to_stick + first, 1});
        }
    }
    if (length > num_steps * kPlaces) {
        const uint32_t last = length - kPlaces;
        runs.push_back({part.first_row + last * conv.stride_width, part.to_stick + last, 1});
    }
}

}  // namespace

uint32_t Parts::start(uint32_t part) const { return std::min(part * length, width - length); }

Parts input_parts(const Conv2d& conv, const Geometry& geometry) {
    return parts_of(std::min(conv.input_width, geometry.pitch - std::min(conv.pad_left, geometry.pitch)), kMostOfRow);
}

Parts output_parts(const Conv2d& conv, const Geometry& geometry) {
    const uint32_t in_section = (geometry.section_tiles * kStripSticks - 1) / conv.stride_width + 1;
    return parts_of(geometry.output_width, std::min(kMostOfRow, in_section));
}

uint32_t place_rows(uint32_t part_length) { return std::bit_ceil(div_up(part_length, 2)); }

std::vector<PlacedWindow> input_windows(const Conv2d& conv, const Geometry& geometry, uint32_t stick_shard) {
    const Parts parts = input_parts(conv, geometry);
    std::vector<PlacedPart> placed;
    for (const InputRow& row : input_rows(conv, geometry, output_span(geometry, stick_shard))) {
        for (uint32_t part = 0; part < parts.count(); ++part) {
            const uint32_t start = parts.start(part);
            placed.push_back({row.phase * parts.count() + part, row.first + start, row.place + start});
        }
    }
    return cut_windows(std::move(placed), parts.length, geometry.window_sticks, kTileSide);
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

std::vector<PlacedRun> input_window_runs(const Geometry& geometry, const PlacedWindow& window) {
    return merge_parts(window, {geometry.input_step_rows, geometry.pitch}, /*first_row=*/0);
}

std::vector<PlacedRun> output_window_runs(const Conv2d& conv, const Geometry& geometry, const PlacedWindow& window) {
    const uint32_t first_row = geometry.slack_tiles * kStripSticks;
    std::vector<PlacedRun> runs;
    if (conv.stride_width > 1) {
        for (const PlacedPart& part : window.parts) {
            add_strided(conv, geometry, {first_row + part.from_stick - window.first_stick, part.to_stick, 1}, runs);
        }
        return runs;
    }
    for (const PlacedRun& rows : merge_parts(window, output_step(geometry), first_row)) {
        if (geometry.rows_together == 1) {
            runs.push_back(rows);
        } else {
            add_pairs(geometry, rows, runs);
        }
    }
    return runs;
}

bool can_take_two_rows(const Conv2d& conv, const Geometry& geometry) {
    const bool fits_slack = geometry.pitch <= geometry.slack_tiles * kStripSticks;
    if (conv.stride_width > 1 || !fits_slack || step_rows(2 * geometry.pitch) == 0) {
        return false;
    }
    for (uint32_t shard = 0; shard < geometry.stick_shards; ++shard) {
        const uint32_t last_row = geometry.result_front + output_span(geometry, shard).count - geometry.output_width;
        for (const PlacedWindow& window : output_windows(conv, geometry, shard)) {
            for (const PlacedRun& rows : merge_parts(window, output_step(geometry), /*first_row=*/0)) {
                const bool is_first = rows.to_stick < geometry.result_front + geometry.output_width;
                const bool is_last = rows.to_stick >= last_row;
                if (rows.num_steps == 1 && !is_first && !is_last) {
                    return false;
                }
            }
        }
    }
    return true;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
