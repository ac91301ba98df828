#include "program_factory.hpp"

#include <map>
#include <string>
#include <utility>

#include <tt-metalium/host_api.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>
#include <tt_stl/assert.hpp>

#include "shards.hpp"

// Turns the plan into a program; all arithmetic is in device/plan.
namespace ttnn::operations::experimental::depthwise_common {

namespace {

tt::tt_metal::CBHandle create_buffer(
    tt::tt_metal::Program& program,
    const CircularBuffer& plan,
    const tt::tt_metal::CoreRangeSet& cores,
    const tt::tt_metal::Buffer* shards) {
    const auto index = static_cast<uint8_t>(plan.index);
    tt::tt_metal::CircularBufferConfig config(
        plan.num_pages * plan.page_bytes, {{index, to_data_format(plan.format)}});
    config.set_page_size(index, plan.page_bytes);
    if (shards != nullptr) {
        config.set_globally_allocated_address(*shards);
    }
    return tt::tt_metal::CreateCircularBuffer(program, cores, config);
}

// The kernels know the planned id; tt-metal takes the first one that is free.
void create_semaphore(
    tt::tt_metal::Program& program, const SemaphorePlan& plan, const tt::tt_metal::CoreRangeSet& cores) {
    const uint32_t id = tt::tt_metal::CreateSemaphore(program, cores, plan.initial_value);
    TT_FATAL(id == plan.id, "a semaphore got id {}, and the kernels use {}", id, plan.id);
}

std::map<std::string, std::string> defines_of(const Variant& variant) { return {{variant.define, "1"}}; }

tt::tt_metal::KernelHandle create_data_movement_kernel(
    tt::tt_metal::Program& program,
    const Variant& variant,
    const char* kind,
    const tt::tt_metal::CoreRangeSet& cores,
    tt::tt_metal::DataMovementProcessor processor,
    uint32_t noc,
    std::vector<uint32_t> compile_time_args) {
    return tt::tt_metal::CreateKernel(
        program,
        kernel_file(variant, kind),
        cores,
        tt::tt_metal::DataMovementConfig{
            .processor = processor,
            .noc = noc == 0 ? tt::tt_metal::NOC::NOC_0 : tt::tt_metal::NOC::NOC_1,
            .compile_args = std::move(compile_time_args),
            .defines = defines_of(variant)});
}

void give_common_args(
    tt::tt_metal::Program& program, tt::tt_metal::KernelHandle kernel, const KernelWords& args) {
    if (!args.words.empty()) {
        tt::tt_metal::SetCommonRuntimeArgs(program, kernel, args.words);
    }
}

}  // namespace

CachedProgram create_program(
    const Variant& variant,
    const ProgramPlan& plan,
    const Attributes& attributes,
    const TensorArgs& tensors,
    const ttnn::Tensor& output) {
    const auto& cores = tensors.input.shard_spec().value().grid;
    tt::tt_metal::Program program = tt::tt_metal::CreateProgram();
    SharedVariables shared{};

    for (const auto& buffer : plan.circular_buffers) {
        switch (buffer.memory) {
            case CircularBuffer::Memory::own: create_buffer(program, buffer, cores, nullptr); break;
            case CircularBuffer::Memory::input_shard:
                shared.input_buffer = create_buffer(program, buffer, cores, tensors.input.buffer());
                break;
            case CircularBuffer::Memory::output_shard:
                shared.output_buffer = create_buffer(program, buffer, cores, output.buffer());
                break;
        }
    }
    for (const auto& semaphore : plan.semaphores) {
        create_semaphore(program, semaphore, cores);
    }

    auto reader_args = plan.kernels.reader.compile_time_args;
    for (const Operand operand : operands_in_dram(variant)) {
        // Without the operand, the kernel has an accessor which it does not use.
        auto* buffer = buffer_of(operand, tensors);
        tt::tt_metal::TensorAccessorArgs(buffer ? buffer : tensors.weights.buffer()).append_to(reader_args);
    }
    shared.reader = create_data_movement_kernel(
        program,
        variant,
        "dataflow/reader",
        cores,
        tt::tt_metal::DataMovementProcessor::RISCV_0,
        variant.reader_noc,
        std::move(reader_args));
    const auto compute = tt::tt_metal::CreateKernel(
        program,
        kernel_file(variant, "compute/compute"),
        cores,
        tt::tt_metal::ComputeConfig{
            .math_fidelity = attributes.math_fidelity,
            .fp32_dest_acc_en = attributes.fp32_dest_acc_en,
            .bfp8_pack_precise = true,  // rounds to bfloat8_b once
            .compile_args = plan.kernels.compute.compile_time_args,
            .defines = defines_of(variant)});
    const auto writer = create_data_movement_kernel(
        program,
        variant,
        "dataflow/writer",
        cores,
        tt::tt_metal::DataMovementProcessor::RISCV_1,
        1 - variant.reader_noc,
        plan.kernels.writer.compile_time_args);

    give_common_args(program, shared.reader, plan.kernels.reader.common_args);
    give_common_args(program, compute, plan.kernels.compute.common_args);
    give_common_args(program, writer, plan.kernels.writer.common_args);
    keep_addresses(shared, plan);
    for (const auto& core : plan.cores) {
        const tt::tt_metal::CoreCoord coord{core.core.x, core.core.y};
        tt::tt_metal::SetRuntimeArgs(program, shared.reader, coord, core.args.reader.words);
        tt::tt_metal::SetRuntimeArgs(program, compute, coord, core.args.compute.words);
        tt::tt_metal::SetRuntimeArgs(program, writer, coord, core.args.writer.words);
    }
    return CachedProgram{std::move(program), std::move(shared)};
}

}  // namespace ttnn::operations::experimental::depthwise_common
