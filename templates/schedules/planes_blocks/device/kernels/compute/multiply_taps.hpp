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

// In front of multiplies.
ALWI void multiply_init() { strip_multiply_init(planned_taps()); }

// The row of the weights in which those of a tap of a plane lie. The bias follows the taps.
ALWI uint32_t weight_row_of(uint32_t plane, uint32_t tap) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const uint32_t plane_rows = shared.kernel_height * shared.kernel_width + shared.has_bias;
    return (plane * plane_rows + tap) * kBlockRows;
}

// Sums in the section += weights * input, under all taps.
ALWI void multiply_taps(const Section& section, uint32_t input_stick, uint32_t plane) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    uint32_t weight_row = weight_row_of(plane, /*tap=*/0);
    // Taps farther apart than the section is long share no strip, and there may be strips between them.
    const uint32_t load_taps = shared.tap_step <= section.num_sticks ? kLoadTaps : 1;
    for (uint32_t column = 0; column < shared.kernel_width; ++column) {
        uint32_t phase_stick = input_stick + column * shared.dilation_width;
        for (uint32_t phase = 0; phase < shared.phases; ++phase) {
            // The last rows of the kernel come first: from tap to tap, a strip is added to rows farther behind.
            uint32_t end_tap = div_up(shared.kernel_height - phase, shared.phases);
            while (end_tap > 0) {
                const uint32_t num_taps = (end_tap - 1) % load_taps + 1;
                end_tap -= num_taps;
                const uint32_t num_sticks = section.num_sticks + (num_taps - 1) * shared.tap_step;
                const Load load{phase_stick + end_tap * shared.tap_step, weight_row, num_taps, div_up(num_sticks, kStripSticks)};
                multiply_add(section, load, planned_taps(), cb::planes, cb::weights);
                weight_row += num_taps * kBlockRows;
            }
            phase_stick += shared.phase_sticks;
        }
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
