#pragma once

#include <algorithm>
#include <cstdint>

#include "../variant.hpp"
#include "section.hpp"
#include "strip_multiply.hpp"

// How a section of a plane is summed: all columns of the kernel, and of each the taps that SrcB holds at once.
namespace ttnn::operations::experimental::depthwise_conv2d {

using namespace variant;

ALWI Taps planned_taps() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const uint32_t reach = (shared.kernel_height - 1) * shared.tap_step;
    const bool is_one_load = shared.phases == 1 && shared.kernel_height <= kLoadTaps;
    const bool is_within_slack = reach <= shared.slack_tiles * kStripSticks;
    return {shared.tap_step, is_one_load && is_within_slack ? shared.kernel_height : 1};
}

ALWI Strip planned_strip() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    return {shared.strip_rows, shared.strip_row_sticks, shared.strip_row_blocks};
}

// In front of multiplies.
ALWI void multiply_init() { strip_multiply_init(planned_taps(), planned_strip()); }

// The row of the weights in which those of a tap of a plane lie. The bias follows the taps.
ALWI uint32_t weight_row_of(uint32_t plane, uint32_t tap) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const uint32_t plane_rows = shared.kernel_height * shared.kernel_width + shared.has_bias;
    return (plane * plane_rows + tap) * kBlockRows;
}

// Sums in the section += weights * input, under so many taps of a column from a tap on. What lies in front of the first row of
// the input, and behind the last one, is zeros: it is left out.
ALWI void multiply_some_taps(
    const Section& section,
    const OutputSection& sums,
    uint32_t column_stick,
    uint32_t first_tap,
    uint32_t num_taps,
    uint32_t weight_row) {
    const Taps taps = planned_taps();
    const uint32_t tap_stick = first_tap * taps.step;
    const uint32_t reach = (num_taps - 1) * taps.step;
    const uint32_t first = std::max(tap_stick, sums.first_filled);
    const uint32_t end = std::min(tap_stick + section.num_sticks + reach, sums.end_filled);
    if (first < end) {
        const int32_t first_row = first - tap_stick - reach;
        // Of a block, all rows are multiplied.
        const uint32_t num_sticks = div_up(end - first, kBlockRows) * kBlockRows;
        const Load load{column_stick + first, weight_row, num_taps, num_sticks, first_row};
        multiply_add(section, load, taps, planned_strip(), cb::planes, cb::weights);
    }
}

// Under all taps.
ALWI void multiply_taps(const Section& section, const OutputSection& sums, uint32_t input_stick, uint32_t plane) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    uint32_t weight_row = weight_row_of(plane, /*tap=*/0);
    // Taps farther apart than the section is long share no strip, and there may be strips between them.
    const uint32_t load_taps = shared.tap_step <= section.num_sticks ? kLoadTaps : 1;
    for (uint32_t column = 0; column < shared.kernel_width; ++column) {
        uint32_t phase_stick = input_stick + column * shared.dilation_width;
        if (planned_taps().together > 1) {
            multiply_some_taps(section, sums, phase_stick, /*first_tap=*/0, shared.kernel_height, weight_row);
            weight_row += shared.kernel_height * kBlockRows;
            continue;
        }
        for (uint32_t phase = 0; phase < shared.phases; ++phase) {
            // The last rows of the kernel come first: from tap to tap, a strip is added to rows farther behind.
            uint32_t end_tap = div_up(shared.kernel_height - phase, shared.phases);
            while (end_tap > 0) {
                const uint32_t num_taps = (end_tap - 1) % load_taps + 1;
                end_tap -= num_taps;
                multiply_some_taps(section, sums, phase_stick, end_tap, num_taps, weight_row);
                weight_row += num_taps * kBlockRows;
            }
            phase_stick += shared.phase_sticks;
        }
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
