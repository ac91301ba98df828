#pragma once

#include <concepts>
#include <variant>

#include "ttnn/metal_v2_artifacts.hpp"
#include "ttnn/tensor/tensor_ops.hpp"

// What ttnn 0.81.1 asks of a device operation whose factories are of Metal 2.0. Nothing is launched: all is instantiated.
namespace ttnn::device_operation {

template <typename Factory, typename Attributes, typename TensorArgs, typename Output>
concept ProgramSpecFactoryConcept =
    requires(const Attributes& attributes, const TensorArgs& tensors, Output& output) {
        { Factory::create_program_artifacts(attributes, tensors, output) } -> std::same_as<ProgramArtifacts>;
    } && !requires { &Factory::create; } && !requires { &Factory::create_descriptor; } &&
    !requires { &Factory::create_mesh_workload; };

template <typename Operation>
typename Operation::tensor_return_value_t launch(
    const typename Operation::operation_attributes_t& attributes, const typename Operation::tensor_args_t& tensors) {
    auto output = Operation::create_output_tensors(attributes, tensors);
    Operation::validate_on_program_cache_miss(attributes, tensors);
    Operation::validate_on_program_cache_hit(attributes, tensors);
    const auto artifacts = std::visit(
        [&]<typename Factory>(const Factory&) {
            static_assert(ProgramSpecFactoryConcept<
                          Factory,
                          typename Operation::operation_attributes_t,
                          typename Operation::tensor_args_t,
                          typename Operation::tensor_return_value_t>);
            return Factory::create_program_artifacts(attributes, tensors, output);
        },
        Operation::select_program_factory(attributes, tensors));
    static_cast<void>(artifacts);
    return output;
}

}  // namespace ttnn::device_operation
