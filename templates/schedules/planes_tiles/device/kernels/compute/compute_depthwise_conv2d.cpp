#include <algorithm>

#include "../variant.hpp"
#include "conversion.hpp"
#include "multiply_taps.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Computes plane by plane, in sections of Dst.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    SHARED_ARGS Activation activation = shared.activation;  // by itself, so that other functions are not compiled in
    const auto args = read_args<compute::Args>();

    // Tiles of neighbours lie above and below the core's own.
    const auto convert_input = [&](uint32_t column) {
        cb_reserve_back(cb::columns, shared.column_tiles);
        conversion_init(cb::input);
        PACK((llk_pack_relu_config(ReluConfig::none())));
        const uint32_t first_below = args.num_tiles_above + args.num_own_tiles;
        const auto tile_of_column = [&](uint32_t i) -> Tile {
            if (i < args.num_tiles_above) {
                return {cb::halo, i};
            }
            const uint32_t own = i - args.num_tiles_above;
            if (own < args.num_own_tiles) {
                return {cb::input, args.first_own_tile + column + own * shared.channel_tiles};
            }
            return {cb::halo, i - args.num_own_tiles};
        };
        if (shared.halo_column_tiles > 0) {
            cb_wait_front(cb::halo, shared.halo_column_tiles);
        }
        convert_tiles(tile_of_column, {cb::columns, /*first=*/0, /*step=*/1}, first_below + args.num_tiles_below);
        if (shared.halo_column_tiles > 0) {
            cb_pop_front(cb::halo, shared.halo_column_tiles);
        }
        conversion_uninit(cb::input);
        init_activation(activation);
        cb_push_back(cb::columns, shared.column_tiles);
    };

    // What the packer clips once more stays as it is.
    const auto convert_output = [&](uint32_t column) {
        cb_wait_front(cb::results, shared.result_column_tiles);
        conversion_init(cb::results);
        configure_pack_format(cb::output);
        const auto tile_of_column = [](uint32_t i) -> Tile { return {cb::results, i}; };
        const Tiles to{cb::output, column, shared.channel_tiles};
        convert_tiles(tile_of_column, to, shared.result_column_tiles);
        conversion_uninit(cb::results);
        configure_pack_format(cb::linear);
        cb_pop_front(cb::results, shared.result_column_tiles);
    };

    constexpr bool converts_input = shared.column_tiles > 0;
    constexpr bool converts_output = shared.result_column_tiles > 0;
    compute_kernel_hw_startup(cb::planes, cb::weights, cb::linear);
    multiply_init();
    packing_init();
    init_activation(activation);
    if (converts_input || converts_output) {
        conversions_init();
    }
    if (converts_input) {
        cb_wait_front(cb::input, shared.input_tiles);
        for (uint32_t column = 0; column < std::min(kColumnSlots, shared.channel_tiles); ++column) {
            convert_input(column);
        }
        conversions_uninit();
    }
    if (converts_output) {
        cb_reserve_back(cb::output, shared.output_tiles);
    }
    cb_wait_front(cb::weights, shared.weight_tiles);

    constexpr uint32_t section_sticks = shared.section_tiles * kStripSticks;
    for (uint32_t plane = 0; plane < shared.planes; ++plane) {
        cb_wait_front(cb::planes, shared.plane_sticks);
        for (uint32_t stick = 0; stick < args.plane_positions; stick += section_sticks) {
            const Section section{section_begin(), std::min(section_sticks, args.plane_positions - stick)};
            tile_regs_acquire();
            multiply_taps(section, stick, plane);
            activate(activation, section.first_tile, section.first_tile + section.num_tiles());
            tile_regs_commit();

            cb_reserve_back(cb::linear, shared.section_tiles);
            tile_regs_wait();
            pack_tiles(section.first_tile, {cb::linear, /*first=*/0, /*step=*/1}, section.num_tiles());
            tile_regs_release();
            cb_push_back(cb::linear, shared.section_tiles);
        }
        cb_pop_front(cb::planes, shared.plane_sticks);
        const uint32_t column = plane / kColumnPlanes;
        const bool ends_column = plane % kColumnPlanes == kColumnPlanes - 1;
        // The reader is still at work on the results of this column, the writer on the input of the next one.
        const bool has_results = converts_output && ends_column && column > 0;
        const bool has_input = converts_input && ends_column && column + kColumnSlots < shared.channel_tiles;
        if (has_results) {
            convert_output(column - 1);
        }
        if (has_input) {
            convert_input(column + kColumnSlots);
        }
        if (has_results || has_input) {
            conversions_uninit();
        }
    }

    if (converts_output) {
        convert_output(shared.channel_tiles - 1);
        cb_push_back(cb::output, shared.output_tiles);
    }
    if (converts_input) {
        cb_pop_front(cb::input, shared.input_tiles);
    }
    cb_pop_front(cb::weights, shared.weight_tiles);
}
