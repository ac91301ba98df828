#include <algorithm>

#include "../variant.hpp"
#include "conversion.hpp"
#include "multiply_taps.hpp"
#include "placing.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Tiles -> planes -> results, plane by plane in sections of Dst -> tiles. All of that for a group of columns of tiles, then
// for the next group.
namespace {

// Columns of tiles that go through L1 together.
struct Group {
    uint32_t first_column;
    uint32_t num_columns;

    uint32_t num_planes() const { return num_columns * kColumnPlanes; }
};

// Sticks of a buffer: so many, and as many again each pitch.
struct Sticks {
    uint32_t first;
    uint32_t count;
    uint32_t num_repeats;
    uint32_t pitch;
};

#ifdef TRISC_PACK

// Zeros to sticks, and to some behind them: packers write whole strips, each a quarter of them.
ALWI void clear_sticks(uint32_t cb, const Sticks& sticks) {
    const uint32_t num_steps = div_up(sticks.count, kPlaces * kPlaceRows);
    const uint32_t quarter = num_steps * kPlaceRows * stick_units;
    const uint32_t num_units = kPlaceRows * stick_units;
    const Places places{kPlaceRows, {0, quarter}, {0, 2 * quarter}, {0, num_units}};
    configure_places(places, cb);
    uint32_t address = get_local_cb_interface(cb).fifo_wr_ptr + sticks.first * stick_units;
    for (uint32_t i = 0; i < sticks.num_repeats; ++i, address += sticks.pitch * stick_units) {
        pack_same_rows(places, cb, address, num_steps);
    }
}

// Tiles of a column of the output lie a row of tiles apart.
ALWI Places places_in_column(uint32_t tiles_per_row) {
    const uint32_t row_units = tiles_per_row * get_local_cb_interface(cb::output).fifo_page_size;
    return places_of_tile(right_row(), shares_exponents(cb::output), row_units);
}

ALWI void pack_column(uint32_t first_page, uint32_t num_tiles, uint32_t tiles_per_row) {
    const auto& output = get_local_cb_interface(cb::output);
    const uint32_t address = output.fifo_wr_ptr + first_page * output.fifo_page_size;
    pack_run(places_in_column(tiles_per_row), cb::output, /*row=*/0, address, num_tiles * kStepPairs);
}

#endif

// Dst is zeros where nothing has been computed.
ALWI void clear([[maybe_unused]] uint32_t cb, [[maybe_unused]] const Sticks& sticks) {
    tile_regs_acquire();
    tile_regs_commit();
    tile_regs_wait();
    PACK((clear_sticks(cb, sticks)));
    tile_regs_release();
}

// What no output fills of the results of all planes. All groups have it in the same places: it is cleared once, while the
// matrix unit is busy with the first plane.
ALWI void clear_unfilled(const compute::Args& args, const Group& group) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    if (group.first_column > 0 || args.num_unfilled_sticks == 0) {
        return;
    }
    const uint32_t end_stick = shared.result_front + shared.output_tiles / shared.channel_tiles * kTileSide;
    cb_reserve_back(cb::results, group.num_planes() * shared.result_sticks);
    clear(
        cb::results,
        {end_stick - args.num_unfilled_sticks, args.num_unfilled_sticks, group.num_planes(), shared.result_sticks});
}

ALWI Places places_in_planes() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    return {
        shared.input_place_rows,
        in_units(shared.input_beside_rows, shared.input_beside),
        in_units(shared.input_below_rows, shared.input_below),
        in_units(shared.input_step_rows, shared.input_step)};
}

// Whether places have rows of the input and zeros behind them.
ALWI constexpr bool pads_rows() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    return shared.input_filled_rows < shared.input_place_rows;
}

ALWI Places places_of_results() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    return {
        shared.output_place_rows,
        in_units(shared.output_beside_rows, shared.output_beside),
        in_units(shared.output_below_rows, shared.output_below),
        in_units(shared.output_step_rows, shared.output_step)};
}

// Packs runs that lie in Dst, and returns the first one of the next section. Counts sticks from the address of a plane.
template <typename Run>
ALWI const Run* pack_runs(
    [[maybe_unused]] const Places& places,
    [[maybe_unused]] uint32_t cb,
    [[maybe_unused]] uint32_t first_stick,
    const Run* run,
    uint32_t num_runs) {
    for (const auto* end = run + num_runs; run < end; ++run) {
        PACK((pack_run(
            places,
            cb,
            run->first_row,
            get_local_cb_interface(cb).fifo_wr_ptr + (first_stick + run->to_stick) * stick_units,
            run->num_pairs)));
    }
    return run;
}

// Tiles of a column -> Dst: those of neighbours lie above and below the core's own, and may come later.
ALWI void copy_column(const compute::Args& args, const InputSection& section, const Group& group, uint32_t column) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const uint32_t first = section.first_tile;
    const uint32_t end = first + section.num_tiles;
    const uint32_t first_own = std::clamp(args.num_tiles_above, first, end);
    const uint32_t end_own = std::clamp(args.num_tiles_above + args.num_own_tiles, first, end);
    const uint32_t own_page = args.first_own_tile + group.first_column + column;
    if (first_own < end_own) {
        const uint32_t below = first_own - args.num_tiles_above;  // the first one of them
        copy_tiles(
            first_own - first, {cb::input, own_page + below * shared.channel_tiles, shared.channel_tiles, end_own - first_own});
    }
    if (shared.halo_column_tiles == 0) {
        return;
    }
    const uint32_t halo_page = column * shared.halo_column_tiles;
    cb_wait_front(cb::halo, halo_page + shared.halo_column_tiles);
    if (first < first_own) {
        copy_tiles(/*to_tile=*/0, {cb::halo, halo_page + first, /*step=*/1, first_own - first});
    }
    if (end_own < end) {
        copy_tiles(end_own - first, {cb::halo, halo_page + end_own - args.num_own_tiles, /*step=*/1, end - end_own});
    }
}

ALWI void make_planes(const compute::Args& args, const Group& group) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const Places places = places_in_planes();
    const uint32_t group_halo = group.num_columns * shared.halo_column_tiles;
    cb_reserve_back(cb::planes, group.num_planes() * shared.plane_sticks);
    tiles_init();
    PACK((llk_pack_relu_config(ReluConfig::none())));
    PACK((configure_places(places, cb::planes)));
    if (pads_rows()) {
        PACK((begin_padding(places, shared.input_filled_rows)));
    }
    for (uint32_t column = 0; column < group.num_columns; ++column) {
        const auto* run = args.runs();
        const auto* section = args.input_sections();
        for (const auto* end = section + args.num_input_sections; section < end; ++section) {
            tile_regs_acquire();
            copy_column(args, *section, group, column);
            tile_regs_commit();
            tile_regs_wait();
            run = pack_runs(places, cb::planes, /*first_stick=*/0, run, section->num_runs);
            tile_regs_release();
        }
        cb_push_back(cb::planes, kColumnPlanes * shared.plane_sticks);
    }
    tiles_uninit();
    if (pads_rows()) {
        PACK((end_padding()));
    }
    if (group_halo > 0) {
        cb_wait_front(cb::halo, group_halo);  // a core that computes nothing has not
        cb_pop_front(cb::halo, group_halo);
    }
}

ALWI void multiply_planes(const compute::Args& args, const Group& group) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const Places places = places_of_results();
    multiply_init();
    clear_unfilled(args, group);
    PACK((configure_places(places, cb::results)));
    for (uint32_t plane = 0; plane < group.num_planes(); ++plane) {
        const bool is_first = group.first_column == 0 && plane == 0;
        cb_wait_front(cb::weights, is_first ? shared.first_weight_tiles : shared.weight_tiles);
        cb_wait_front(cb::planes, (plane + 1) * shared.plane_sticks);
        cb_reserve_back(cb::results, shared.result_sticks);
        const auto* run = args.runs() + args.num_input_runs;
        const auto* sums = args.output_sections();
        for (const auto* end = sums + args.num_output_sections; sums < end; ++sums) {
            const Section section{shared.slack_tiles, sums->num_sticks};
            tile_regs_acquire();
            multiply_taps(
                section,
                *sums,
                plane * shared.plane_sticks + sums->first_stick,
                group.first_column * kColumnPlanes + plane);
            tile_regs_commit();
            tile_regs_wait();
            run = pack_runs(places, cb::results, /*first_stick=*/0, run, sums->num_runs);
            tile_regs_release();
        }
        cb_push_back(cb::results, shared.result_sticks);
    }
    cb_pop_front(cb::planes, group.num_planes() * shared.plane_sticks);
}

// Whole tiles of Dst, of which the last one may be half full.
ALWI void activate_rows(const Activation& activation, uint32_t first_row, uint32_t num_rows) {
    const uint32_t first_tile = first_row / kStripSticks;
    activate(activation, first_tile, first_tile + div_up(num_rows, kStripSticks));
}

ALWI void make_tiles(const Group& group, const Activation& activation) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    constexpr uint32_t column_tiles = shared.output_tiles / shared.channel_tiles;
    results_init();
    init_activation(activation);
    configure_pack_format(cb::output);
    PACK((configure_places(places_in_column(shared.channel_tiles), cb::output)));
    for (uint32_t column = 0; column < group.num_columns; ++column) {
        const uint32_t plane = column * kColumnPlanes;
        const uint32_t left_plane = group.first_column * kColumnPlanes + plane;
        const uint32_t left = plane * shared.result_sticks + shared.result_front;
        cb_wait_front(cb::results, (column + 1) * kColumnPlanes * shared.result_sticks);
        for (uint32_t first = 0; first < column_tiles; first += window_tiles()) {
            const uint32_t num_tiles = std::min(window_tiles(), column_tiles - first);
            const uint32_t num_sticks = num_tiles * kTileSide;
            const uint32_t left_stick = left + first * kTileSide;
            tile_regs_acquire();
            copy_results(
                {left_plane, left_stick}, {left_plane + 1, left_stick + shared.result_sticks}, num_sticks);
            activate_rows(activation, /*first_row=*/0, num_sticks);
            activate_rows(activation, right_row(), num_sticks);
            tile_regs_commit();
            tile_regs_wait();
            PACK((pack_column(group.first_column + column + first * shared.channel_tiles, num_tiles, shared.channel_tiles)));
            tile_regs_release();
        }
    }
    configure_pack_format(cb::results);
    cb_pop_front(cb::results, group.num_planes() * shared.result_sticks);
}

}  // namespace

void kernel_main() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    SHARED_ARGS Activation activation = shared.activation;  // by itself, so that other functions are not compiled in
    const auto args = read_args<compute::Args>();

    compute_kernel_hw_startup(cb::planes, cb::weights, cb::results);
    strips_init();
    placing_init();
    conversions_init();
    cb_reserve_back(cb::planes, shared.plane_pages);
    clear(cb::planes, {/*first=*/0, shared.plane_pages, /*num_repeats=*/1, /*pitch=*/0});
    cb_wait_front(cb::input, shared.input_tiles);
    cb_reserve_back(cb::output, shared.output_tiles);
    for (uint32_t column = 0; column < shared.channel_tiles; column += shared.group_columns) {
        const Group group{column, std::min(shared.group_columns, shared.channel_tiles - column)};
        make_planes(args, group);
        multiply_planes(args, group);
        make_tiles(group, activation);
    }
    cb_push_back(cb::output, shared.output_tiles);
    cb_pop_front(cb::input, shared.input_tiles);
    cb_pop_front(cb::weights, shared.weight_tiles);
}
