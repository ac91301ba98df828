#pragma once

#include "ttnn/device_operation.hpp"
#include "ttnn/metal_v2_artifacts.hpp"
#include "ttnn/tensor/tensor.hpp"
#include "ttnn/tensor/tensor_ops.hpp"

#include "operands.hpp"
#include "plan/names.hpp"

// How a plan becomes a program in Metal 2.0: it is asked for a specification and its arguments once. Tensors are bound by
// name, so that their addresses are all that a later launch refreshes.
namespace ttnn::operations::experimental::depthwise_common {

// Runs a device operation.
template <typename Operation>
ttnn::Tensor launch(const Attributes& attributes, const TensorArgs& tensors) {
    return ttnn::device_operation::launch<Operation>(attributes, tensors);
}

// The address comes with the binding of the tensor.
constexpr uint32_t address_of(Operand /*operand*/, const TensorArgs& /*tensors*/) { return 0; }

// The plan of a variant as a program.
ttnn::device_operation::ProgramArtifacts describe_program(
    const Variant& variant,
    const ProgramNames& names,
    const ProgramPlan& plan,
    const Attributes& attributes,
    const TensorArgs& tensors,
    const ttnn::Tensor& output);

template <const auto& variant>
struct ProgramFactory {
    static ttnn::device_operation::ProgramArtifacts create_program_artifacts(
        const Attributes& attributes, const TensorArgs& tensors, ttnn::Tensor& output) {
        const Placement placement = place_on(attributes, tensors, address_of);
        return describe_program(
            variant, variant.names(), plan_program(variant, attributes.conv, placement), attributes, tensors, output);
    }
};

}  // namespace ttnn::operations::experimental::depthwise_common
