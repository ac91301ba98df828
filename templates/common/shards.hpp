#pragma once

#include <functional>
#include <initializer_list>
#include <string>
#include <vector>

#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/mesh_coord.hpp>

#include "ttnn/tensor/tensor.hpp"
#include "ttnn/tensor/tensor_spec.hpp"

#include "plan/program.hpp"

// The plan's cores and shards in terms of tt-metal.
namespace ttnn::operations::experimental::depthwise_common {

Core to_core(const tt::tt_metal::CoreCoord& coord);
std::vector<CoreRange> to_grid(const tt::tt_metal::CoreRangeSet& cores);
tt::tt_metal::TensorMemoryLayout to_memory_layout(MemoryLayout layout);
tt::tt_metal::ShardOrientation to_orientation(ShardOrientation orientation);

tt::DataFormat to_data_format(NumberFormat format);
// TT_FATAL for a type that no kernel knows.
NumberFormat to_number_format(tt::tt_metal::DataType type);

// What the inputs of variants are, as an error says it.
std::string to_names(std::initializer_list<const Variant*> variants);

// TT_FATAL for a tensor that is not of a shape, or, unless another format is said, not bfloat16, or that does not lie where
// it must.
void check_tensor(
    const ttnn::Tensor& tensor,
    const char* name,
    const ttnn::Shape& shape,
    NumberFormat format = NumberFormat::bfloat16);
void check_on_host(const ttnn::Tensor& tensor, const char* name, const ttnn::Shape& shape);
void check_on_device(
    const ttnn::Tensor& tensor,
    const char* name,
    const ttnn::Shape& shape,
    tt::tt_metal::Layout layout,
    tt::tt_metal::BufferType memory,
    NumberFormat format = NumberFormat::bfloat16);
// Interleaved in DRAM, on the device of the input.
void check_in_dram(
    const ttnn::Tensor& tensor,
    const char* name,
    const ttnn::Shape& shape,
    tt::tt_metal::Layout layout,
    const ttnn::Tensor& input);

// A device of a mesh. A host tensor has numbers for each device that it is spread over, or for one.
using Device = tt::tt_metal::distributed::MeshCoordinate;
std::vector<bfloat16> numbers_for(const ttnn::Tensor& tensor, const Device& device);

// On the host, and for the devices that `tensor` is for: what `prepare` gives for each.
ttnn::Tensor prepare_for_each_device(
    const ttnn::Tensor& tensor,
    const ttnn::TensorSpec& spec,
    const std::function<std::vector<bfloat16>(const Device&)>& prepare);

// The input: its shape is that of the convolution, unless padding and halo are part of it.
ttnn::TensorSpec input_spec(
    const Variant& variant, const tt::tt_metal::CoreRangeSet& cores, const Conv2d& conv, const SharedGeometry& geometry);
// TT_FATAL for formats that the kernels do not take or give.
void check_formats(const Variant& variant, const Conv2d& conv);
// TT_FATAL for one whose shards are not those of the plan, or do not lie in the order that the variant is made for.
void check_input(
    const ttnn::Tensor& input, const Variant& variant, const Conv2d& conv, const SharedGeometry& geometry);
void check_orientation(const ttnn::Tensor& input, const Variant& variant);

// The output: its shape is that of the convolution, and what pads the last shards is padding.
ttnn::TensorSpec output_spec(
    const Variant& variant, const tt::tt_metal::CoreRangeSet& cores, const Conv2d& conv, const SharedGeometry& geometry);

}  // namespace ttnn::operations::experimental::depthwise_common
