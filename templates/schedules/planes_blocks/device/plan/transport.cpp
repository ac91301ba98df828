#include "transport.hpp"

#include <algorithm>
#include <bit>
#include <iterator>
#include <vector>

#include "halo.hpp"
#include "multiply.hpp"
#include "placing.hpp"
#include "rows.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// As many columns of tiles go through L1 together as find room, in groups of one size.
void plan_groups(Geometry& geometry) {
    const uint32_t column_bytes = kColumnPlanes * (geometry.plane_sticks + geometry.result_sticks) * kPlaneStickBytes +
                                  geometry.halo_column_tiles * geometry.input_tile_bytes;
    const uint32_t fitting = std::clamp(kGroupBytes / column_bytes, 1u, geometry.channel_tiles);
    geometry.group_columns = div_up(geometry.channel_tiles, div_up(geometry.channel_tiles, fitting));
    const uint32_t group_planes = geometry.group_columns * kColumnPlanes;
    geometry.plane_pages = group_planes * geometry.plane_sticks;
    geometry.result_pages = group_planes * geometry.result_sticks;
    geometry.halo_pages = geometry.group_columns * geometry.halo_column_tiles;
}

// Where packers find rows of the input, and where they put them: a whole row of each of two planes, and of both the row
// below; or two pieces of a part of it, and those of the other plane.
void plan_input_places(const Conv2d& conv, Geometry& geometry) {
    const Lane rows = input_lane(conv, geometry);
    const uint32_t part = input_parts(conv, geometry).length;
    if (takes_whole_rows(conv, geometry)) {
        geometry.input_place_rows = std::bit_ceil(part);
        geometry.input_filled_rows = part;
        geometry.input_beside = geometry.plane_sticks;
        geometry.input_beside_rows = geometry.window_sticks;
        geometry.input_below = rows.to_sticks;
        geometry.input_below_rows = rows.from_sticks;
    } else {
        geometry.input_place_rows = place_rows(part);
        geometry.input_filled_rows = geometry.input_place_rows;
        geometry.input_beside = part - geometry.input_place_rows;
        geometry.input_beside_rows = geometry.input_beside;
        geometry.input_below = geometry.plane_sticks;
        geometry.input_below_rows = geometry.window_sticks;
    }
    geometry.input_step = rows.step_sticks();
    geometry.input_step_rows = rows.step_rows();
}

// Where packers find outputs of a row, and where they put them: two pieces of a part of it, and two of the row below; with
// a stride, four outputs.
void plan_output_places(const Conv2d& conv, Geometry& geometry) {
    const uint32_t length = output_parts(conv, geometry).length;
    const Lane lane = output_lane(conv, geometry);
    if (conv.stride_width > 1) {
        geometry.output_place_rows = 1;
        geometry.output_beside = std::min(length - 1, 1u);
        geometry.output_below = std::min(length - 1 - geometry.output_beside, 2u);
        geometry.output_beside_rows = geometry.output_beside * conv.stride_width;
        geometry.output_below_rows = geometry.output_below * conv.stride_width;
    } else {
        geometry.output_place_rows = place_rows(length);
        geometry.output_beside = length - geometry.output_place_rows;
        geometry.output_beside_rows = geometry.output_beside;
        geometry.output_below = lane.to_sticks;
        geometry.output_below_rows = lane.from_sticks;
    }
    geometry.output_step = lane.step_sticks();
    geometry.output_step_rows = lane.step_rows();
}

// What SrcA holds of a plane at once: whole rows, if it holds one, sections of Dst begin with rows, and there is room behind a
// section for what passes its end. Else as many sticks as it holds, as if they were a row.
void plan_strip(const Conv2d& conv, Geometry& geometry) {
    const uint32_t rows = kStripSticks / geometry.pitch;
    const uint32_t row_blocks = div_up((geometry.output_width - 1) * conv.stride_width + 1, kBlockRows);
    const bool fits = geometry.slack_tiles > 0 || rows * geometry.pitch == kStripSticks;
    // A strip of one block would leave nothing to replay.
    const bool takes_rows = fits && rows * row_blocks > 1 && output_parts(conv, geometry).count() == 1;
    geometry.strip_rows = takes_rows ? rows : 1;
    geometry.strip_row_sticks = takes_rows ? geometry.pitch : kStripSticks;
    geometry.strip_row_blocks = takes_rows ? row_blocks : kStripSticks / kBlockRows;
}

}  // namespace

void plan_transport(const Conv2d& conv, bool fp32_dest_acc, Geometry& geometry) {
    geometry.window_sticks = (fp32_dest_acc ? kDstTilesFp32 : kDstTiles) * kTileSide;
    // Packers take whole rows, of which the slice may begin or end with a part only. They clear whole strips: of both planes of
    // a column, and of what no output fills.
    geometry.plane_sticks = div_up(geometry.plane_sticks, kStripSticks / kColumnPlanes) * (kStripSticks / kColumnPlanes);
    geometry.result_front = geometry.output_width;
    geometry.result_sticks =
        geometry.output_width + geometry.output_shard_sticks + std::max(geometry.output_width, kStripSticks);
    plan_input_places(conv, geometry);
    plan_output_places(conv, geometry);
    plan_strip(conv, geometry);
    geometry.first_weight_tiles = count_weight_tiles(conv.kernel_height * conv.kernel_width + conv.has_bias);

    for (uint32_t shard = 0; shard < geometry.stick_shards; ++shard) {
        geometry.halo_column_tiles = std::max(geometry.halo_column_tiles, needed_tiles(conv, geometry, shard).halo());
    }
    plan_groups(geometry);
}

void plan_transport(const Conv2d& conv, const Geometry& geometry, Work& work) {
    count_tiles(needed_tiles(conv, geometry, work.stick_shard), geometry, work);
    work.num_unfilled_sticks = geometry.output_shard_sticks - output_span(geometry, work.stick_shard).count;
    for (const PlacedWindow& window : input_windows(conv, geometry, work.stick_shard)) {
        ++work.num_input_sections;
        work.num_input_runs += input_window_runs(conv, geometry, window).size();
    }
    work.num_output_sections = output_windows(conv, geometry, work.stick_shard).size();
}

std::vector<InputSection> plan_input_sections(const CoreNumbers<Geometry, Work>& numbers) {
    const uint32_t first_stick =
        needed_tiles(numbers.conv, numbers.geometry, numbers.work.stick_shard).first() * kTileSide;
    std::vector<InputSection> sections;
    for (const PlacedWindow& window : input_windows(numbers.conv, numbers.geometry, numbers.work.stick_shard)) {
        const auto runs = input_window_runs(numbers.conv, numbers.geometry, window);
        sections.push_back({
            .first_tile = (window.first_stick - first_stick) / kTileSide,
            .num_tiles = div_up(window.end_stick - window.first_stick, kTileSide),
            .num_runs = static_cast<uint32_t>(runs.size()),
        });
    }
    return sections;
}

std::vector<OutputSection> plan_output_sections(const CoreNumbers<Geometry, Work>& numbers) {
    const FilledSticks filled = filled_sticks(numbers.conv, numbers.geometry, numbers.work.stick_shard);
    // Without slack, strips may not begin in front of the section and reach into it.
    const uint32_t unit = numbers.geometry.slack_tiles > 0 ? kBlockRows : kStripSticks;
    std::vector<OutputSection> sections;
    for (const PlacedWindow& window : output_windows(numbers.conv, numbers.geometry, numbers.work.stick_shard)) {
        const auto runs = output_window_runs(numbers.conv, numbers.geometry, window);
        const auto in_window = [&window](uint32_t stick) {
            return std::max(stick, window.first_stick) - window.first_stick;
        };
        sections.push_back({
            .first_stick = window.first_stick,
            .num_sticks = window.end_stick - window.first_stick,
            .num_runs = static_cast<uint32_t>(runs.size()),
            .first_filled = in_window(filled.first) / unit * unit,
            .end_filled = in_window(filled.end),
        });
    }
    return sections;
}

std::vector<PlacedRun> plan_runs(const CoreNumbers<Geometry, Work>& numbers) {
    const auto& conv = numbers.conv;
    const Geometry& geometry = numbers.geometry;
    std::vector<PlacedRun> all;
    for (const PlacedWindow& window : input_windows(conv, geometry, numbers.work.stick_shard)) {
        std::ranges::copy(input_window_runs(conv, geometry, window), std::back_inserter(all));
    }
    for (const PlacedWindow& window : output_windows(conv, geometry, numbers.work.stick_shard)) {
        std::ranges::copy(output_window_runs(conv, geometry, window), std::back_inserter(all));
    }
    return all;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
