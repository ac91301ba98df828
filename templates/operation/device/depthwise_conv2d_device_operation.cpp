#include "depthwise_conv2d_device_operation.hpp"

#include <tt_stl/assert.hpp>

#include "depthwise_conv2d_shards.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace {

// The variant whose memory layout is that of the input; its shards lie in the order that the variant is made for.
const Variant& variant_for(const DepthwiseConv2dTensors& tensors) {
    const ttnn::Tensor& input = tensors.input;
    const Variant& variant = find_variant(input.memory_config().memory_layout(), has_bias_tensor(tensors));
    TT_FATAL(input.shard_spec().has_value(), "the input tensor has no shard spec, wanted one for its memory layout");
    const auto orientation = input.shard_spec()->orientation;
    const auto wanted = to_orientation(variant.shard_orientation);
    TT_FATAL(orientation == wanted, "the input tensor has shard orientation {}, wanted {}", orientation, wanted);
    return variant;
}

// Asked for the output before anything is validated: so it checks what it builds on.
Geometry geometry_for(
    const Variant& variant, const DepthwiseConv2dAttributes& attributes, const DepthwiseConv2dTensors& tensors) {
    return plan_geometry_on(
        variant, to_grid(tensors.input.shard_spec()->grid), attributes.conv, attributes.fp32_dest_acc_en);
}

}  // namespace

DepthwiseConv2dDeviceOperation::program_factory_t DepthwiseConv2dDeviceOperation::select_program_factory(
    const operation_attributes_t& /*attributes*/, const tensor_args_t& tensors) {
    return select_factory(variant_for(tensors));
}

void DepthwiseConv2dDeviceOperation::validate_on_program_cache_hit(
    const operation_attributes_t& attributes, const tensor_args_t& tensors) {
    validate_on_program_cache_miss(attributes, tensors);
}

void DepthwiseConv2dDeviceOperation::validate_on_program_cache_miss(
    const operation_attributes_t& attributes, const tensor_args_t& tensors) {
    const auto& input = tensors.input;
    const Geometry geometry = geometry_for(variant_for(tensors), attributes, tensors);
    check_on_device(
        input,
        "the input tensor",
        sharded_shape(geometry, geometry.input_shard_sticks),
        tt::tt_metal::Layout::ROW_MAJOR,
        tt::tt_metal::BufferType::L1);
    check_operands(attributes, tensors, geometry);

    const auto& shard = input.shard_spec()->shape;
    TT_FATAL(
        shard[0] == geometry.input_shard_sticks && shard[1] == geometry.shard_channels,
        "a shard of the input tensor is [{}, {}], wanted [{}, {}]",
        shard[0],
        shard[1],
        geometry.input_shard_sticks,
        geometry.shard_channels);
}

DepthwiseConv2dDeviceOperation::spec_return_value_t DepthwiseConv2dDeviceOperation::compute_output_specs(
    const operation_attributes_t& attributes, const tensor_args_t& tensors) {
    const Variant& variant = variant_for(tensors);
    const Geometry geometry = geometry_for(variant, attributes, tensors);
    return sharded_spec(variant, tensors.input.shard_spec()->grid, geometry, geometry.output_shard_sticks);
}

DepthwiseConv2dDeviceOperation::tensor_return_value_t DepthwiseConv2dDeviceOperation::create_output_tensors(
    const operation_attributes_t& attributes, const tensor_args_t& tensors) {
    return create_device_tensor(compute_output_specs(attributes, tensors), tensors.input.device());
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
