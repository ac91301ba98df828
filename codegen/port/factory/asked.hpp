#pragma once

#include <optional>
#include <string>

#include "request.hpp"

#include "depthwise_common/operands.hpp"
#include "depthwise_common/plan/program.hpp"

// What an emitted program factory is asked with on this machine: tensors without memory, which stand for themselves.
namespace port {

namespace common = ttnn::operations::experimental::depthwise_common;

struct Tensors {
    ttnn::Tensor input;
    ttnn::Tensor weights;
    std::optional<ttnn::Tensor> bias;
    ttnn::Tensor output;

    common::TensorArgs args() const { return {input, weights, bias}; }
};

// The tensors of the one problem that is answered at a time.
extern Tensors tensors;

// The name of one of them, by its address, which is that of its buffer, too.
std::string name_of(const void* tensor);

common::Attributes attributes_of(const emulator::Request& request);
common::Placement placement_of(const emulator::Request& request);

// Says on which cores the input lies.
void place_input(const emulator::Request& request);

// The description that the factory gives, as a line of JSON: descriptor.cpp or artifacts.cpp.
std::string describe(const emulator::Request& request);

}  // namespace port
