// Answers each problem with the description of its program, as an emitted factory makes it: no chip, no tt-metal.
#include <cstring>
#include <exception>
#include <iostream>
#include <stdexcept>
#include <vector>

#include <tt-metalium/tt_backend_api_types.hpp>

#include "depthwise_common/shards.hpp"

#include "asked.hpp"
#include "json.hpp"

namespace port {

Tensors tensors;

std::string name_of(const void* tensor) {
    if (tensor == &tensors.input) {
        return "input";
    }
    if (tensor == &tensors.weights) {
        return "weights";
    }
    if (tensors.bias && tensor == &*tensors.bias) {
        return "bias";
    }
    if (tensor == &tensors.output) {
        return "output";
    }
    throw std::logic_error("a tensor that the operation does not have");
}

common::Attributes attributes_of(const emulator::Request& request) {
    const auto& words = request.problem.conv;
    common::Conv2d conv;
    if (words.size() * sizeof(uint32_t) != sizeof(conv)) {
        throw std::logic_error("the request has another number of fields than struct Conv2d");
    }
    std::memcpy(&conv, words.data(), sizeof(conv));
    // LoFi takes one phase; the others have tt-metal's number and as many phases.
    const uint32_t phases = request.math.fidelity_phases;
    const auto fidelity = phases == 1 ? common::MathFidelity::LoFi : static_cast<common::MathFidelity>(phases);
    return {.conv = conv, .math_fidelity = fidelity, .fp32_dest_acc_en = request.math.fp32_dest_acc};
}

common::Placement placement_of(const emulator::Request& request) {
    std::vector<common::CoreRange> grid;
    for (const auto& [start, end] : request.problem.grid) {
        grid.push_back({.start = {start.x, start.y}, .end = {end.x, end.y}});
    }
    return {
        .grid = grid,
        .noc_coordinates = [&request](common::Core core) -> common::Core {
            const auto noc = request.problem.noc_coordinates({core.x, core.y});
            return {noc.x, noc.y};
        },
        .address = [](common::Operand) { return 0U; },  // a binding brings it
        .fp32_dest_acc = request.math.fp32_dest_acc,
        .l1_bytes = request.problem.l1_bytes};
}

void place_input(const emulator::Request& request) {
    std::vector<tt::tt_metal::CoreRange> ranges;
    for (const auto& [start, end] : request.problem.grid) {
        ranges.emplace_back(tt::tt_metal::CoreCoord{start.x, start.y}, tt::tt_metal::CoreCoord{end.x, end.y});
    }
    tt::tt_metal::shards_of_the_input = tt::tt_metal::ShardSpec{tt::tt_metal::CoreRangeSet(ranges)};
}

}  // namespace port

// What the factory asks of tensors.
namespace ttnn {

tt::tt_metal::Buffer* Tensor::buffer() const {
    return reinterpret_cast<tt::tt_metal::Buffer*>(const_cast<Tensor*>(this));
}
const TensorSpec& Tensor::tensor_spec() const {
    static const TensorSpec spec{};
    return spec;
}
const tt::tt_metal::MeshTensor& Tensor::mesh_tensor() const& {
    return reinterpret_cast<const tt::tt_metal::MeshTensor&>(*this);
}

}  // namespace ttnn

// Where kernels are matters to nobody here.
std::string ttnn::operations::experimental::depthwise_common::kernel_file(const Variant& variant, const char* kind) {
    return std::string(kind) + "_" + variant.operation + ".cpp";
}

int main() {
    std::ios::sync_with_stdio(false);
    try {
        emulator::RequestReader reader(std::cin);
        emulator::Request request;
        while (reader.next(request)) {
            port::place_input(request);
            std::cout << port::describe(request) << "\n";
        }
        std::cout.flush();
    } catch (const std::exception& error) {
        std::cerr << "factory: " << error.what() << "\n";
        return 2;
    }
    return 0;
}
