#pragma once

#include <utility>
#include <vector>

#include <tt-metalium/circular_buffer_config.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/kernel_types.hpp>

#include "ttnn/device_operation.hpp"
#include "ttnn/tensor/tensor.hpp"

#include "depthwise_conv2d_operands.hpp"

// How a plan becomes a program in this release of tt-metal: it asks for the program once, and for new addresses on each
// later launch.
namespace ttnn::operations::experimental::depthwise_conv2d {

// What holds a buffer address.
struct SharedVariables {
    tt::tt_metal::CBHandle input_buffer;
    tt::tt_metal::CBHandle output_buffer;
    tt::tt_metal::KernelHandle reader;
    std::vector<AddressWord> common_addresses;
    std::vector<std::pair<tt::tt_metal::CoreCoord, AddressWord>> addresses;
};
using CachedProgram = ttnn::device_operation::CachedProgram<SharedVariables>;

// Runs a device operation.
template <typename Operation>
ttnn::Tensor launch(const DepthwiseConv2dAttributes& attributes, const DepthwiseConv2dTensors& tensors) {
    return ttnn::device_operation::detail::invoke<Operation>(attributes, tensors);
}

// The plan of a variant as a program.
CachedProgram create_program(
    const Variant& variant,
    const DepthwiseConv2dAttributes& attributes,
    const DepthwiseConv2dTensors& tensors,
    const ttnn::Tensor& output);

// Gives a cached program the addresses of this launch.
void replace_addresses(CachedProgram& cached, const DepthwiseConv2dTensors& tensors, const ttnn::Tensor& output);

template <const Variant& variant>
struct ProgramFactory {
    using shared_variables_t = SharedVariables;
    using cached_program_t = CachedProgram;

    static cached_program_t create(
        const DepthwiseConv2dAttributes& attributes, const DepthwiseConv2dTensors& tensors, ttnn::Tensor& output) {
        return create_program(variant, attributes, tensors, output);
    }

    static void override_runtime_arguments(
        cached_program_t& cached,
        const DepthwiseConv2dAttributes& /*attributes*/,
        const DepthwiseConv2dTensors& tensors,
        ttnn::Tensor& output) {
        replace_addresses(cached, tensors, output);
    }
};

}  // namespace ttnn::operations::experimental::depthwise_conv2d
