#pragma once

#include <vector>

#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/core_coord.hpp>

#include "ttnn/tensor/tensor.hpp"
#include "ttnn/tensor/tensor_spec.hpp"

#include "plan/program.hpp"

// The plan's cores and shards in terms of tt-metal.
namespace ttnn::operations::experimental::depthwise_conv2d {

Core to_core(const tt::tt_metal::CoreCoord& coord);
std::vector<CoreRange> to_grid(const tt::tt_metal::CoreRangeSet& cores);
tt::tt_metal::TensorMemoryLayout to_memory_layout(MemoryLayout layout);
tt::tt_metal::ShardOrientation to_orientation(ShardOrientation orientation);

// TT_FATAL for a tensor that is not bfloat16 of a shape, or that does not lie where it must.
void check_tensor(const ttnn::Tensor& tensor, const char* name, const ttnn::Shape& shape);
void check_on_device(
    const ttnn::Tensor& tensor,
    const char* name,
    const ttnn::Shape& shape,
    tt::tt_metal::Layout layout,
    tt::tt_metal::BufferType memory);
// Interleaved in DRAM, on the device of the input.
void check_in_dram(
    const ttnn::Tensor& tensor,
    const char* name,
    const ttnn::Shape& shape,
    tt::tt_metal::Layout layout,
    const ttnn::Tensor& input);

// Shape of a tensor that is cut into shards of `shard_sticks` sticks: what pads a shard is part of it.
ttnn::Shape sharded_shape(const Geometry& geometry, uint32_t shard_sticks);

// Row-major bfloat16 in the L1 of `cores`, one shard on each.
ttnn::TensorSpec sharded_spec(
    const Variant& variant,
    const tt::tt_metal::CoreRangeSet& cores,
    const Geometry& geometry,
    uint32_t shard_sticks);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
