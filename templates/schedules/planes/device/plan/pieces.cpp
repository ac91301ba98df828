#include "pieces.hpp"

#include <algorithm>

#include "conversion.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// Where a stick of the first plane lies among tiles of which so many lie beside each other [bytes].
uint32_t face_offset(const Geometry& geometry, uint32_t stick, uint32_t tiles_per_row) {
    constexpr uint32_t faces = kTileSide / kFaceSide;  // in each direction of a tile
    const uint32_t face = stick / kFaceSide;
    const uint32_t tiles = face / faces * tiles_per_row * geometry.tile_bytes;
    return tiles + (face % faces * faces * kFaceSide + stick % kFaceSide) * kPlaneStickBytes;
}

uint32_t first_of_row(const Geometry& geometry, uint32_t output) { return output - output % geometry.output_width; }

}  // namespace

uint32_t reach_rows(const Conv2d& conv, const Geometry& geometry) {
    return (div_up(conv.kernel_height, geometry.phases) - 1) * (geometry.tap_step / geometry.pitch);
}

uint32_t position_of(const Geometry& geometry, const Conv2d& conv, uint32_t output) {
    const uint32_t row = output / geometry.output_width;
    return row / geometry.output_height * geometry.image_sticks + row % geometry.output_height * geometry.pitch +
           output % geometry.output_width * conv.stride_width;
}

uint32_t count_positions(const Geometry& geometry, const Conv2d& conv, const OutputSpan& span) {
    if (span.count == 0) {
        return 0;
    }
    return position_of(geometry, conv, span.first + span.count - 1) -
           position_of(geometry, conv, first_of_row(geometry, span.first)) + 1;
}

std::vector<Run> input_runs(const Conv2d& conv, const Geometry& geometry, const OutputSpan& span) {
    std::vector<Run> runs;
    if (span.count == 0) {
        return runs;
    }
    const uint32_t first_row = span.first / geometry.output_width;
    const uint32_t image_rows = geometry.image_sticks / geometry.pitch;
    const uint32_t plane_rows =
        div_up(count_positions(geometry, conv, span), geometry.pitch) + reach_rows(conv, geometry);
    const uint32_t columns =
        std::min(conv.input_width, geometry.pitch - std::min(conv.pad_left, geometry.pitch));
    for (uint32_t phase = 0; phase < geometry.phases; ++phase) {
        for (uint32_t plane_row = 0; plane_row < plane_rows; ++plane_row) {
            const uint32_t row_of_images = first_row % geometry.output_height + plane_row;
            const uint32_t image = first_row / geometry.output_height + row_of_images / image_rows;
            const uint32_t padded_row =
                row_of_images % image_rows * conv.stride_height + phase * conv.dilation_height;
            const uint32_t row = padded_row - conv.pad_top;  // wraps around to a large number in the padding above
            if (image >= conv.batch || row >= conv.input_height) {
                continue;
            }
            const uint32_t row_start = (image * conv.input_height + row) * conv.input_width;
            const uint32_t place = phase * geometry.phase_sticks + plane_row * geometry.pitch + conv.pad_left;
            cut(row_start, columns, kFaceSide, [&](uint32_t first, uint32_t count) {
                runs.push_back({first, count, place + first - row_start});
            });
        }
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
