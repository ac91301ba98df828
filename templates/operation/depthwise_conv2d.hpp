#pragma once

#include <optional>

#include <tt-metalium/buffer_types.hpp>
#include <tt-metalium/core_coord.hpp>

#include "ttnn/operations/core/compute_kernel/compute_kernel_config.hpp"
#include "ttnn/tensor/tensor.hpp"

#include "device/plan/numbers.hpp"

namespace ttnn::experimental {

// Depthwise convolution. The memory layout of the input picks the program.
//
//% if gathers_input
// input_tensor   Sticks [1, 1, batch * input_height * input_width, channels] in L1, in shards of input_shard_sticks
//                sticks and shard_channels channels: as another operation has left them there, or as
//                prepare_depthwise_conv2d_input lays them out (device/plan/input_layout.hpp).
//% else
// input_tensor   As prepare_depthwise_conv2d_input lays it out, in L1 (device/plan/input_layout.hpp).
//% endif
// weight_tensor  As prepare_depthwise_conv2d_weights lays it out for the same cores, in DRAM.
// conv           The convolution; its has_bias must be that of the weights. The input's type tells its input_format.
// compute_kernel_config  Math fidelity and 32-bit accumulation; HiFi4 with 32-bit accumulation if left out. The
//                other fields have no meaning here.
//
// Returns sticks [1, 1, batch * output height * output width, channels] in the L1 of the input's cores, in shards of
// output_shard_sticks sticks and shard_channels channels: what pads the last ones is padding.
ttnn::Tensor depthwise_conv2d(
    const ttnn::Tensor& input_tensor,
    const ttnn::Tensor& weight_tensor,
    const operations::experimental::depthwise_conv2d::Conv2d& conv,
    const std::optional<const DeviceComputeKernelConfig>& compute_kernel_config = std::nullopt);

}  // namespace ttnn::experimental

namespace ttnn::operations::experimental::depthwise_conv2d {

// Input [batch, input_height, input_width, channels] in bfloat16 -> sticks as the operation takes them, on the host
// (device/plan/input_layout.hpp). The memory config of the result places one shard on each of `cores`: move it to the
// device with that.
ttnn::Tensor prepare_depthwise_conv2d_input(
    const ttnn::Tensor& input,
    const Conv2d& conv,
    tt::tt_metal::TensorMemoryLayout memory_layout,
    const tt::tt_metal::CoreRangeSet& cores);

// Weights [channels, 1, kernel_height, kernel_width] and bias [1, 1, 1, channels] in bfloat16, on the host -> what the
// kernels read, on the host (device/plan/weight_layout.hpp). Layout and cores are those of the input's shards.
ttnn::Tensor prepare_depthwise_conv2d_weights(
    const ttnn::Tensor& weights,
    const std::optional<ttnn::Tensor>& bias,
    const Conv2d& conv,
    tt::tt_metal::TensorMemoryLayout memory_layout,
    const tt::tt_metal::CoreRangeSet& cores);

}  // namespace ttnn::operations::experimental::depthwise_conv2d
