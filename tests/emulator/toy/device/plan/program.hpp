#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <tt_stl/assert.hpp>

#include "toy_args.hpp"

// No convolution: a program that does what its scenario says. The fields of Conv2d are used as follows:
//   batch         scenario
//   channels      tiles of the input and of the weights
//   input_height  what is wrong with the plan itself
//   input_width   parameter of the scenario
namespace toy_variant {

struct Core {
    uint32_t x;
    uint32_t y;
};

struct CoreRange {
    Core start;
    Core end;
};

struct Conv2d {
    uint32_t batch;
    uint32_t channels;
    uint32_t input_height;
    uint32_t input_width;
};

enum class Operand : uint32_t { weights, bias };

struct Placement {
    std::vector<CoreRange> grid;
    std::function<Core(Core)> noc_coordinates;
    std::function<uint32_t(Operand)> address;
    bool fp32_dest_acc;
    uint32_t l1_bytes;
};

struct Geometry {
    uint32_t num_tiles;
    uint32_t num_cores;
};

enum class NumberFormat : uint32_t { bfloat16, float32, bfloat8_b };

struct CircularBuffer {
    uint32_t index;
    uint32_t num_pages;
    uint32_t page_bytes;
    enum class Memory : uint32_t { own, input_shard, output_shard } memory;
    NumberFormat format = NumberFormat::bfloat16;
};

struct SemaphorePlan {
    uint32_t id;
    uint32_t initial_value;
};

struct KernelWords {
    std::vector<uint32_t> words;
};

struct CoreArgs {
    KernelWords reader;
    KernelWords compute;
    KernelWords writer;
};

struct CorePlan {
    Core core;
    Core noc;
    struct Shard {
        uint32_t channel_shard;
        uint32_t stick_shard;
    } shard;
    CoreArgs args;
};

struct KernelPlan {
    std::vector<uint32_t> compile_time_args;
    KernelWords common_args;
};

struct KernelPlans {
    KernelPlan reader;
    KernelPlan compute;
    KernelPlan writer;
};

struct ProgramPlan {
    std::vector<CircularBuffer> circular_buffers;
    std::vector<SemaphorePlan> semaphores;
    KernelPlans kernels;
    std::vector<CorePlan> cores;
};

struct Variant {
    bool has_bias_tensor;
};

enum PlanFault : uint32_t {
    none = 0,
    refused = 1,
    too_many_pages = 2,
    odd_page_size = 3,
    buffer_too_large_for_l1 = 4,
    buffer_larger_than_shard = 5,
    buffer_twice = 6,
    buffer_index_too_large = 7,
    semaphore_id_too_large = 8,
    wrong_noc_coordinates = 9,
    core_twice = 10,
};

inline std::vector<Core> cores_of(const std::vector<CoreRange>& grid) {
    std::vector<Core> cores;
    for (const CoreRange& range : grid) {
        for (uint32_t y = range.start.y; y <= range.end.y; ++y) {
            for (uint32_t x = range.start.x; x <= range.end.x; ++x) {
                cores.push_back({x, y});
            }
        }
    }
    return cores;
}

inline Geometry plan_geometry_on(const Variant&, const std::vector<CoreRange>& grid, const Conv2d& conv, bool) {
    return {conv.channels, static_cast<uint32_t>(cores_of(grid).size())};
}

inline Geometry plan_geometry_in_l1(const Variant& variant, const Conv2d& conv, const Placement& placement) {
    return plan_geometry_on(variant, placement.grid, conv, placement.fp32_dest_acc);
}

struct Work {
    uint32_t index;
};

inline Work plan_work(const Conv2d&, const Geometry&, uint32_t, uint32_t stick_shard) { return {stick_shard}; }

inline ProgramPlan plan_program(const Variant&, const Conv2d& conv, const Placement& placement) {
    const uint32_t fault = conv.input_height;
    TT_FATAL(fault != refused, "the toy refuses this");
    ProgramPlan plan = {};
    using Memory = CircularBuffer::Memory;
    plan.circular_buffers = {
        {toy::input, conv.channels, toy::tile_bytes, Memory::input_shard},
        {toy::weights, conv.channels, toy::tile_bytes, Memory::own},
        {toy::ring, toy::ring_pages, toy::ring_page_bytes, Memory::own},
        {toy::output, conv.channels, toy::tile_bytes, Memory::output_shard},
    };
    if (conv.batch == convert) {
        const bool is_input = conv.input_width == toy::input_in_bfloat8_b;
        CircularBuffer& blocks = plan.circular_buffers[is_input ? toy::input : toy::output];
        blocks.page_bytes = toy::bfloat8_b_tile_bytes;
        blocks.format = NumberFormat::bfloat8_b;
    }
    plan.semaphores = {{toy::wanted, 0}, {toy::valid, 0}};
    CircularBuffer& ring = plan.circular_buffers[toy::ring];
    if (fault == too_many_pages) {
        ring.num_pages = 65536;
        ring.page_bytes = 16;
    } else if (fault == odd_page_size) {
        ring.page_bytes = 24;
    } else if (fault == buffer_too_large_for_l1) {
        ring.num_pages = 40000;
    } else if (fault == buffer_larger_than_shard) {
        plan.circular_buffers[toy::output].num_pages += 1;
    } else if (fault == buffer_twice) {
        plan.circular_buffers.push_back(ring);
    } else if (fault == buffer_index_too_large) {
        ring.index = 32;
    } else if (fault == semaphore_id_too_large) {
        plan.semaphores.push_back({16, 0});
    }

    const KernelPlan same_on_all_cores = {.compile_time_args = {conv.channels}, .common_args = {}};
    plan.kernels.reader = same_on_all_cores;
    plan.kernels.compute = same_on_all_cores;
    plan.kernels.writer = same_on_all_cores;

    std::vector<Core> cores = cores_of(placement.grid);
    if (fault == core_twice) {
        cores.back() = cores.front();
    }
    const Core first = placement.noc_coordinates(cores.front());
    const Core last = placement.noc_coordinates(cores.back());
    for (uint32_t i = 0; i < cores.size(); ++i) {
        Core noc = placement.noc_coordinates(cores[i]);
        if (fault == wrong_noc_coordinates) {
            noc.x += 1;
        }
        const KernelWords args = {{
            conv.batch,
            conv.input_width,
            i,
            static_cast<uint32_t>(cores.size()),
            first.x,
            first.y,
            last.x,
            last.y,
            placement.address(Operand::weights),
        }};
        plan.cores.push_back({cores[i], noc, {0, i}, {args, args, args}});
    }
    return plan;
}

}  // namespace toy_variant
