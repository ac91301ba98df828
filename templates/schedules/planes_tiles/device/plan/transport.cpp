#include "transport.hpp"

#include <algorithm>

#include "halo.hpp"
#include "pieces.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

constexpr bool is_converted(uint32_t format) { return format == static_cast<uint32_t>(NumberFormat::bfloat8_b); }

}  // namespace

void plan_transport(const Conv2d& conv, bool /*fp32_dest_acc*/, Geometry& geometry) {
    geometry.plane_slots = kPlaneSlots;
    geometry.plane_pages = kPlaneSlots * geometry.plane_sticks;
    geometry.linear_tiles = kLinearSections * geometry.section_tiles;
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

void plan_transport(const Conv2d& conv, const Geometry& geometry, Work& work) {
    const OutputSpan span = output_span(geometry, work.stick_shard);
    count_sources(input_sources(conv, geometry, span), work);
    work.num_output_pieces = static_cast<uint32_t>(output_runs(conv, geometry, span).size());
    if (geometry.column_tiles > 0) {
        count_tiles(needed_tiles(conv, geometry, work.stick_shard), geometry, work);
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
