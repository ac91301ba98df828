#pragma once

#include <optional>
#include <string>
#include <vector>

#include "ttnn/operations/core/compute_kernel/compute_kernel_config.hpp"
#include "ttnn/tensor/tensor.hpp"

#include "plan/program.hpp"
#include "release.hpp"

// What an operation is given.
namespace ttnn::operations::experimental::depthwise_common {

// The cores, and with them the shards of the output, are those of the input.
struct Attributes {
    Conv2d conv;
    MathFidelity math_fidelity = MathFidelity::HiFi4;
    bool fp32_dest_acc_en = true;
};

struct TensorArgs {
    const ttnn::Tensor& input;                // sharded bfloat16 sticks, as the operation prepares them
    const ttnn::Tensor& weights;              // as the operation prepares them, in DRAM
    const std::optional<ttnn::Tensor>& bias;  // a tensor of its own, as the operation prepares it, in DRAM, or none
};

Attributes attributes_of(
    const ttnn::Tensor& input,
    const Conv2d& conv,
    const std::optional<const DeviceComputeKernelConfig>& compute_kernel_config);

// The number of an activation or of a padding mode, by its name; TT_FATAL for a name that none has.
uint32_t to_activation(const std::string& name);
uint32_t to_padding_mode(const std::string& name);

// The tensors whose addresses are arguments of the reader, in the order of its accessors.
std::vector<Operand> operands_in_dram(const Variant& variant);
tt::tt_metal::Buffer* buffer_of(Operand operand, const TensorArgs& tensors);

// Where a plan is carried out: on the cores of the input.
Placement place_on(
    const Attributes& attributes, const TensorArgs& tensors, uint32_t (*address_of)(Operand, const TensorArgs&));

// The file of a kernel, in tt-metal's tree: kind is its folder and what it is, as in "dataflow/reader".
std::string kernel_file(const Variant& variant, const char* kind);

}  // namespace ttnn::operations::experimental::depthwise_common
