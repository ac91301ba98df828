#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <functional>
#include <type_traits>
#include <vector>

#include "numbers.hpp"

// The pure part of the program factory: plain structs in, plain structs out, no tt-metal type.
namespace ttnn::operations::experimental::depthwise_conv2d {

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
};

struct CircularBuffer {
    enum class Memory : uint32_t { own, input_shard, output_shard };

    uint32_t index;
    uint32_t num_pages;
    uint32_t page_bytes;
    Memory memory;
    uint32_t tile_rows;  // height of its tiles [datums]
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

struct CorePlan {
    Core core;
    Core noc;
    Work work;
    CoreArgs args;
};

struct ProgramPlan {
    Geometry geometry;
    std::vector<CircularBuffer> circular_buffers;
    std::vector<SemaphorePlan> semaphores;
    KernelPlans kernels;
    std::vector<CorePlan> cores;  // in shard order
};

// The numbers that all cores share, and those of one core.
struct SharedNumbers {
    const Conv2d& conv;
    const Geometry& geometry;
    const Placement& placement;
    const std::vector<Core>& cores;  // in shard order
};
struct CoreNumbers : SharedNumbers {
    const Work& work;
    const Link& link;
};

// NoC coordinates of the core that has the channels of this one, and a shard of sticks.
Core noc_of_shard(const CoreNumbers& numbers, uint32_t stick_shard);

enum class MemoryLayout : uint32_t { HEIGHT_SHARDED, WIDTH_SHARDED, BLOCK_SHARDED };
enum class ShardOrientation : uint32_t { ROW_MAJOR, COL_MAJOR };

// Who sends weights to whom: nobody, one core of each column or row of the block, or one core to all others.
enum class Topology : uint32_t { none, column, row, grid };

// Fills the argument lists of one kernel.
struct KernelPlanner {
    KernelPlan (*plan_kernel)(const SharedNumbers&);
    KernelWords (*plan_args)(const CoreNumbers&);
};

// What sets one variant of the operation apart. Each has a header in device/variants, which is all that knows its
// argument tables: it fills them with the numbers of the plan.
struct Variant {
    const char* define;  // by which a kernel is compiled for it
    MemoryLayout memory_layout;
    ShardOrientation shard_orientation;
    Topology topology;
    uint32_t sender;      // the row, the column or the core that sends
    uint32_t reader_noc;  // carries weights; the writer takes the other one
    bool has_bias_tensor;
    std::vector<CircularBuffer> (*circular_buffers)(const Geometry&);
    std::vector<SemaphorePlan> (*semaphores)();
    KernelPlanner reader;
    KernelPlanner compute;
    KernelPlanner writer;
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

// The numbers that all cores share. TT_FATAL, with both numbers, for what cannot be planned.
Geometry plan_geometry_on(
    const Variant& variant, const std::vector<CoreRange>& grid, const Conv2d& conv, bool fp32_dest_acc);

ProgramPlan plan_program(const Variant& variant, const Conv2d& conv, const Placement& placement);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
