#pragma once

#include "ttnn/device_operation.hpp"
#include "ttnn/tensor/tensor.hpp"
#include "ttnn/tensor/tensor_spec.hpp"

#include "operands.hpp"
#include "shards.hpp"

namespace ttnn::operations::experimental::depthwise_common {

// What tt-metal asks of an operation with these variants. check_operands is TT_FATAL for operands in DRAM that are not
// those of a plan.
template <typename Variants, auto check_operands>
struct DeviceOperation {
    using operation_attributes_t = Attributes;
    using tensor_args_t = TensorArgs;
    using spec_return_value_t = ttnn::TensorSpec;
    using tensor_return_value_t = ttnn::Tensor;
    using program_factory_t = typename Variants::Factory;

    static program_factory_t select_program_factory(
        const operation_attributes_t& /*attributes*/, const tensor_args_t& tensors) {
        return Variants::select_factory(variant_for(tensors));
    }

    // The output was created before, and with it the operands were validated.
    static void validate_on_program_cache_hit(
        const operation_attributes_t& /*attributes*/, const tensor_args_t& /*tensors*/) {}

    static void validate_on_program_cache_miss(const operation_attributes_t& attributes, const tensor_args_t& tensors) {
        validated_geometry(variant_for(tensors), attributes, tensors);
    }

    // Memory for the output is asked for before tt-metal asks for a validation.
    static spec_return_value_t compute_output_specs(
        const operation_attributes_t& attributes, const tensor_args_t& tensors) {
        const auto& variant = variant_for(tensors);
        const auto geometry = validated_geometry(variant, attributes, tensors);
        return output_spec(variant, tensors.input.shard_spec()->grid, attributes.conv, geometry);
    }

    static tensor_return_value_t create_output_tensors(
        const operation_attributes_t& attributes, const tensor_args_t& tensors) {
        return create_device_tensor(compute_output_specs(attributes, tensors), tensors.input.device());
    }

private:
    // The variant whose memory layout is that of the input; its shards lie in the order that the variant is made for.
    static const auto& variant_for(const TensorArgs& tensors) {
        const auto layout = tensors.input.memory_config().memory_layout();
        const auto& variant = Variants::find(layout, tensors.bias.has_value());
        check_orientation(tensors.input, variant);
        return variant;
    }

    // The plan of operands that are those of the convolution; TT_FATAL for others.
    static auto validated_geometry(const auto& variant, const Attributes& attributes, const TensorArgs& tensors) {
        check_formats(variant, attributes.conv);
        const auto cores = to_grid(tensors.input.shard_spec()->grid);
        const auto geometry = plan_geometry_on(variant, cores, attributes.conv, attributes.fp32_dest_acc_en);
        check_input(tensors.input, variant, attributes.conv, geometry);
        check_operands(attributes, tensors, geometry);
        return geometry;
    }
};

}  // namespace ttnn::operations::experimental::depthwise_common
