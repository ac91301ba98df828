#include "conversion.hpp"

#include <algorithm>
#include <vector>

#include "pieces.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// A tile in bfloat8_b: an exponent for each row of a face, and a byte for each datum.
constexpr uint32_t kBfloat8TileBytes = kTileDatums / kFaceSide + kTileDatums;

constexpr bool is_converted(uint32_t format) { return format == static_cast<uint32_t>(NumberFormat::bfloat8_b); }

uint32_t shard_rows(const Geometry& geometry) { return geometry.input_shard_sticks / kTileSide; }

}  // namespace

uint32_t NeededTiles::first() const {
    for (const TileRows& rows : {above, own, below}) {
        if (rows.count() > 0) {
            return rows.first;
        }
    }
    return 0;
}

NeededTiles needed_tiles(const Conv2d& conv, const Geometry& geometry, uint32_t stick_shard) {
    const std::vector<Run> runs = input_runs(conv, geometry, output_span(geometry, stick_shard));
    TileRows rows{};
    if (!runs.empty()) {
        const auto [first, last] = std::ranges::minmax_element(runs, {}, &Run::first);
        rows = {first->first / kTileSide, div_up(last->first + last->count, kTileSide)};
    }
    const uint32_t first_own = stick_shard * shard_rows(geometry);
    const uint32_t end_own = first_own + shard_rows(geometry);
    return {
        .above = {rows.first, std::min(rows.end, first_own)},
        .own = {std::max(rows.first, first_own), std::min(rows.end, end_own)},
        .below = {std::max(rows.first, end_own), rows.end},
    };
}

void plan_conversions(const Conv2d& conv, Geometry& geometry) {
    geometry.input_tile_bytes = is_converted(conv.input_format) ? kBfloat8TileBytes : geometry.tile_bytes;
    geometry.output_tile_bytes = is_converted(conv.output_format) ? kBfloat8TileBytes : geometry.tile_bytes;
    for (uint32_t shard = 0; is_converted(conv.input_format) && shard < geometry.stick_shards; ++shard) {
        const NeededTiles needed = needed_tiles(conv, geometry, shard);
        geometry.halo_column_tiles = std::max(geometry.halo_column_tiles, needed.halo());
        geometry.column_tiles = std::max(geometry.column_tiles, needed.count());
    }
    if (is_converted(conv.output_format)) {
        geometry.result_column_tiles = geometry.output_shard_sticks / kTileSide;
    }
    geometry.halo_pages = kColumnSlots * geometry.halo_column_tiles;
    geometry.column_pages = kColumnSlots * geometry.column_tiles;
    geometry.result_pages = kColumnSlots * geometry.result_column_tiles;
}

void plan_conversions(const Conv2d& conv, const Geometry& geometry, Work& work) {
    if (geometry.column_tiles == 0) {
        return;
    }
    const NeededTiles needed = needed_tiles(conv, geometry, work.stick_shard);
    work.num_halo_tiles = needed.halo();
    work.num_tiles_above = needed.above.count();
    work.num_own_tiles = needed.own.count();
    work.num_tiles_below = needed.below.count();
    if (work.num_own_tiles > 0) {
        work.first_own_tile = (needed.own.first - work.stick_shard * shard_rows(geometry)) * geometry.channel_tiles;
    }
}

std::vector<HaloTile> plan_halo_tiles(const CoreNumbers<Geometry, Work>& numbers) {
    const Geometry& geometry = numbers.geometry;
    std::vector<HaloTile> tiles;
    if (geometry.column_tiles == 0) {
        return tiles;
    }
    const NeededTiles needed = needed_tiles(numbers.conv, geometry, numbers.work.stick_shard);
    for (const TileRows& rows : {needed.above, needed.below}) {
        for (uint32_t row = rows.first; row < rows.end; ++row) {
            const Core source = noc_of_shard(numbers, row / shard_rows(geometry));
            tiles.push_back({
                .noc_x = source.x,
                .noc_y = source.y,
                .from_byte = row % shard_rows(geometry) * geometry.channel_tiles * geometry.input_tile_bytes,
            });
        }
    }
    return tiles;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
