#pragma once

#include "ttnn/device_operation.hpp"
#include "ttnn/tensor/tensor.hpp"
#include "ttnn/tensor/tensor_spec.hpp"

#include "depthwise_conv2d_operands.hpp"
#include "depthwise_conv2d_program_factory.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

struct DepthwiseConv2dDeviceOperation {
    using operation_attributes_t = Attributes;
    using tensor_args_t = Tensors;
    using spec_return_value_t = ttnn::TensorSpec;
    using tensor_return_value_t = ttnn::Tensor;
    using program_factory_t = DepthwiseConv2dProgramFactory;

    static program_factory_t select_program_factory(
        const operation_attributes_t& attributes, const tensor_args_t& tensors);

    static void validate_on_program_cache_hit(const operation_attributes_t& attributes, const tensor_args_t& tensors);

    static void validate_on_program_cache_miss(const operation_attributes_t& attributes, const tensor_args_t& tensors);

    static spec_return_value_t compute_output_specs(
        const operation_attributes_t& attributes, const tensor_args_t& tensors);

    static tensor_return_value_t create_output_tensors(
        const operation_attributes_t& attributes, const tensor_args_t& tensors);
};

}  // namespace ttnn::operations::experimental::depthwise_conv2d
