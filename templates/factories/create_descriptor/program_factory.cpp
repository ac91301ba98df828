#include "program_factory.hpp"

#include <utility>

#include <tt-metalium/tensor_accessor_args.hpp>

#include "shards.hpp"

// Turns the plan into a program; all arithmetic is in device/plan.
namespace ttnn::operations::experimental::depthwise_common {

namespace {

// The tensor whose shards a circular buffer lies in; none if it has memory of its own.
tt::tt_metal::Buffer* shards_under(
    const CircularBuffer& plan, const TensorArgs& tensors, const ttnn::Tensor& output) {
    switch (plan.memory) {
        case CircularBuffer::Memory::own: break;
        case CircularBuffer::Memory::input_shard: return tensors.input.buffer();
        case CircularBuffer::Memory::output_shard: return output.buffer();
    }
    return nullptr;
}

tt::tt_metal::CBDescriptor describe_buffer(
    const CircularBuffer& plan,
    const tt::tt_metal::CoreRangeSet& cores,
    const TensorArgs& tensors,
    const ttnn::Tensor& output) {
    tt::tt_metal::CBFormatDescriptor format{
        .buffer_index = static_cast<uint8_t>(plan.index),
        .data_format = to_data_format(plan.format),
        .page_size = plan.page_bytes};
    if (plan.tile_rows != kTileSide) {  // the packer writes a part of a tile
        format.tile = tt::tt_metal::TileDescriptor(plan.tile_rows, /*width=*/kTileSide, /*transpose=*/false);
    }
    return tt::tt_metal::CBDescriptor{
        .total_size = plan.num_pages * plan.page_bytes,
        .core_ranges = cores,
        .format_descriptors = {format},
        .buffer = shards_under(plan, tensors, output)};
}

// A kernel with the arguments that are the same on every core.
tt::tt_metal::KernelDescriptor describe_kernel(
    const Variant& variant,
    const char* kind,
    const KernelPlan& plan,
    const tt::tt_metal::CoreRangeSet& cores,
    tt::tt_metal::KernelDescriptor::ConfigDescriptor config,
    const TensorArgs& tensors) {
    tt::tt_metal::KernelDescriptor kernel{
        .kernel_source = kernel_file(variant, kind),
        .core_ranges = cores,
        .compile_time_args = plan.compile_time_args,
        .defines = {{variant.define, "1"}},
        .config = std::move(config)};
    give_common_args(kernel, plan.common_args, tensors);
    return kernel;
}

}  // namespace

tt::tt_metal::ProgramDescriptor describe_program(
    const Variant& variant,
    const ProgramPlan& plan,
    const Attributes& attributes,
    const TensorArgs& tensors,
    const ttnn::Tensor& output) {
    const auto& cores = tensors.input.shard_spec().value().grid;
    tt::tt_metal::ProgramDescriptor program;
    for (const auto& buffer : plan.circular_buffers) {
        program.cbs.push_back(describe_buffer(buffer, cores, tensors, output));
    }
    for (const auto& semaphore : plan.semaphores) {
        program.semaphores.push_back(tt::tt_metal::SemaphoreDescriptor{
            .id = semaphore.id, .core_ranges = cores, .initial_value = semaphore.initial_value});
    }

    const bool first_noc = variant.reader_noc == 0;
    auto reader = describe_kernel(
        variant,
        "dataflow/reader",
        plan.kernels.reader,
        cores,
        tt::tt_metal::DataMovementConfigDescriptor{
            .processor = tt::tt_metal::DataMovementProcessor::RISCV_0,
            .noc = first_noc ? tt::tt_metal::NOC::NOC_0 : tt::tt_metal::NOC::NOC_1},
        tensors);
    for (const Operand operand : operands_in_dram(variant)) {
        // Without the operand, the kernel has an accessor which it does not use.
        auto* buffer = buffer_of(operand, tensors);
        tt::tt_metal::TensorAccessorArgs(buffer ? buffer : tensors.weights.buffer())
            .append_to(reader.compile_time_args);
    }
    auto compute = describe_kernel(
        variant,
        "compute/compute",
        plan.kernels.compute,
        cores,
        tt::tt_metal::ComputeConfigDescriptor{
            .math_fidelity = attributes.math_fidelity,
            .fp32_dest_acc_en = attributes.fp32_dest_acc_en,
            .bfp8_pack_precise = true},  // rounds to bfloat8_b once
        tensors);
    auto writer = describe_kernel(
        variant,
        "dataflow/writer",
        plan.kernels.writer,
        cores,
        tt::tt_metal::DataMovementConfigDescriptor{
            .processor = tt::tt_metal::DataMovementProcessor::RISCV_1,
            .noc = first_noc ? tt::tt_metal::NOC::NOC_1 : tt::tt_metal::NOC::NOC_0},
        tensors);
    for (const auto& core : plan.cores) {
        const tt::tt_metal::CoreCoord coord{core.core.x, core.core.y};
        give_args(reader, coord, core.args.reader, tensors);
        give_args(compute, coord, core.args.compute, tensors);
        give_args(writer, coord, core.args.writer, tensors);
    }
    program.kernels.push_back(std::move(reader));
    program.kernels.push_back(std::move(compute));
    program.kernels.push_back(std::move(writer));
    return program;
}

}  // namespace ttnn::operations::experimental::depthwise_common
