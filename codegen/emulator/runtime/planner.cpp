// The host's part of an emitted variant, linked with variant.cpp: where a chip runs the kernels, none is compiled here.
//   planner plan      answers each request with its plan, as a line of JSON
//   planner weights   answers one request with the prepared weights: a line of JSON, then their datums as raw bytes
//   planner bias      the same for a bias that is a tensor of its own; no datums where it is none
#include <exception>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "json.hpp"
#include "planning.hpp"
#include "program.hpp"
#include "request.hpp"

namespace emulator {
namespace {

void answer_tensor(const Request& request, bool is_bias) {
    try {
        const std::vector<uint16_t> prepared =
            is_bias ? lay_out_bias_of_variant(request.problem, request.bias).datums
                    : lay_out_weights_of_variant(request.problem, request.weights, request.bias);
        std::cout << "{\"datums\":" << prepared.size() << "}\n";
        std::cout.write(
            reinterpret_cast<const char*>(prepared.data()),
            static_cast<std::streamsize>(prepared.size() * sizeof(prepared[0])));
    } catch (const std::invalid_argument& error) {
        std::cout << "{\"error\":" << json(std::string(error.what())) << "}\n";
    }
}

void answer_all(const std::string& mode) {
    RequestReader reader(std::cin);
    Request request;
    while (reader.next(request)) {
        if (mode == "plan") {
            answer_plan(request);
        } else {
            answer_tensor(request, mode == "bias");
        }
    }
    std::cout.flush();
}

}  // namespace
}  // namespace emulator

int main(int argc, char** argv) {
    const std::string mode = argc == 2 ? argv[1] : "";
    if (mode != "plan" && mode != "weights" && mode != "bias") {
        std::cerr << "usage: planner plan|weights|bias\n";
        return 2;
    }
    std::ios::sync_with_stdio(false);
    try {
        emulator::answer_all(mode);
    } catch (const std::exception& error) {
        std::cerr << "planner: " << error.what() << "\n";
        return 2;
    }
    return 0;
}
