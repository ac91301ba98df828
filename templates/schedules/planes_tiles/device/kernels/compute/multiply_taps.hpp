#pragma once

#include <cstdint>

#include "../variant.hpp"
#include "api/compute/bcast.h"
#include "section.hpp"

// How a section of a plane is summed: by tt-metal's public API alone. What it takes for a tile is any strip of 64 sticks,
// as a page of the planes is a stick: the upper left face are 16 of them, the upper right one the next 16, and so on.
namespace ttnn::operations::experimental::depthwise_conv2d {

using namespace variant;

// Behind compute_kernel_hw_startup, and behind what multiplies nothing.
ALWI void multiply_init() { mul_bcast_rows_init(cb::planes, cb::weights); }

// Where sections begin in Dst.
ALWI uint32_t section_begin() { return 0; }

// Adds to the section the products of strips of a buffer, `step` pages apart, with the weights of a tap: a row of a tile,
// which is repeated for all rows of a strip. A multiply accumulates.
ALWI void multiply_tap(const Section& section, uint32_t input_cb, uint32_t first_page, uint32_t step, uint32_t tap) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const uint32_t ones_tiles = shared.has_bias;
    const uint32_t weight_tile = ones_tiles + tap / kTileSide;
    for (uint32_t i = 0; i < section.num_tiles(); ++i) {
        mul_tiles_bcast_rows(
            input_cb, cb::weights, first_page + i * step, weight_tile, /*idst=*/i, /*bcast_row_idx=*/tap % kTileSide);
    }
}

// Sums in the section += weights * input, under all taps, and the bias as one more tap, whose input are ones.
ALWI void multiply_taps(const Section& section, uint32_t input_stick, uint32_t plane) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    uint32_t tap = plane * (shared.kernel_height * shared.kernel_width + shared.has_bias);
    for (uint32_t column = 0; column < shared.kernel_width; ++column) {
        uint32_t phase_stick = input_stick + column * shared.dilation_width;
        for (uint32_t phase = 0; phase < shared.phases; ++phase) {
            uint32_t tap_stick = phase_stick;
            for (uint32_t row = phase; row < shared.kernel_height; row += shared.phases) {
                multiply_tap(section, cb::planes, tap_stick, kStripSticks, tap);
                tap_stick += shared.tap_step;
                ++tap;
            }
            phase_stick += shared.phase_sticks;
        }
    }
    if (shared.has_bias) {
        multiply_tap(section, cb::weights, /*first_page=*/0, /*step=*/0, tap);
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
