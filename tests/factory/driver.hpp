#pragma once

#include <cstdint>
#include <optional>

#include <tt-metalium/tt_backend_api_types.hpp>

#include "depthwise_common/program_factory.hpp"
#include "depthwise_common/shards.hpp"
#include TTDW_VARIANT_HEADER

// What an emitted factory is asked with on a chip. No header of tt-metal is at hand for ttnn 0.81.1: the folders of
// codegen/build/standins/host mirror its structs.
namespace tt::tt_metal::distributed {

class MeshDevice;

}  // namespace tt::tt_metal::distributed

namespace driver {

namespace common = ttnn::operations::experimental::depthwise_common;

inline constexpr const auto& variant = TTDW_NAMESPACE::TTDW_VARIANT::kVariant;

// The tensors of a launch: those of ttnn's Python objects.
struct Tensors {
    const ttnn::Tensor* input;
    const ttnn::Tensor* weights;
    const ttnn::Tensor* bias;  // null where there is none of its own
    const ttnn::Tensor* output;
};

// ranges: the corners of each range of cores. nocs: logical and NoC coordinates of each core. fidelity: tt-metal's number.
struct Problem {
    const char* kernels;
    const common::Conv2d* conv;
    uint32_t num_ranges;
    const common::CoreRange* ranges;
    uint32_t num_nocs;
    const common::Core (*nocs)[2];
    uint32_t fidelity;
    uint32_t fp32_dest_acc;
    uint32_t l1_bytes;
};

inline common::Attributes attributes_of(const Problem& problem) {
    return {*problem.conv, static_cast<common::MathFidelity>(problem.fidelity), problem.fp32_dest_acc != 0};
}

common::ProgramPlan plan_of(const Problem& problem);

inline std::optional<ttnn::Tensor> bias_of(const Tensors& tensors) {
    return tensors.bias ? std::optional(*tensors.bias) : std::nullopt;
}

// Lets the factory make a program for tensors, and launches it with others: specification.cpp or descriptor.cpp.
void launch(
    tt::tt_metal::distributed::MeshDevice& device,
    const Problem& problem,
    const Tensors& made_for,
    const Tensors& used);

}  // namespace driver
