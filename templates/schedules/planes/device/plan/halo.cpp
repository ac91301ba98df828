#include "halo.hpp"

#include <algorithm>
#include <vector>

#include "rows.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

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
    const std::vector<InputRow> sticks = input_rows(conv, geometry, output_span(geometry, stick_shard));
    TileRows rows{};
    if (!sticks.empty()) {
        const auto [first, last] = std::ranges::minmax_element(sticks, {}, &InputRow::first);
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

void count_tiles(const NeededTiles& needed, const Geometry& geometry, Work& work) {
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
    if (numbers.work.num_halo_tiles == 0) {
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
