// The emitted host code, translated for the emulator. Compiled once per variant.
#include <array>
#include <cstring>
#include <stdexcept>

#include "depthwise_conv2d_plan.hpp"
#include "depthwise_conv2d_weight_layout.hpp"
#include "program.hpp"

namespace emulator {
namespace {

namespace variant = TTDW_NAMESPACE;

constexpr std::array<std::pair<const char*, uint32_t variant::Conv2d::*>, 14> conv_fields = {{
    {"batch", &variant::Conv2d::batch},
    {"channels", &variant::Conv2d::channels},
    {"input_height", &variant::Conv2d::input_height},
    {"input_width", &variant::Conv2d::input_width},
    {"kernel_height", &variant::Conv2d::kernel_height},
    {"kernel_width", &variant::Conv2d::kernel_width},
    {"stride_height", &variant::Conv2d::stride_height},
    {"stride_width", &variant::Conv2d::stride_width},
    {"pad_top", &variant::Conv2d::pad_top},
    {"pad_bottom", &variant::Conv2d::pad_bottom},
    {"pad_left", &variant::Conv2d::pad_left},
    {"pad_right", &variant::Conv2d::pad_right},
    {"dilation_height", &variant::Conv2d::dilation_height},
    {"dilation_width", &variant::Conv2d::dilation_width},
}};

uint32_t& field_of(variant::Conv2d& conv, const std::string& name) {
    for (const auto& [known, field] : conv_fields) {
        if (name == known) {
            return conv.*field;
        }
    }
    throw std::runtime_error("struct Conv2d has no field " + name);
}

variant::Conv2d conv_of(const Problem& problem) {
    variant::Conv2d conv = {};
    for (const auto& [name, value] : problem.conv) {
        field_of(conv, name) = value;
    }
    return conv;
}

variant::ProgramPlan plan_of(const Problem& problem) {
    variant::Placement placement = {};
    for (const auto& [start, end] : problem.grid) {
        placement.grid.push_back({.start = {start.x, start.y}, .end = {end.x, end.y}});
    }
    placement.noc_coordinates = [&problem](variant::Core core) -> variant::Core {
        const Coordinates noc = problem.noc_coordinates({core.x, core.y});
        return {noc.x, noc.y};
    };
    placement.weight_addr = problem.weight_address;
    placement.fp32_dest_acc = problem.fp32_dest_acc;
    return variant::plan_program(conv_of(problem), placement);
}

// The words of a struct that consists of 32-bit words only.
template <typename Struct>
Words words_of(const Struct& fields) {
    static_assert(sizeof(Struct) % sizeof(uint32_t) == 0);
    Words words(sizeof(Struct) / sizeof(uint32_t));
    std::memcpy(words.data(), &fields, sizeof(Struct));
    return words;
}

PlannedBuffer::Memory memory_of(variant::CircularBuffer::Memory memory) {
    switch (memory) {
        case variant::CircularBuffer::Memory::input_shard:
            return PlannedBuffer::Memory::input_shard;
        case variant::CircularBuffer::Memory::output_shard:
            return PlannedBuffer::Memory::output_shard;
        default:
            return PlannedBuffer::Memory::own;
    }
}

}  // namespace

Program plan_variant(const Problem& problem) {
    const variant::ProgramPlan plan = plan_of(problem);
    Program program;
    program.geometry = words_of(plan.geometry);
    for (const auto& buffer : plan.circular_buffers) {
        program.buffers.push_back({buffer.index, buffer.num_pages, buffer.page_bytes, memory_of(buffer.memory)});
    }
    for (const auto& semaphore : plan.semaphores) {
        program.semaphores.push_back({semaphore.id, semaphore.initial_value});
    }
    program.reader_compile_time_args = plan.reader_compile_time_args;
    program.compute_compile_time_args = plan.compute_compile_time_args;
    program.writer_compile_time_args = plan.writer_compile_time_args;
    for (const auto& core : plan.cores) {
        program.cores.push_back({
            .logical = {core.core.x, core.core.y},
            .noc = {core.noc.x, core.noc.y},
            .work = words_of(core.work),
            .reader_args = core.reader_args,
            .compute_args = core.compute_args,
            .writer_args = core.writer_args,
        });
    }
    return program;
}

std::vector<uint16_t> lay_out_weights_of_variant(const Problem& problem, const std::vector<uint16_t>& weights) {
    return variant::lay_out_weights<uint16_t>(weights, conv_of(problem), plan_of(problem).geometry);
}

}  // namespace emulator
