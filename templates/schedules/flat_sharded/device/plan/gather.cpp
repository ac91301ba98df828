#include "gather.hpp"

#include <algorithm>
#include <vector>

#include "sources.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// Calls do_piece(column, count, padded_column) for columns of an image that lie side by side in a padded row: the image,
// and each stick that its padding repeats.
template <typename Do>
void for_each_row_piece(const Conv2d& conv, const Do& do_piece) {
    const auto repeat = [&](uint32_t padded_column, uint32_t end) {
        for (; padded_column < end; ++padded_column) {
            const uint32_t column = source_column(conv, padded_column);
            if (column < conv.input_width) {
                do_piece(column, 1, padded_column);
            }
        }
    };
    repeat(0, conv.pad_left);
    do_piece(0, conv.input_width, conv.pad_left);
    repeat(conv.pad_left + conv.input_width, padded_width(conv));
}

// Calls do_part(stick, count, place) for what a core sees of the images, in them and in their padding: `count` sticks of
// an image row, of one input shard, and their place in its padded input.
template <typename Do>
void for_each_part(const Conv2d& conv, const Geometry& geometry, const Work& work, const Do& do_part) {
    const uint32_t first = work.first_input_stick;
    const uint32_t end = first + work.num_input_sticks;
    const uint32_t end_row = div_up(end, geometry.padded_width);
    for (uint32_t padded_row = first / geometry.padded_width; padded_row < end_row; ++padded_row) {
        const uint32_t row = source_row(conv, padded_row % geometry.padded_height);
        if (row >= conv.input_height) {
            continue;
        }
        const uint32_t image_row = padded_row / geometry.padded_height * conv.input_height + row;
        for_each_row_piece(conv, [&](uint32_t column, uint32_t count, uint32_t padded_column) {
            const uint32_t start = padded_row * geometry.padded_width + padded_column;
            const uint32_t seen = std::max(first, start);
            const uint32_t seen_end = std::max(seen, std::min(end, start + count));
            const uint32_t stick = image_row * conv.input_width + column + seen - start;
            cut(stick, seen_end - seen, geometry.input_shard_sticks, [&](uint32_t part, uint32_t part_count) {
                do_part(part, part_count, seen + part - stick - first);
            });
        });
    }
}

std::vector<ShardPieces> input_sources(const Conv2d& conv, const Geometry& geometry, const Work& work) {
    std::vector<ShardPieces> sources;
    for_each_part(conv, geometry, work, [&](uint32_t stick, uint32_t /*count*/, uint32_t /*place*/) {
        count_piece(sources, stick / geometry.input_shard_sticks);
    });
    return sources;
}

}  // namespace

void plan_gathering(const Conv2d& conv, const ShardUnit& unit, Geometry& geometry) {
    const uint32_t padded_rows = div_up(geometry.input_shard_sticks, geometry.padded_width);
    const uint32_t group_rows = div_up(padded_rows, kInputGroups);
    geometry.input_group_pages = group_rows * geometry.padded_width * geometry.stick_pages;
    const uint32_t input_sticks = conv.batch * conv.input_height * conv.input_width;
    geometry.input_shard_sticks = split(input_sticks, geometry.stick_shards, unit.sticks);
    geometry.shard_pages = geometry.input_shard_sticks * geometry.stick_pages;
}

void plan_gathering(const Conv2d& conv, const Geometry& geometry, Work& work) {
    count_sources(input_sources(conv, geometry, work), work);
}

std::vector<InputSource> plan_input_sources(const CoreNumbers<Geometry, Work>& numbers) {
    return list_sources(input_sources(numbers.conv, numbers.geometry, numbers.work), numbers);
}

std::vector<InputPiece> plan_input_pieces(const CoreNumbers<Geometry, Work>& numbers) {
    const Geometry& geometry = numbers.geometry;
    std::vector<InputPiece> pieces;
    for_each_part(numbers.conv, geometry, numbers.work, [&](uint32_t stick, uint32_t count, uint32_t place) {
        pieces.push_back({
            .from_byte = stick % geometry.input_shard_sticks * geometry.stick_bytes,
            .to_byte = place * geometry.stick_bytes,
            .num_bytes = count * geometry.stick_bytes,
        });
    });
    return pieces;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
