// The emitted host code, translated for the emulator. Compiled once per variant.
#include <cstring>
#include <stdexcept>

#include "device/plan/weight_layout.hpp"
#include "error.hpp"
#include "program.hpp"
#include TTDW_VARIANT_HEADER

namespace emulator {
namespace {

namespace variant = TTDW_NAMESPACE;

constexpr const auto& emitted = variant::TTDW_VARIANT::kVariant;

variant::Conv2d conv_of(const Problem& problem) {
    variant::Conv2d conv = {};
    constexpr size_t fields = sizeof(conv) / sizeof(uint32_t);
    if (problem.conv.size() != fields) {
        throw std::runtime_error(text("struct Conv2d has ", fields, " fields, the request ", problem.conv.size()));
    }
    std::memcpy(&conv, problem.conv.data(), sizeof(conv));
    return conv;
}

// A schedule that knows a bias as a tensor of its own has a function that lays it out, which is found by its arguments.
template <typename Conv, typename Geometry>
PreparedBias prepare_bias(
    [[maybe_unused]] const std::vector<uint16_t>& bias,
    [[maybe_unused]] const Conv& conv,
    [[maybe_unused]] const Geometry& geometry) {
    if constexpr (requires { lay_out_bias(bias, geometry); }) {
        if (emitted.has_bias_tensor && conv.has_bias) {
            return {lay_out_bias(bias, geometry), geometry.shard_channels * static_cast<uint32_t>(sizeof(uint16_t))};
        }
    }
    return {};
}

std::vector<variant::CoreRange> grid_of(const Problem& problem) {
    std::vector<variant::CoreRange> grid;
    for (const auto& [start, end] : problem.grid) {
        grid.push_back({.start = {start.x, start.y}, .end = {end.x, end.y}});
    }
    return grid;
}

variant::Geometry geometry_of(const Problem& problem) {
    return variant::plan_geometry_on(emitted, grid_of(problem), conv_of(problem), problem.fp32_dest_acc);
}

variant::Placement placement_of(const Problem& problem) {
    variant::Placement placement = {};
    placement.grid = grid_of(problem);
    placement.noc_coordinates = [&problem](variant::Core core) -> variant::Core {
        const Coordinates noc = problem.noc_coordinates({core.x, core.y});
        return {noc.x, noc.y};
    };
    placement.address = [&problem](variant::Operand operand) {
        return operand == variant::Operand::bias ? problem.bias_address : problem.weight_address;
    };
    placement.fp32_dest_acc = problem.fp32_dest_acc;
    placement.l1_bytes = problem.l1_bytes;
    return placement;
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

NumberFormat format_of(variant::NumberFormat format) {
    switch (format) {
        case variant::NumberFormat::bfloat8_b:
            return NumberFormat::bfloat8_b;
        case variant::NumberFormat::float32:
            return NumberFormat::float32;
        default:
            return NumberFormat::bfloat16;
    }
}

}  // namespace

Program plan_variant(const Problem& problem) {
    const auto conv = conv_of(problem);
    const auto placement = placement_of(problem);
    const variant::ProgramPlan plan = variant::plan_program(emitted, conv, placement);
    const auto geometry = variant::plan_geometry_in_l1(emitted, conv, placement);
    Program program;
    program.geometry = words_of(geometry);
    for (const auto& buffer : plan.circular_buffers) {
        program.buffers.push_back(
            {buffer.index, buffer.num_pages, buffer.page_bytes, memory_of(buffer.memory), format_of(buffer.format)});
    }
    for (const auto& semaphore : plan.semaphores) {
        program.semaphores.push_back({semaphore.id, semaphore.initial_value});
    }
    program.reader = {plan.kernels.reader.compile_time_args, plan.kernels.reader.common_args.words};
    program.compute = {plan.kernels.compute.compile_time_args, plan.kernels.compute.common_args.words};
    program.writer = {plan.kernels.writer.compile_time_args, plan.kernels.writer.common_args.words};
    for (const auto& core : plan.cores) {
        program.cores.push_back({
            .logical = {core.core.x, core.core.y},
            .noc = {core.noc.x, core.noc.y},
            .work = words_of(
                variant::plan_work(conv, geometry, core.shard.channel_shard, core.shard.stick_shard)),
            .reader_args = core.args.reader.words,
            .compute_args = core.args.compute.words,
            .writer_args = core.args.writer.words,
        });
    }
    return program;
}

std::vector<uint16_t> lay_out_weights_of_variant(
    const Problem& problem, const std::vector<uint16_t>& weights, const std::vector<uint16_t>& bias) {
    constexpr uint16_t one = 0x3f80;
    // A bias that is a tensor of its own is no part of the weights.
    const auto& inside = emitted.has_bias_tensor ? std::vector<uint16_t>{} : bias;
    return variant::lay_out_weights<uint16_t>(weights, inside, one, conv_of(problem), geometry_of(problem));
}

bool variant_has_bias_tensor() {
    return emitted.has_bias_tensor;
}

PreparedBias lay_out_bias_of_variant(const Problem& problem, const std::vector<uint16_t>& bias) {
    return prepare_bias(bias, conv_of(problem), geometry_of(problem));
}

}  // namespace emulator
