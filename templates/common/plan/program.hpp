#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <type_traits>
#include <vector>

#include "window.hpp"

// The pure part of the program factory: plain structs in, plain structs out, no tt-metal type.
namespace ttnn::operations::experimental::depthwise_common {

struct Core {
    uint32_t x;
    uint32_t y;

    friend bool operator==(const Core&, const Core&) = default;
};

// A rectangle of cores; both corners belong to it.
struct CoreRange {
    Core start;
    Core end;
};

// The tensors whose addresses are arguments: another one for each launch.
enum class Operand : uint32_t { weights, bias };

struct Placement {
    std::vector<CoreRange> grid;                // cores of the operation, in shard order
    std::function<Core(Core)> noc_coordinates;  // of a logical core
    std::function<uint32_t(Operand)> address;   // of a prepared operand in DRAM
    bool fp32_dest_acc;
    uint32_t l1_bytes;  // what a core has for the buffers and shards of a program
};

struct CircularBuffer {
    enum class Memory : uint32_t { own, input_shard, output_shard };

    uint32_t index;
    uint32_t num_pages;
    uint32_t page_bytes;
    Memory memory;
    uint32_t tile_rows;  // height of its tiles [datums]
    NumberFormat format;
};

struct SemaphorePlan {
    uint32_t id;
    uint32_t initial_value;
};

// A core's part in the multicast. Where nobody sends, each core is its own sender.
struct Link {
    uint32_t is_sender;
    uint32_t mcast_sender_noc_x;
    uint32_t mcast_sender_noc_y;
    uint32_t mcast_num_dests;                          // receivers of a sender, in all its rectangles
    std::vector<MulticastRectangle> mcast_rectangles;  // of a sender; each holds at least one receiver
};

// A word that is the address of a buffer.
struct AddressWord {
    uint32_t position;
    Operand operand;
};

// Arguments of one kernel in the order of their positions.
struct KernelWords {
    std::vector<uint32_t> words;
    std::vector<AddressWord> addresses;  // those of the words that are addresses
};

// What all cores are told.
struct KernelPlan {
    std::vector<uint32_t> compile_time_args;  // the reader's are followed by the TensorAccessorArgs of what it reads
    KernelWords common_args;
};

struct KernelPlans {
    KernelPlan reader;
    KernelPlan compute;
    KernelPlan writer;
};

// What one core is told.
struct CoreArgs {
    KernelWords reader;
    KernelWords compute;
    KernelWords writer;
};

// The slices of channels and of sticks that a core computes.
struct ShardPlace {
    uint32_t channel_shard;
    uint32_t stick_shard;
};

struct CorePlan {
    Core core;
    Core noc;
    ShardPlace shard;
    CoreArgs args;
};

struct ProgramPlan {
    std::vector<CircularBuffer> circular_buffers;
    std::vector<SemaphorePlan> semaphores;
    KernelPlans kernels;
    std::vector<CorePlan> cores;  // in shard order
};

// The numbers that all cores share, and those of one core. Geometry and Work are those of the operation's schedule.
template <typename Geometry>
struct SharedNumbers {
    const Conv2d& conv;
    const Geometry& geometry;
    const Placement& placement;
    const std::vector<Core>& cores;  // in shard order
};
template <typename Geometry, typename Work>
struct CoreNumbers : SharedNumbers<Geometry> {
    const Work& work;
    const Link& link;
};

// NoC coordinates of the core that has the channels of this one, and a shard of sticks.
template <typename Geometry, typename Work>
Core noc_of_shard(const CoreNumbers<Geometry, Work>& numbers, uint32_t stick_shard) {
    const uint32_t place = stick_shard * numbers.geometry.channel_shards + numbers.work.channel_shard;
    return numbers.placement.noc_coordinates(numbers.cores[place]);
}

enum class MemoryLayout : uint32_t { HEIGHT_SHARDED, WIDTH_SHARDED, BLOCK_SHARDED };
constexpr const char* kMemoryLayoutNames[] = {"HEIGHT_SHARDED", "WIDTH_SHARDED", "BLOCK_SHARDED"};
enum class ShardOrientation : uint32_t { ROW_MAJOR, COL_MAJOR };

// Who sends weights to whom: nobody, one core of each column or row of the block, or one core to all others.
enum class Topology : uint32_t { none, column, row, grid };

// What sets one variant of an operation apart, whatever the schedule.
struct Variant {
    const char* operation;  // after which its folder and its kernels are called
    const char* define;     // by which a kernel is compiled for the variant
    MemoryLayout memory_layout;
    ShardOrientation shard_orientation;
    ShardUnit shard_unit;
    Topology topology;
    uint32_t sender;      // the row, the column or the core that sends
    uint32_t reader_noc;  // carries weights; the writer takes the other one
    bool has_bias_tensor;
};

// Where sticks are not split, row-major shards are as high as their tensor: ttnn takes no others.
constexpr ShardUnit shard_unit_of(const Variant& variant) {
    ShardUnit unit = variant.shard_unit;
    if (variant.memory_layout == MemoryLayout::WIDTH_SHARDED && !unit.is_tile) {
        unit.sticks = 1;
    }
    return unit;
}

// Fills the argument lists of one kernel.
template <typename Geometry, typename Work>
struct KernelPlanner {
    KernelPlan (*plan_kernel)(const SharedNumbers<Geometry>&);
    KernelWords (*plan_args)(const CoreNumbers<Geometry, Work>&);
};

// The arithmetic of a schedule (device/plan/geometry.cpp of its operation): what all cores share, and what the core with
// these shards does. A schedule that has a choice fits its numbers into L1.
template <typename Geometry, typename Work>
struct Schedule {
    Geometry (*plan_geometry)(
        const Conv2d& conv, uint32_t channel_shards, uint32_t stick_shards, const ShardUnit& unit, bool fp32_dest_acc);
    Work (*plan_work)(const Conv2d& conv, const Geometry& geometry, uint32_t channel_shard, uint32_t stick_shard);
    void (*fit_l1)(const Conv2d& conv, Geometry& geometry, int64_t bytes_left) = nullptr;
};

// Each variant has a header in device/variants, which is all that knows its argument tables: it fills them with the
// numbers of the plan.
template <typename Geometry, typename Work>
struct PlannedVariant : Variant {
    Schedule<Geometry, Work> schedule;
    std::vector<CircularBuffer> (*circular_buffers)(const Conv2d&, const Geometry&);  // one without pages is left out
    std::vector<SemaphorePlan> (*semaphores)();
    KernelPlanner<Geometry, Work> reader;
    KernelPlanner<Geometry, Work> compute;
    KernelPlanner<Geometry, Work> writer;
};

template <typename Args>
std::vector<uint32_t> to_words(const Args& args) {
    static_assert(std::is_trivially_copyable_v<Args> && sizeof(Args) % sizeof(uint32_t) == 0);
    std::vector<uint32_t> words(sizeof(Args) / sizeof(uint32_t));
    std::memcpy(words.data(), &args, sizeof(Args));
    return words;
}

// A list of arguments, and the lists of records that follow it.
template <typename Args, typename... Record>
std::vector<uint32_t> to_words(const Args& args, const std::vector<Record>&... records) {
    auto words = to_words(args);
    const auto append = [&](const auto& record) {
        const auto record_words = to_words(record);
        words.insert(words.end(), record_words.begin(), record_words.end());
    };
    (std::for_each(records.begin(), records.end(), append), ...);
    return words;
}

// How many slices of channels and of sticks there are.
struct ShardCounts {
    uint32_t channel_shards;
    uint32_t stick_shards;
};

ShardCounts count_shards(const Variant& variant, const std::vector<CoreRange>& grid);
std::vector<Core> cores_in_order(const std::vector<CoreRange>& grid, ShardOrientation orientation);
ShardPlace place_shard(const Variant& variant, const ShardCounts& counts, uint32_t place);
int64_t l1_bytes_of(const std::vector<CircularBuffer>& buffers);  // shards included
Link plan_link(const Variant& variant, const Placement& placement, const std::vector<Core>& cores, const Core& core);

// TT_FATAL, with both numbers, for what cannot be planned.
void check_shards(const Conv2d& conv, const ShardCounts& shards, const ShardUnit& unit);
void check_words(const KernelPlans& kernels, const CoreArgs& args);

// The numbers that all cores share.
template <typename Geometry, typename Work>
Geometry plan_geometry_on(
    const PlannedVariant<Geometry, Work>& variant,
    const std::vector<CoreRange>& grid,
    const Conv2d& conv,
    bool fp32_dest_acc) {
    const ShardCounts shards = count_shards(variant, grid);
    const ShardUnit unit = shard_unit_of(variant);
    check_shards(conv, shards, unit);
    return variant.schedule.plan_geometry(conv, shards.channel_shards, shards.stick_shards, unit, fp32_dest_acc);
}

// The same, fitted into L1.
template <typename Geometry, typename Work>
Geometry plan_geometry_in_l1(
    const PlannedVariant<Geometry, Work>& variant, const Conv2d& conv, const Placement& placement) {
    Geometry geometry = plan_geometry_on(variant, placement.grid, conv, placement.fp32_dest_acc);
    if (variant.schedule.fit_l1 != nullptr) {
        const int64_t used = l1_bytes_of(variant.circular_buffers(conv, geometry));
        variant.schedule.fit_l1(conv, geometry, placement.l1_bytes - used);
    }
    return geometry;
}

template <typename Geometry, typename Work>
ProgramPlan plan_program(
    const PlannedVariant<Geometry, Work>& variant, const Conv2d& conv, const Placement& placement) {
    const auto cores = cores_in_order(placement.grid, variant.shard_orientation);
    const auto counts = count_shards(variant, placement.grid);
    const Geometry geometry = plan_geometry_in_l1(variant, conv, placement);
    const SharedNumbers<Geometry> shared{conv, geometry, placement, cores};
    ProgramPlan plan{
        .circular_buffers = variant.circular_buffers(conv, geometry),
        .semaphores = variant.semaphores(),
        .kernels =
            {.reader = variant.reader.plan_kernel(shared),
             .compute = variant.compute.plan_kernel(shared),
             .writer = variant.writer.plan_kernel(shared)},
        .cores = {},
    };
    std::erase_if(plan.circular_buffers, [](const CircularBuffer& buffer) { return buffer.num_pages == 0; });
    for (uint32_t place = 0; place < cores.size(); ++place) {
        const ShardPlace shard = place_shard(variant, counts, place);
        const Work work = variant.schedule.plan_work(conv, geometry, shard.channel_shard, shard.stick_shard);
        const Link link = plan_link(variant, placement, cores, cores[place]);
        const CoreNumbers<Geometry, Work> numbers{shared, work, link};
        plan.cores.push_back(CorePlan{
            .core = cores[place],
            .noc = placement.noc_coordinates(cores[place]),
            .shard = shard,
            .args =
                {.reader = variant.reader.plan_args(numbers),
                 .compute = variant.compute.plan_args(numbers),
                 .writer = variant.writer.plan_args(numbers)},
        });
        check_words(plan.kernels, plan.cores.back().args);
    }
    return plan;
}

}  // namespace ttnn::operations::experimental::depthwise_common
