#pragma once

#include <utility>
#include <vector>

#include <tt-metalium/circular_buffer_config.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/kernel_types.hpp>

#include "ttnn/device_operation.hpp"
#include "ttnn/tensor/tensor.hpp"

#include "operands.hpp"

// Where a cached program holds buffer addresses: another launch gives it its own, and plans nothing.
namespace ttnn::operations::experimental::depthwise_common {

struct SharedVariables {
    tt::tt_metal::CBHandle input_buffer;
    tt::tt_metal::CBHandle output_buffer;
    tt::tt_metal::KernelHandle reader;
    std::vector<AddressWord> common_addresses;
    std::vector<std::pair<tt::tt_metal::CoreCoord, AddressWord>> addresses;
};
using CachedProgram = ttnn::device_operation::CachedProgram<SharedVariables>;

inline uint32_t address_of(Operand operand, const TensorArgs& tensors) {
    const auto* buffer = buffer_of(operand, tensors);
    return buffer ? static_cast<uint32_t>(buffer->address()) : 0;
}

inline void keep_addresses(SharedVariables& shared, const ProgramPlan& plan) {
    shared.common_addresses = plan.kernels.reader.common_args.addresses;
    for (const auto& core : plan.cores) {
        for (const AddressWord& word : core.args.reader.addresses) {
            shared.addresses.emplace_back(tt::tt_metal::CoreCoord{core.core.x, core.core.y}, word);
        }
    }
}

inline void replace_addresses(
    CachedProgram& cached, const TensorArgs& tensors, const ttnn::Tensor& output) {
    auto& program = cached.program;
    const auto& shared = cached.shared_variables;
    tt::tt_metal::UpdateDynamicCircularBufferAddress(program, shared.input_buffer, *tensors.input.buffer());
    tt::tt_metal::UpdateDynamicCircularBufferAddress(program, shared.output_buffer, *output.buffer());
    for (const AddressWord& word : shared.common_addresses) {
        tt::tt_metal::GetCommonRuntimeArgs(program, shared.reader)[word.position] = address_of(word.operand, tensors);
    }
    for (const auto& [core, word] : shared.addresses) {
        tt::tt_metal::GetRuntimeArgs(program, shared.reader, core)[word.position] = address_of(word.operand, tensors);
    }
}

// The plan of a variant as a program.
CachedProgram create_program(
    const Variant& variant,
    const ProgramPlan& plan,
    const Attributes& attributes,
    const TensorArgs& tensors,
    const ttnn::Tensor& output);

template <const auto& variant>
struct ProgramFactory {
    using shared_variables_t = SharedVariables;
    using cached_program_t = CachedProgram;

    static cached_program_t create(
        const Attributes& attributes, const TensorArgs& tensors, ttnn::Tensor& output) {
        return create_program(
            variant,
            plan_program(variant, attributes.conv, place_on(attributes, tensors, address_of)),
            attributes,
            tensors,
            output);
    }

    static void override_runtime_arguments(
        cached_program_t& cached,
        const Attributes& /*attributes*/,
        const TensorArgs& tensors,
        ttnn::Tensor& output) {
        replace_addresses(cached, tensors, output);
    }
};

}  // namespace ttnn::operations::experimental::depthwise_common
