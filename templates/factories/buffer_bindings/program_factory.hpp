#pragma once

#include <tt-metalium/program_descriptors.hpp>

#include "ttnn/device_operation.hpp"
#include "ttnn/tensor/tensor.hpp"
#include "ttnn/tensor/tensor_ops.hpp"

#include "operands.hpp"

// How a plan becomes a program in this release of tt-metal: it is asked for the descriptor once,
// and knows which arguments are buffers, whose addresses it refreshes on each launch.
namespace ttnn::operations::experimental::depthwise_common {

// Runs a device operation.
template <typename Operation>
ttnn::Tensor launch(const Attributes& attributes, const TensorArgs& tensors) {
    return ttnn::device_operation::launch<Operation>(attributes, tensors);
}

// The runtime puts the address in.
constexpr uint32_t address_of(Operand /*operand*/, const TensorArgs& /*tensors*/) { return 0; }

// The plan of a variant as a program.
tt::tt_metal::ProgramDescriptor describe_program(
    const Variant& variant,
    const ProgramPlan& plan,
    const Attributes& attributes,
    const TensorArgs& tensors,
    const ttnn::Tensor& output);

template <const auto& variant>
struct ProgramFactory {
    static tt::tt_metal::ProgramDescriptor create_descriptor(
        const Attributes& attributes, const TensorArgs& tensors, ttnn::Tensor& output) {
        const Placement placement = place_on(attributes, tensors, address_of);
        return describe_program(
            variant, plan_program(variant, attributes.conv, placement), attributes, tensors, output);
    }
};

// The words, with buffers in the places of addresses.
inline tt::tt_metal::KernelDescriptor::RTArgList bind_buffers(
    const KernelWords& args, const TensorArgs& tensors) {
    std::vector<tt::tt_metal::Buffer*> buffers(args.words.size(), nullptr);
    for (const AddressWord& word : args.addresses) {
        buffers[word.position] = buffer_of(word.operand, tensors);
    }
    tt::tt_metal::KernelDescriptor::RTArgList list;
    list.reserve(args.words.size());
    for (uint32_t position = 0; position < args.words.size(); ++position) {
        if (buffers[position] != nullptr) {
            list.push_back(buffers[position]);
        } else {
            list.push_back(args.words[position]);
        }
    }
    return list;
}

inline void give_common_args(
    tt::tt_metal::KernelDescriptor& kernel, const KernelWords& args, const TensorArgs& tensors) {
    if (!args.words.empty()) {
        kernel.emplace_common_runtime_args(bind_buffers(args, tensors));
    }
}

inline void give_args(
    tt::tt_metal::KernelDescriptor& kernel,
    const tt::tt_metal::CoreCoord& core,
    const KernelWords& args,
    const TensorArgs& tensors) {
    kernel.emplace_runtime_args(core, bind_buffers(args, tensors));
}

}  // namespace ttnn::operations::experimental::depthwise_common
