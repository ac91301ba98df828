#pragma once

#include <cstddef>
#include <utility>

#include <tt-metalium/circular_buffer.hpp>
#include <tt-metalium/program.hpp>
#include <tt-metalium/program_descriptors.hpp>

#include "ttnn/device_operation.hpp"
#include "ttnn/tensor/tensor.hpp"
#include "ttnn/tensor/tensor_ops.hpp"

#include "addresses.hpp"

// How a plan becomes a program in this release of tt-metal: from a descriptor, once. With a factory that gives the
// descriptor to tt-metal, it would be asked for on each launch, and all be planned again.
namespace ttnn::operations::experimental::depthwise_common {

// Runs a device operation.
template <typename Operation>
ttnn::Tensor launch(const Attributes& attributes, const TensorArgs& tensors) {
    return ttnn::device_operation::launch<Operation>(attributes, tensors);
}

// The plan of a variant as a program.
tt::tt_metal::ProgramDescriptor describe_program(
    const Variant& variant,
    const ProgramPlan& plan,
    const Attributes& attributes,
    const TensorArgs& tensors,
    const ttnn::Tensor& output);

inline CachedProgram create_program(
    const Variant& variant,
    const ProgramPlan& plan,
    const Attributes& attributes,
    const TensorArgs& tensors,
    const ttnn::Tensor& output) {
    tt::tt_metal::Program program(describe_program(variant, plan, attributes, tensors, output));
    SharedVariables shared{};
    shared.reader = 0;  // the first kernel of the descriptor
    const auto buffers = program.circular_buffers();  // in the order of the plan
    for (std::size_t place = 0; place < buffers.size(); ++place) {
        switch (plan.circular_buffers[place].memory) {
            case CircularBuffer::Memory::own: break;
            case CircularBuffer::Memory::input_shard: shared.input_buffer = buffers[place]->id(); break;
            case CircularBuffer::Memory::output_shard: shared.output_buffer = buffers[place]->id(); break;
        }
    }
    keep_addresses(shared, plan);
    return CachedProgram{std::move(program), std::move(shared)};
}

inline void give_common_args(
    tt::tt_metal::KernelDescriptor& kernel, const KernelWords& args, const TensorArgs& /*tensors*/) {
    kernel.common_runtime_args = args.words;
}

inline void give_args(
    tt::tt_metal::KernelDescriptor& kernel,
    const tt::tt_metal::CoreCoord& core,
    const KernelWords& args,
    const TensorArgs& /*tensors*/) {
    kernel.runtime_args.emplace_back(core, args.words);
}

}  // namespace ttnn::operations::experimental::depthwise_common
