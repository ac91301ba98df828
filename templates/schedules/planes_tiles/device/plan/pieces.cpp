#include "pieces.hpp"

#include <algorithm>

#include "halo.hpp"
#include "rows.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// Where a stick of the first plane lies among tiles of which so many lie beside each other [bytes].
uint32_t face_offset(const Geometry& geometry, uint32_t stick, uint32_t tiles_per_row) {
    constexpr uint32_t faces = kTileSide / kFaceSide;  // in each direction of a tile
    const uint32_t face = stick / kFaceSide;
    const uint32_t tiles = face / faces * tiles_per_row * geometry.tile_bytes;
    return tiles + (face % faces * faces * kFaceSide + stick % kFaceSide) * kPlaneStickBytes;
}

}  // namespace

std::vector<Run> input_runs(const Conv2d& conv, const Geometry& geometry, const OutputSpan& span) {
    std::vector<Run> runs;
    for (const InputRow& row : input_rows(conv, geometry, span)) {
        cut(row.first, row.count, kFaceSide, [&](uint32_t first, uint32_t count) {
            runs.push_back({first, count, row.place + first - row.first});
        });
    }
    return runs;
}

std::vector<Run> output_runs(const Conv2d& conv, const Geometry& geometry, const OutputSpan& span) {
    std::vector<Run> runs;
    const uint32_t origin = position_of(geometry, conv, first_of_row(geometry, span.first));
    const uint32_t end = span.first + span.count;
    const uint32_t section = geometry.section_tiles * kStripSticks;
    for (uint32_t row = span.first; row < end;) {
        const uint32_t next_row = std::min(end, first_of_row(geometry, row) + geometry.output_width);
        cut(row, next_row - row, conv.stride_width == 1 ? kFaceSide : 1, [&](uint32_t output, uint32_t count) {
            const uint32_t place = position_of(geometry, conv, output) - origin;
            cut(place, count, section, [&](uint32_t within, uint32_t length) {
                runs.push_back({output + within - place, length, within});
            });
        });
        row = next_row;
    }
    return runs;
}

std::vector<ShardPieces> input_sources(const Conv2d& conv, const Geometry& geometry, const OutputSpan& span) {
    const bool converts = geometry.column_tiles > 0;  // what the core has converted it has itself
    const uint32_t own_shard = span.first / geometry.output_shard_sticks;
    std::vector<ShardPieces> sources;
    for (const Run& run : input_runs(conv, geometry, span)) {
        const uint32_t shard = converts ? own_shard : run.first / geometry.input_shard_sticks;
        count_piece(sources, shard);
    }
    return sources;
}

std::vector<InputSource> plan_input_sources(const CoreNumbers<Geometry, Work>& numbers) {
    const OutputSpan span = output_span(numbers.geometry, numbers.work.stick_shard);
    return list_sources(input_sources(numbers.conv, numbers.geometry, span), numbers);
}

std::vector<InputPiece> plan_input_pieces(const CoreNumbers<Geometry, Work>& numbers) {
    const Geometry& geometry = numbers.geometry;
    const uint32_t own_shard = numbers.work.stick_shard;
    // Planes are gathered out of input shards, or out of the column that the core has converted.
    const bool converts = geometry.column_tiles > 0;
    const uint32_t column_start = converts ? needed_tiles(numbers.conv, geometry, own_shard).first() * kTileSide : 0;
    std::vector<InputPiece> pieces;
    for (const Run& run : input_runs(numbers.conv, geometry, output_span(geometry, own_shard))) {
        const uint32_t from_byte =
            converts ? face_offset(geometry, run.first - column_start, /*tiles_per_row=*/1)
                     : face_offset(geometry, run.first % geometry.input_shard_sticks, geometry.channel_tiles);
        pieces.push_back({
            .from_byte = from_byte,
            .to_byte = run.place * kPlaneStickBytes,
            .num_bytes = run.count * kPlaneStickBytes,
        });
    }
    return pieces;
}

std::vector<OutputPiece> plan_output_pieces(const CoreNumbers<Geometry, Work>& numbers) {
    const Geometry& geometry = numbers.geometry;
    const OutputSpan span = output_span(geometry, numbers.work.stick_shard);
    const uint32_t tiles_per_row = geometry.result_column_tiles > 0 ? 1 : geometry.channel_tiles;
    std::vector<OutputPiece> pieces;
    for (const Run& run : output_runs(numbers.conv, geometry, span)) {
        pieces.push_back({
            .from_byte = run.place * kPlaneStickBytes,
            .to_byte = face_offset(geometry, run.first - span.first, tiles_per_row),
            .num_bytes = run.count * kPlaneStickBytes,
        });
    }
    return pieces;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
