#include "operands.hpp"

#include <algorithm>
#include <iterator>
#include <span>
#include <tuple>

#include <tt-metalium/allocator.hpp>
#include <tt_stl/assert.hpp>

#include "ttnn/types.hpp"

#include "shards.hpp"

namespace ttnn::operations::experimental::depthwise_common {

namespace {

uint32_t number_of(const char* what, const std::string& name, std::span<const char* const> names) {
    const auto found = std::ranges::find(names, name);
    std::string known;
    for (const char* one : names) {
        known += std::string(known.empty() ? "" : ", ") + one;
    }
    TT_FATAL(found != names.end(), "{} is {}, wanted one of: {}", what, name, known);
    return static_cast<uint32_t>(std::distance(names.begin(), found));
}

}  // namespace

Attributes attributes_of(
    const ttnn::Tensor& input,
    const Conv2d& conv,
    const std::optional<const DeviceComputeKernelConfig>& compute_kernel_config) {
    Attributes attributes{.conv = conv};
    attributes.conv.input_format = static_cast<uint32_t>(to_number_format(input.dtype()));
    if (compute_kernel_config) {
        TT_FATAL(
            input.storage_type() == ttnn::StorageType::DEVICE,
            "the input tensor has storage type {}, wanted DEVICE",
            input.storage_type());
        std::tie(attributes.math_fidelity, std::ignore, attributes.fp32_dest_acc_en, std::ignore, std::ignore) =
            get_compute_kernel_config_args(input.device()->arch(), *compute_kernel_config);
    }
    return attributes;
}

uint32_t to_activation(const std::string& name) { return number_of("activation", name, kActivationNames); }
uint32_t to_padding_mode(const std::string& name) { return number_of("padding_mode", name, kPaddingModeNames); }

std::vector<Operand> operands_in_dram(const Variant& variant) {
    return variant.has_bias_tensor ? std::vector{Operand::weights, Operand::bias} : std::vector{Operand::weights};
}

tt::tt_metal::Buffer* buffer_of(Operand operand, const TensorArgs& tensors) {
    switch (operand) {
        case Operand::weights: break;
        case Operand::bias: return tensors.bias ? tensors.bias->buffer() : nullptr;
    }
    return tensors.weights.buffer();
}

Placement place_on(
    const Attributes& attributes, const TensorArgs& tensors, uint32_t (*address_of)(Operand, const TensorArgs&)) {
    const auto* device = tensors.input.device();
    return Placement{
        .grid = to_grid(tensors.input.shard_spec()->grid),
        .noc_coordinates =
            [device](Core core) { return to_core(device->worker_core_from_logical_core({core.x, core.y})); },
        .address = [&tensors, address_of](Operand operand) { return address_of(operand, tensors); },
        .fp32_dest_acc = attributes.fp32_dest_acc_en,
        .l1_bytes = static_cast<uint32_t>(device->allocator()->get_bank_size(tt::tt_metal::BufferType::L1))};
}

std::string kernel_file(const Variant& variant, const char* kind) {
    const std::string operation = variant.operation;
    return "ttnn/cpp/ttnn/operations/experimental/conv/" + operation + "/device/kernels/" + kind + "_" + operation +
           ".cpp";
}

}  // namespace ttnn::operations::experimental::depthwise_common
