#pragma once

#include <tt-metalium/program_descriptors.hpp>

#include "ttnn/device_operation.hpp"
#include "ttnn/tensor/tensor.hpp"
#include "ttnn/tensor/tensor_ops.hpp"

#include "depthwise_conv2d_operands.hpp"

// How a plan becomes a program in this release of tt-metal: it is asked for the descriptor on each
// launch, so that no buffer address outlives one.
namespace ttnn::operations::experimental::depthwise_conv2d {

// Runs a device operation.
template <typename Operation>
ttnn::Tensor launch(const DepthwiseConv2dAttributes& attributes, const DepthwiseConv2dTensors& tensors) {
    return ttnn::device_operation::launch<Operation>(attributes, tensors);
}

// The plan of a variant as a program.
tt::tt_metal::ProgramDescriptor describe_program(
    const Variant& variant,
    const DepthwiseConv2dAttributes& attributes,
    const DepthwiseConv2dTensors& tensors,
    const ttnn::Tensor& output);

template <const Variant& variant>
struct ProgramFactory {
    static tt::tt_metal::ProgramDescriptor create_descriptor(
        const DepthwiseConv2dAttributes& attributes, const DepthwiseConv2dTensors& tensors, ttnn::Tensor& output) {
        return describe_program(variant, attributes, tensors, output);
    }
};

// What an argument holds that stands for an operand.
inline uint32_t address_of(Operand operand, const DepthwiseConv2dTensors& tensors) {
    const auto* buffer = buffer_of(operand, tensors);
    return buffer ? static_cast<uint32_t>(buffer->address()) : 0;
}

inline void give_common_args(
    tt::tt_metal::KernelDescriptor& kernel, const KernelWords& args, const DepthwiseConv2dTensors& /*tensors*/) {
    kernel.common_runtime_args = args.words;
}

inline void give_args(
    tt::tt_metal::KernelDescriptor& kernel,
    const tt::tt_metal::CoreCoord& core,
    const KernelWords& args,
    const DepthwiseConv2dTensors& /*tensors*/) {
    kernel.runtime_args.emplace_back(core, args.words);
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
