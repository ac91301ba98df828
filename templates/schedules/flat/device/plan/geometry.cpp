#include "numbers.hpp"

#include <algorithm>
#include <numeric>
#include <vector>

#include "../../../depthwise_common/plan/window.hpp"
//% if operation.input == "sharded"
#include "gather.hpp"
//% endif

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// Consecutive linear positions that are computed together.
struct Run {
    uint32_t position;      // the first of them [sticks]
    uint32_t num_sticks;    // how many they are [sticks]
    uint32_t first_output;  // first output among them, from the core's first one on [sticks]
};

uint32_t num_blocks(const Run& run, uint32_t shard_channels) {
    return div_up(run.num_sticks * shard_channels, kBlockDatums);
}

uint32_t num_chunks(const Run& run, uint32_t shard_channels) {
    return div_up(run.num_sticks * shard_channels, kTileDatums);
}

// What a slice of outputs is computed in: its rows, or all of it as one run.
struct Runs {
    uint32_t count;
    uint32_t num_blocks;  // of all runs
    uint32_t num_chunks;  // of the longest run
    uint32_t num_direct;  // runs, from the first on, which the packer may write to their place in the output shard
    Run last;
};

// The packer writes whole tiles: what passes the end of a row is overwritten when the next row is packed, but nothing
// may pass the end of the shard. With a stride, or in one run, garbage lies between the outputs.
bool is_direct(const Conv2d& conv, const Geometry& geometry, const Run& run, bool runs_are_rows) {
    const uint32_t start = run.first_output * geometry.shard_channels;
    const uint32_t end = start + num_chunks(run, geometry.shard_channels) * kTileDatums;
    return runs_are_rows && conv.stride_width == 1 && end <= geometry.output_shard_sticks * geometry.shard_channels;
}

Runs plan_runs(const Conv2d& conv, const Geometry& geometry, const OutputSpan& span, bool runs_are_rows) {
    Runs runs{};
    const uint32_t end = span.first + span.count;
    const uint32_t width = runs_are_rows ? geometry.output_width : end;
    const uint32_t origin = top_left(conv, span.first);
    for (uint32_t output = span.first; output < end;) {
        const uint32_t next = std::min((output / width + 1) * width, end);
        const uint32_t start = top_left(conv, output);
        runs.last = Run{
            .position = start - origin,
            .num_sticks = top_left(conv, next - 1) - start + 1,
            .first_output = output - span.first};
        ++runs.count;
        runs.num_blocks += num_blocks(runs.last, geometry.shard_channels);
        runs.num_chunks = std::max(runs.num_chunks, num_chunks(runs.last, geometry.shard_channels));
        runs.num_direct += is_direct(conv, geometry, runs.last, runs_are_rows);
        output = next;
    }
    return runs;
}

// Runs of a group: as few groups as possible, of about the same size. A tap's weights are unpacked once for a group, so
// a small last group costs almost as much as a large one.
uint32_t count_group_runs(uint32_t num_runs, uint32_t section_chunks) {
    return div_up(num_runs, div_up(num_runs, section_chunks));
}

uint32_t count_groups(uint32_t num_runs, uint32_t section_chunks) {
    return div_up(num_runs, count_group_runs(num_runs, section_chunks));
}

// The outputs of each core that has any, for one channel shard.
std::vector<OutputSpan> output_spans(const Geometry& geometry) {
    std::vector<OutputSpan> spans;
    for (uint32_t shard = 0; shard < geometry.stick_shards; ++shard) {
        const auto span = output_span(geometry, shard);
        if (span.count > 0) {
            spans.push_back(span);
        }
    }
    return spans;
}

// Few channels make rows so short that rounding each up to whole blocks costs more than the garbage between them.
bool rows_take_no_more_blocks(const Conv2d& conv, const Geometry& geometry, const std::vector<OutputSpan>& spans) {
    uint32_t most_in_rows = 0;
    uint32_t most_in_one_run = 0;
    for (const OutputSpan& span : spans) {
        most_in_rows = std::max(most_in_rows, plan_runs(conv, geometry, span, /*runs_are_rows=*/true).num_blocks);
        most_in_one_run =
            std::max(most_in_one_run, plan_runs(conv, geometry, span, /*runs_are_rows=*/false).num_blocks);
    }
    return most_in_rows <= most_in_one_run;
}

// A pitch of the channel shards' weights with which the senders, who all begin at once, begin with different channels of
// DRAM. Tiles lie in the channels by turns, and chips have 8 or 12: neither has a divisor in common with the pitch.
uint32_t spread_over_dram(uint32_t weight_tiles) {
    uint32_t pitch = weight_tiles;
    while (std::gcd(pitch, 2u * 3u) != 1) {
        ++pitch;
    }
    return pitch;
}

// The linear buffer takes no more of a run than its end: where nothing lies between outputs, no other chunk may pass the
// end of the shard.
void put_ends_in_linear(const Conv2d& conv, Geometry& geometry) {
    if (!geometry.runs_are_rows || conv.stride_width > 1) {
        return;
    }
    geometry.linear_takes_runs = 0;
    geometry.linear_group_tiles /= geometry.run_chunks;
    geometry.linear_tiles /= geometry.run_chunks;
}

void bring_by_the_spoon(Geometry& geometry, int64_t bytes_left) {
    const int64_t window = geometry.weight_window_tiles * int64_t{geometry.tile_bytes} + bytes_left;
    const int64_t room = window / geometry.tile_bytes / kSpoons;
    if (room < 1) {
        return;
    }
    geometry.group_weight_tiles = geometry.run_chunks * geometry.slot_tiles;
    geometry.brought_tiles = geometry.num_groups * geometry.group_weight_tiles;
    geometry.weights_stay = 0;
    geometry.spoon_tiles = static_cast<uint32_t>(std::min(room, int64_t{kMaxSpoonTiles}));
    geometry.weight_window_tiles = kSpoons * geometry.spoon_tiles;
}

}  // namespace

Geometry plan_geometry(
    const Conv2d& conv, uint32_t channel_shards, uint32_t stick_shards, const ShardUnit& unit, bool fp32_dest_acc) {
    Geometry geometry{shared_geometry(conv, channel_shards, stick_shards, unit)};

    const auto spans = output_spans(geometry);
    geometry.runs_are_rows = rows_take_no_more_blocks(conv, geometry, spans);
    geometry.section_chunks = fp32_dest_acc ? kDstTilesFp32 : kDstTiles;
    uint32_t computed_sticks = 0;
    uint32_t linear_runs = 1;  // a buffer has a page at least
    uint32_t linear_groups = 1;
    for (const OutputSpan& span : spans) {
        const Runs runs = plan_runs(conv, geometry, span, geometry.runs_are_rows);
        geometry.num_groups = std::max(geometry.num_groups, count_groups(runs.count, geometry.section_chunks));
        geometry.run_chunks = std::max(geometry.run_chunks, runs.num_chunks);
        // The last run is read in whole blocks, under every tap.
        const uint32_t last_blocks = num_blocks(runs.last, geometry.shard_channels);
        const uint32_t last_sticks = div_up(last_blocks * kBlockDatums, geometry.shard_channels);
        computed_sticks = std::max(computed_sticks, runs.last.position + last_sticks);

        if (runs.num_direct < runs.count) {
            const uint32_t group_runs = count_group_runs(runs.count, geometry.section_chunks);
            linear_runs = std::max(linear_runs, std::min(runs.count - runs.num_direct, group_runs));
            const uint32_t num_groups = count_groups(runs.count, geometry.section_chunks);
            linear_groups = std::max(linear_groups, num_groups - runs.num_direct / group_runs);
        }
    }
    geometry.input_shard_sticks = computed_sticks + reach_sticks(conv);
    geometry.linear_takes_runs = 1;
    geometry.linear_group_tiles = linear_runs * geometry.run_chunks;
    geometry.linear_tiles = std::min(linear_groups, kLinearGroups) * geometry.linear_group_tiles;

    geometry.page_bytes = std::gcd(geometry.tile_bytes, geometry.stick_bytes);
    geometry.stick_pages = geometry.stick_bytes / geometry.page_bytes;
    geometry.chunk_pages = geometry.tile_bytes / geometry.page_bytes;
    geometry.input_pages = geometry.input_shard_sticks * geometry.stick_pages;
    geometry.output_pages = geometry.output_shard_sticks * geometry.stick_pages;
    geometry.tap_row_pages = conv.dilation_height * geometry.padded_width * geometry.stick_pages;
    geometry.tap_column_pages = conv.dilation_width * geometry.stick_pages;
    // After as many chunks, one starts with the first channel again.
    const uint32_t weight_period = geometry.shard_channels / std::gcd(geometry.shard_channels, kTileDatums);
    geometry.tap_tiles = std::min(weight_period, geometry.run_chunks);
    geometry.slot_tiles = conv.kernel_height * conv.kernel_width + conv.has_bias;
    geometry.first_slot_tile = conv.has_bias;
    geometry.period_tiles = geometry.tap_tiles * geometry.slot_tiles;
    geometry.weight_tiles = geometry.first_slot_tile + geometry.period_tiles;
    geometry.weight_pitch_tiles = spread_over_dram(geometry.weight_tiles);
    geometry.group_weight_tiles = geometry.period_tiles;
    geometry.brought_tiles = geometry.period_tiles;
    geometry.weights_stay = 1;
    geometry.spoon_tiles = geometry.period_tiles;
    geometry.weight_window_tiles = geometry.period_tiles;
    geometry.next_row_sticks = conv.stride_height * geometry.padded_width;
    geometry.next_image_sticks =
        (geometry.padded_height - (geometry.output_height - 1) * conv.stride_height) * geometry.padded_width;
//% if operation.input == "sharded"
    plan_gathering(conv, unit, geometry);
//% endif
    return geometry;
}

void fit_l1(const Conv2d& conv, Geometry& geometry, int64_t bytes_left) {
    if (bytes_left >= 0) {
        return;
    }
    const uint32_t linear_tiles = geometry.linear_tiles;
    put_ends_in_linear(conv, geometry);
    bytes_left += int64_t{linear_tiles - geometry.linear_tiles} * geometry.tile_bytes;
    if (bytes_left < 0) {
        bring_by_the_spoon(geometry, bytes_left);
    }
}

Work plan_work(
    const Conv2d& conv, const Geometry& geometry, uint32_t channel_shard, uint32_t stick_shard) {
    Work work{shared_work(conv, geometry, channel_shard, stick_shard)};
    work.first_output_row = work.first_output / geometry.output_width % geometry.output_height;
    work.first_output_column = work.first_output % geometry.output_width;
    if (work.num_outputs == 0) {
        return work;  // a core without outputs still takes part in the multicast
    }
    const OutputSpan span{work.first_output, work.num_outputs};
    const Runs runs = plan_runs(conv, geometry, span, geometry.runs_are_rows);
    work.num_runs = runs.count;
    work.group_runs = count_group_runs(runs.count, geometry.section_chunks);
    work.num_direct_runs = runs.num_direct;
    work.num_blocks = runs.num_blocks;
//% if operation.input == "sharded"
    plan_gathering(conv, geometry, work);
//% endif
    return work;
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
