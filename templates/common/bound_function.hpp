#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "ttnn/tensor/tensor.hpp"

#include "operands.hpp"
#include "plan/numbers.hpp"

namespace ttnn::operations::experimental::depthwise_common {

using Pair = std::array<uint32_t, 2>;
using Sides = std::array<uint32_t, 4>;

// What Python calls: the operands of Function, and behind them the convolution, spelled out.
template <auto Function>
struct Bound;

template <typename Conv, typename... Operands, ttnn::Tensor (*Function)(Conv, Operands...)>
struct Bound<Function> {
    static ttnn::Tensor invoke(
        Operands... operands,
        uint32_t batch_size,
        uint32_t channels,
        uint32_t input_height,
        uint32_t input_width,
        const Pair& kernel_size,
        const Pair& stride,
        const Sides& padding,
        const std::string& padding_mode,
        const Pair& dilation) {
        const Conv2d conv{
            .batch = batch_size,
            .channels = channels,
            .input_height = input_height,
            .input_width = input_width,
            .kernel_height = kernel_size[0],
            .kernel_width = kernel_size[1],
            .stride_height = stride[0],
            .stride_width = stride[1],
            .pad_top = padding[0],
            .pad_bottom = padding[1],
            .pad_left = padding[2],
            .pad_right = padding[3],
            .padding_mode = to_padding_mode(padding_mode),
            .dilation_height = dilation[0],
            .dilation_width = dilation[1],
            .has_bias = false,
            .activation = static_cast<uint32_t>(Activation::none),
            .input_format = static_cast<uint32_t>(NumberFormat::bfloat16),
            .output_format = static_cast<uint32_t>(NumberFormat::bfloat16)};
        return Function(conv, operands...);
    }
};

}  // namespace ttnn::operations::experimental::depthwise_common
