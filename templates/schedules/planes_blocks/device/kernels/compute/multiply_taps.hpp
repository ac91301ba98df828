#pragma once

#include <algorithm>
#include <cstdint>

#include "../variant.hpp"
#include "section.hpp"
#include "strip_multiply.hpp"

// How a section of a plane is summed: all columns of the kernel, and of each the taps that SrcB holds at once.
namespace ttnn::operations::experimental::depthwise_conv2d {

using namespace variant;

// Behind compute_kernel_hw_startup, and behind what multiplies nothing.
ALWI void multiply_init() { strip_multiply_init(); }

// Where sections begin in Dst.
ALWI uint32_t section_begin() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    return shared.slack_tiles;
}

// Sums in the section += weights * input, under all taps, and the bias as one more tap, whose input are ones.
ALWI void multiply_taps(const Section& section, uint32_t input_stick, uint32_t plane) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const uint32_t ones_rows = shared.has_bias * kStripSticks;
    const uint32_t plane_taps = shared.kernel_height * shared.kernel_width + shared.has_bias;
    uint32_t weight_row = ones_rows + plane * plane_taps * kBlockRows;
    // Taps farther apart than the section is long share no strip, and there may be strips between them.
    const uint32_t load_taps = shared.tap_step <= section.num_sticks ? kLoadTaps : 1;
    for (uint32_t column = 0; column < shared.kernel_width; ++column) {
        uint32_t phase_stick = input_stick + column * shared.dilation_width;
        for (uint32_t phase = 0; phase < shared.phases; ++phase) {
            const uint32_t phase_taps = div_up(shared.kernel_height - phase, shared.phases);
            for (uint32_t tap = 0; tap < phase_taps; tap += load_taps) {
                const uint32_t num_taps = std::min(load_taps, phase_taps - tap);
                const uint32_t num_strips = div_up(section.num_sticks + (num_taps - 1) * shared.tap_step, kStripSticks);
                const Load load{phase_stick + tap * shared.tap_step, weight_row, num_taps, num_strips};
                multiply_add(section, load, shared.tap_step, cb::planes, cb::weights);
                weight_row += num_taps * kBlockRows;
            }
            phase_stick += shared.phase_sticks;
        }
    }
    if (shared.has_bias) {
        const Load ones{/*input_stick=*/0, weight_row, /*num_taps=*/1, section.num_tiles()};
        multiply_add_repeated(section, ones, cb::weights, cb::weights);
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
