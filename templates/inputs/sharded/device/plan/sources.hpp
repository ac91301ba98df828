#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "numbers.hpp"

// What all plans of a gathering have: pieces lie in one shard each, and follow each other by shards.
namespace ttnn::operations::experimental::depthwise_conv2d {

// Calls do_run(first, count) for the parts of a range, cut at the multiples of a length.
template <typename Do>
void cut(uint32_t first, uint32_t count, uint32_t length, const Do& do_run) {
    const uint32_t end = first + count;
    while (first < end) {
        const uint32_t next = std::min(end, (first / length + 1) * length);
        do_run(first, next - first);
        first = next;
    }
}

// How many pieces come from a shard, one behind the other.
struct ShardPieces {
    uint32_t shard;
    uint32_t num_pieces;
};

inline void count_piece(std::vector<ShardPieces>& sources, uint32_t shard) {
    if (sources.empty() || sources.back().shard != shard) {
        sources.push_back({shard, 0});
    }
    ++sources.back().num_pieces;
}

inline std::vector<InputSource> list_sources(
    const std::vector<ShardPieces>& sources, const CoreNumbers<Geometry, Work>& numbers) {
    std::vector<InputSource> listed;
    for (const ShardPieces& source : sources) {
        const Core core = noc_of_shard(numbers, source.shard);
        listed.push_back({.noc_x = core.x, .noc_y = core.y, .num_pieces = source.num_pieces});
    }
    return listed;
}

inline void count_sources(const std::vector<ShardPieces>& sources, Work& work) {
    for (const ShardPieces& source : sources) {
        work.num_input_pieces += source.num_pieces;
        ++work.num_input_sources;
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
