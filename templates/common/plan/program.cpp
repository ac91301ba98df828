#include "program.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <utility>

#include <tt_stl/assert.hpp>

#include "window.hpp"

namespace ttnn::operations::experimental::depthwise_common {

namespace {

uint32_t columns_of(const CoreRange& range) { return range.end.x - range.start.x + 1; }
uint32_t rows_of(const CoreRange& range) { return range.end.y - range.start.y + 1; }
uint32_t num_cores(const CoreRange& range) { return columns_of(range) * rows_of(range); }

bool contains(const CoreRange& range, const Core& core) {
    return range.start.x <= core.x && core.x <= range.end.x && range.start.y <= core.y && core.y <= range.end.y;
}

// The cores that need the same weights as a core, and the one of them that sends.
struct MulticastGroup {
    Core sender;
    std::vector<CoreRange> areas;
};

MulticastGroup group_of(
    const Variant& variant, const std::vector<CoreRange>& grid, const std::vector<Core>& cores, const Core& core) {
    const CoreRange& block = grid.front();
    switch (variant.topology) {
        case Topology::none: return {.sender = core, .areas = {}};
        case Topology::column:
            TT_FATAL(variant.sender < rows_of(block), "row {} sends, of {}", variant.sender, rows_of(block));
            return {
                .sender = Core{core.x, block.start.y + variant.sender},
                .areas = {CoreRange{Core{core.x, block.start.y}, Core{core.x, block.end.y}}}};
        case Topology::row:
            TT_FATAL(variant.sender < columns_of(block), "column {} sends, of {}", variant.sender, columns_of(block));
            return {
                .sender = Core{block.start.x + variant.sender, core.y},
                .areas = {CoreRange{Core{block.start.x, core.y}, Core{block.end.x, core.y}}}};
        case Topology::grid: break;
    }
    // The rectangles of the operation itself, never the box around them: no other core is written to.
    TT_FATAL(variant.sender < cores.size(), "core {} sends, of {}", variant.sender, cores.size());
    return {.sender = cores[variant.sender], .areas = grid};
}

MulticastRectangle to_rectangle(
    const Variant& variant, const Placement& placement, const CoreRange& area, uint32_t num_dests) {
    Core start = placement.noc_coordinates(area.start);
    Core end = placement.noc_coordinates(area.end);
    if (variant.reader_noc == 1) {
        std::swap(start, end);  // NoC 1 runs backwards: a rectangle starts at its far corner
    }
    return {
        .noc_start_x = start.x, .noc_start_y = start.y, .noc_end_x = end.x, .noc_end_y = end.y, .num_dests = num_dests};
}

// Multiplies in 64 bits. No product so far is longer than a word, so the next one is not longer than two.
void check_product(const char* name, std::initializer_list<uint64_t> factors) {
    uint64_t product = 1;
    for (const uint64_t factor : factors) {
        const uint64_t least = factor > kMaxProduct ? factor : product * factor;
        TT_FATAL(least <= kMaxProduct, "{} is {} at least, a plan counts to {}", name, least, kMaxProduct);
        product = least;
    }
}

// All else computes in words: no product that it makes may be larger than one holds.
void check_size(const Conv2d& conv, uint32_t channel_shards, const ShardUnit& unit) {
    const uint64_t height = uint64_t{conv.input_height} + conv.pad_top + conv.pad_bottom;
    const uint64_t width = uint64_t{conv.input_width} + conv.pad_left + conv.pad_right;
    check_product("batch * padded_height * padded_width", {conv.batch, height, width});
    check_product("channels * datum_bytes", {conv.channels, kDatumBytes});
    check_product("stride_height * padded_width", {conv.stride_height, width});
    check_product("stride_width", {conv.stride_width});
    const uint64_t stick_bytes = uint64_t{split_channels(conv, channel_shards, unit)} * kDatumBytes;
    check_product("dilation_height * padded_width * stick_bytes", {conv.dilation_height, width, stick_bytes});
    check_product("dilation_width * stick_bytes", {conv.dilation_width, stick_bytes});
    const uint64_t reach_down = (uint64_t{conv.kernel_height} - 1) * conv.dilation_height + 1;
    const uint64_t reach_right = (uint64_t{conv.kernel_width} - 1) * conv.dilation_width + 1;
    TT_FATAL(
        reach_down <= height && reach_right <= width,
        "the kernel of {} x {} does not fit the padded input of {} x {}",
        reach_down,
        reach_right,
        height,
        width);
}

// What lies in the padding: what a core makes, and, where an image is reflected, no more than there is of it.
void check_padding(const Conv2d& conv, const ShardUnit& unit) {
    const auto mode = static_cast<PaddingMode>(conv.padding_mode);
    TT_FATAL(
        mode == PaddingMode::zeros || !unit.pads_with_zeros,
        "padding_mode is {}, these kernels pad with zeros",
        kPaddingModeNames[conv.padding_mode]);
    const uint32_t rows = std::max(conv.pad_top, conv.pad_bottom);
    const uint32_t columns = std::max(conv.pad_left, conv.pad_right);
    TT_FATAL(
        mode != PaddingMode::reflect || (rows < conv.input_height && columns < conv.input_width),
        "padding_mode reflect wants a padding smaller than the input of {} x {}, it is {} x {}",
        conv.input_height,
        conv.input_width,
        rows,
        columns);
}

// Whether a core can hold its outputs at all, before their runs are planned one by one.
void check_l1(const Conv2d& conv, const ShardCounts& shards, const ShardUnit& unit) {
    const SharedGeometry geometry = shared_geometry(conv, shards.channel_shards, shards.stick_shards, unit);
    const uint64_t bytes = uint64_t{geometry.output_shard_sticks} * geometry.stick_bytes;
    TT_FATAL(bytes <= kMaxL1Bytes, "an output shard takes {} bytes of L1, a core has {} at most", bytes, kMaxL1Bytes);
}

void check_count(const char* name, const KernelPlan& kernel, const KernelWords& args) {
    const auto count = kernel.common_args.words.size() + args.words.size();
    TT_FATAL(
        count <= kMaxRuntimeWords,
        "the {} gets {} words of runtime arguments, the chip takes {}",
        name,
        count,
        kMaxRuntimeWords);
}

}  // namespace

// Row by row or column by column within each rectangle.
std::vector<Core> cores_in_order(const std::vector<CoreRange>& grid, ShardOrientation orientation) {
    std::vector<Core> cores;
    for (const CoreRange& range : grid) {
        const bool by_rows = orientation == ShardOrientation::ROW_MAJOR;
        const uint32_t line = by_rows ? columns_of(range) : rows_of(range);
        for (uint32_t i = 0; i < num_cores(range); ++i) {
            const uint32_t across = i / line;
            const uint32_t along = i % line;
            cores.push_back(
                by_rows ? Core{range.start.x + along, range.start.y + across}
                        : Core{range.start.x + across, range.start.y + along});
        }
    }
    return cores;
}

ShardCounts count_shards(const Variant& variant, const std::vector<CoreRange>& grid) {
    uint32_t cores = 0;
    for (const CoreRange& range : grid) {
        cores += num_cores(range);
    }
    switch (variant.memory_layout) {
        case MemoryLayout::HEIGHT_SHARDED: return {.channel_shards = 1, .stick_shards = cores};
        case MemoryLayout::WIDTH_SHARDED: return {.channel_shards = cores, .stick_shards = 1};
        case MemoryLayout::BLOCK_SHARDED: break;
    }
    TT_FATAL(grid.size() == 1, "BLOCK_SHARDED needs one full rectangle of cores, got {}", grid.size());
    const uint32_t columns = columns_of(grid.front());
    const uint32_t rows = rows_of(grid.front());
    if (variant.shard_orientation == ShardOrientation::ROW_MAJOR) {
        return {.channel_shards = columns, .stick_shards = rows};
    }
    return {.channel_shards = rows, .stick_shards = columns};
}

// The shards of the core that stands at a place in shard order. In a block, shards run along a line of cores, so that
// where on the chip the grid starts makes no difference.
ShardPlace place_shard(const Variant& variant, const ShardCounts& counts, uint32_t place) {
    switch (variant.memory_layout) {
        case MemoryLayout::HEIGHT_SHARDED: return {.channel_shard = 0, .stick_shard = place};
        case MemoryLayout::WIDTH_SHARDED: return {.channel_shard = place, .stick_shard = 0};
        case MemoryLayout::BLOCK_SHARDED: break;
    }
    return {.channel_shard = place % counts.channel_shards, .stick_shard = place / counts.channel_shards};
}

// Whatever the chip: none aligns buffers at more.
int64_t l1_bytes_of(const std::vector<CircularBuffer>& buffers) {
    int64_t bytes = 0;
    for (const CircularBuffer& buffer : buffers) {
        const int64_t size = int64_t{buffer.num_pages} * buffer.page_bytes;
        bytes += (size + kMaxBufferAlignment - 1) / kMaxBufferAlignment * kMaxBufferAlignment;
    }
    return bytes;
}

Link plan_link(
    const Variant& variant, const Placement& placement, const std::vector<Core>& cores, const Core& core) {
    const auto group = group_of(variant, placement.grid, cores, core);
    const Core noc_sender = placement.noc_coordinates(group.sender);
    Link link{
        .is_sender = core == group.sender,
        .mcast_sender_noc_x = noc_sender.x,
        .mcast_sender_noc_y = noc_sender.y,
        .mcast_num_dests = 0,
        .mcast_rectangles = {}};
    if (!link.is_sender) {
        return link;
    }
    for (const CoreRange& area : group.areas) {
        // The NoC leaves the sender out of its own rectangle.
        const uint32_t num_dests = num_cores(area) - (contains(area, group.sender) ? 1 : 0);
        if (num_dests > 0) {
            link.mcast_num_dests += num_dests;
            link.mcast_rectangles.push_back(to_rectangle(variant, placement, area, num_dests));
        }
    }
    return link;
}

void check_shards(const Conv2d& conv, const ShardCounts& shards, const ShardUnit& unit) {
    const std::pair<const char*, uint32_t> counts[] = {
        {"batch", conv.batch},
        {"channels", conv.channels},
        {"input_height", conv.input_height},
        {"input_width", conv.input_width},
        {"kernel_height", conv.kernel_height},
        {"kernel_width", conv.kernel_width},
        {"stride_height", conv.stride_height},
        {"stride_width", conv.stride_width},
        {"dilation_height", conv.dilation_height},
        {"dilation_width", conv.dilation_width},
    };
    for (const auto& [name, count] : counts) {
        TT_FATAL(count > 0, "{} is 0, wanted 1 at least", name);
    }
    const uint32_t channel_shards = shards.channel_shards;
    check_size(conv, channel_shards, unit);
    check_padding(conv, unit);
    const uint32_t width = split_channels(conv, channel_shards, unit);
    const uint32_t filled = div_up(conv.channels, width);
    TT_FATAL(
        filled == channel_shards,
        "{} channels fill {} of {} channel shards, {} on each: use {} shards, or {} channels",
        conv.channels,
        filled,
        channel_shards,
        width,
        filled,
        (channel_shards - 1) * width + 1);
    check_l1(conv, shards, unit);
}

void check_words(const KernelPlans& kernels, const CoreArgs& args) {
    check_count("reader", kernels.reader, args.reader);
    check_count("compute", kernels.compute, args.compute);
    check_count("writer", kernels.writer, args.writer);
}

}  // namespace ttnn::operations::experimental::depthwise_common
