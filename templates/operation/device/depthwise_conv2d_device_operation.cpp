#include "depthwise_conv2d_device_operation.hpp"

#include <tt_stl/assert.hpp>

#include "../../depthwise_common/shards.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// The variant whose memory layout is that of the input; its shards lie in the order that the variant is made for.
const PlannedVariant<Geometry, Work>& variant_for(const Tensors& tensors) {
    const ttnn::Tensor& input = tensors.input;
    const auto& variant = find_variant(input.memory_config().memory_layout(), tensors.bias.has_value());
    TT_FATAL(input.shard_spec().has_value(), "the input tensor has no shard spec, wanted one for its memory layout");
    const auto orientation = input.shard_spec()->orientation;
    const auto wanted = to_orientation(variant.shard_orientation);
    TT_FATAL(orientation == wanted, "the input tensor has shard orientation {}, wanted {}", orientation, wanted);
    return variant;
}

// The plan of operands that are those of the convolution; TT_FATAL for others.
Geometry validated_geometry(
    const PlannedVariant<Geometry, Work>& variant, const Attributes& attributes, const Tensors& tensors) {
    const auto& input = tensors.input;
    const auto& shards = *input.shard_spec();
    const Geometry geometry =
        plan_geometry_on(variant, to_grid(shards.grid), attributes.conv, attributes.fp32_dest_acc_en);
    check_on_device(
        input,
        "the input tensor",
        input_shape(attributes.conv, geometry, kShardUnit),
        to_layout(kShardUnit),
        tt::tt_metal::BufferType::L1);
    check_operands(attributes, tensors, geometry);
    TT_FATAL(
        shards.shape[0] == geometry.input_shard_sticks && shards.shape[1] == geometry.shard_channels,
        "a shard of the input tensor is [{}, {}], wanted [{}, {}]",
        shards.shape[0],
        shards.shape[1],
        geometry.input_shard_sticks,
        geometry.shard_channels);
    return geometry;
}

}  // namespace

DepthwiseConv2dDeviceOperation::program_factory_t DepthwiseConv2dDeviceOperation::select_program_factory(
    const operation_attributes_t& /*attributes*/, const tensor_args_t& tensors) {
    return select_factory(variant_for(tensors));
}

// The output was created before, and with it the operands were validated.
void DepthwiseConv2dDeviceOperation::validate_on_program_cache_hit(
    const operation_attributes_t& /*attributes*/, const tensor_args_t& /*tensors*/) {}

void DepthwiseConv2dDeviceOperation::validate_on_program_cache_miss(
    const operation_attributes_t& attributes, const tensor_args_t& tensors) {
    validated_geometry(variant_for(tensors), attributes, tensors);
}

// Memory for the output is asked for before tt-metal asks for a validation.
DepthwiseConv2dDeviceOperation::spec_return_value_t DepthwiseConv2dDeviceOperation::compute_output_specs(
    const operation_attributes_t& attributes, const tensor_args_t& tensors) {
    const auto& variant = variant_for(tensors);
    const Geometry geometry = validated_geometry(variant, attributes, tensors);
    return output_spec(variant, tensors.input.shard_spec()->grid, attributes.conv, geometry, kShardUnit);
}

DepthwiseConv2dDeviceOperation::tensor_return_value_t DepthwiseConv2dDeviceOperation::create_output_tensors(
    const operation_attributes_t& attributes, const tensor_args_t& tensors) {
    return create_device_tensor(compute_output_specs(attributes, tensors), tensors.input.device());
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
