#include "depthwise_conv2d_pybind.hpp"

#include <optional>
#include <string>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "../depthwise_common/bindings_pybind.hpp"
#include "../depthwise_common/operands.hpp"
#include "../depthwise_common/shards.hpp"
#include "depthwise_conv2d.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

namespace py = pybind11;

namespace {

using tt::tt_metal::CoreRangeSet;
using tt::tt_metal::TensorMemoryLayout;

ttnn::Tensor prepare_input(
    const Conv2d& conv, const ttnn::Tensor& input, TensorMemoryLayout layout, const CoreRangeSet& cores) {
    return prepare_depthwise_conv2d_input(input, conv, layout, cores);
}

ttnn::Tensor prepare_weights(
    Conv2d conv,
    const ttnn::Tensor& weights,
    const std::optional<ttnn::Tensor>& bias,
    TensorMemoryLayout layout,
    const CoreRangeSet& cores) {
    conv.has_bias = bias.has_value();
    return prepare_depthwise_conv2d_weights(weights, bias, conv, layout, cores);
}

ttnn::Tensor run(
    Conv2d conv,
    const ttnn::Tensor& input,
    const ttnn::Tensor& weights,
    bool has_bias,
    const std::string& activation,
    const std::optional<tt::tt_metal::DataType>& dtype,
    const std::optional<const DeviceComputeKernelConfig>& compute_kernel_config) {
    conv.has_bias = has_bias;
    conv.activation = to_activation(activation);
    conv.output_format = static_cast<uint32_t>(to_number_format(dtype.value_or(input.dtype())));
    return ttnn::experimental::depthwise_conv2d(input, weights, conv, compute_kernel_config);
}

}  // namespace

void bind_depthwise_conv2d(py::module_& mod) {
    bind<"ttnn::experimental::prepare_depthwise_conv2d_input", &prepare_input>(
        mod,
        R"doc(
        Lays out the input of depthwise_conv2d and its shards, on the host, as the operation takes it.

        Args:
            input_tensor (ttnn.Tensor): bfloat16 [batch_size, input_height, input_width, channels].

        Keyword Args:
            memory_layout (ttnn.TensorMemoryLayout): Of the input's shards.
            core_grid (ttnn.CoreRangeSet): Cores of the operation, one shard on each; the same for all operands.
            batch_size, channels, input_height, input_width, kernel_size, stride, padding,
                padding_mode, dilation: As those of depthwise_conv2d.

        Returns:
            ttnn.Tensor: Sticks on the host, in the layout that the operation takes. Move them to the device with their own memory config:
            `ttnn.to_device(sticks, device, memory_config=sticks.memory_config())`.
        )doc",
        py::arg("input_tensor"),
        py::kw_only(),
        py::arg("memory_layout"),
        py::arg("core_grid"));

    bind<"ttnn::experimental::prepare_depthwise_conv2d_weights", &prepare_weights>(
        mod,
        R"doc(
        Lays out the weights and the bias of depthwise_conv2d, on the host.

        Args:
            weight_tensor (ttnn.Tensor): bfloat16 [channels, 1, kernel_height, kernel_width].
            bias_tensor (ttnn.Tensor, optional): bfloat16 [1, 1, 1, channels]. Defaults to None.

        Keyword Args:
            memory_layout (ttnn.TensorMemoryLayout): Of the input's shards.
            core_grid (ttnn.CoreRangeSet): Cores of the operation, one shard on each; the same for all operands.
            batch_size, channels, input_height, input_width, kernel_size, stride, padding,
                padding_mode, dilation: As those of depthwise_conv2d.

        Returns:
            ttnn.Tensor: Weight tiles on the host, one for each row. Move them to DRAM.
        )doc",
        py::arg("weight_tensor"),
        py::arg("bias_tensor") = py::none(),
        py::kw_only(),
        py::arg("memory_layout"),
        py::arg("core_grid"));

    bind<"ttnn::experimental::depthwise_conv2d", &run>(
        mod,
        R"doc(
        Depthwise convolution of a sharded input.

        Args:
            input_tensor (ttnn.Tensor): In L1, as prepare_depthwise_conv2d_input returns it.
            weight_tensor (ttnn.Tensor): In DRAM, as prepare_depthwise_conv2d_weights returns it.

        Keyword Args:
            batch_size (int): Images.
            channels (int): Input channels, output channels and groups.
            input_height, input_width (int): Rows and columns of an image, without padding.
            kernel_size (int, int): Rows and columns of the kernel.
            stride (int, int, optional): Rows and columns from an output to the next. Defaults to (1, 1).
            padding (int, int, int, int, optional): Rows above and below, columns to the left and to the right.
                Defaults to (0, 0, 0, 0).
            padding_mode (str, optional): What they hold, by the name of a PaddingMode. Defaults to "zeros".
            dilation (int, int, optional): Rows and columns from a tap to the next. Defaults to (1, 1).
            has_bias (bool, optional): Whether the weights were prepared with a bias. Defaults to False.
            activation (str, optional): Applied to each result, by the name of an Activation. Defaults to "none".
            dtype (ttnn.DataType, optional): Of the result. Defaults to that of the input.
            compute_kernel_config (ttnn.DeviceComputeKernelConfig, optional): Its math fidelity and fp32_dest_acc_en
                count, the rest has no meaning here. Defaults to HiFi4 with 32-bit accumulation.

        Returns:
            ttnn.Tensor: bfloat16 [1, 1, batch_size * output_height * output_width, channels] in L1, sharded as
            the input on its cores.
        )doc",
        py::arg("input_tensor"),
        py::arg("weight_tensor"),
        py::kw_only(),
        py::arg("has_bias") = false,
        py::arg("activation") = "none",
        py::arg("dtype") = py::none(),
        py::arg("compute_kernel_config") = py::none());
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
