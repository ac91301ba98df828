#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

// A program as the emulator sees it, and the two questions it asks of an emitted variant. variant.cpp answers them; it
// is the only file that is compiled together with the emitted host code.
namespace emulator {

struct Coordinates {
    uint32_t x = 0;
    uint32_t y = 0;

    friend bool operator==(const Coordinates&, const Coordinates&) = default;
    friend auto operator<=>(const Coordinates&, const Coordinates&) = default;
};

struct Problem {
    std::vector<uint32_t> conv;                             // fields of Conv2d in their order
    std::vector<std::pair<Coordinates, Coordinates>> grid;  // ranges of cores, both corners belong to it
    std::function<Coordinates(Coordinates)> noc_coordinates;
    uint32_t weight_address = 0;
    uint32_t bias_address = 0;  // for a variant whose bias is a tensor of its own
    bool fp32_dest_acc = true;
    uint32_t l1_bytes = 0;  // what a core has for the buffers and shards of a program
};

using Words = std::vector<uint32_t>;

// As the emitted code numbers them.
enum class NumberFormat : uint32_t { bfloat16, float32, bfloat8_b };

struct PlannedBuffer {
    uint32_t index;
    uint32_t num_pages;
    uint32_t page_bytes;
    enum class Memory : uint32_t { own, input_shard, output_shard } memory;
    NumberFormat format;
};

struct PlannedSemaphore {
    uint32_t id;
    uint32_t initial_value;
};

struct PlannedCore {
    Coordinates logical;
    Coordinates noc;
    Words work;
    Words reader_args;
    Words compute_args;
    Words writer_args;
};

// Arguments that are the same on every core.
struct PlannedKernel {
    Words compile_time_args;
    Words common_args;
};

struct Program {
    Words geometry;
    std::vector<PlannedBuffer> buffers;
    std::vector<PlannedSemaphore> semaphores;
    PlannedKernel reader;
    PlannedKernel compute;
    PlannedKernel writer;
    std::vector<PlannedCore> cores;  // in shard order
};

// Throws std::invalid_argument if the variant refuses the problem.
Program plan_variant(const Problem& problem);

// The weights, [channels, kernel_height, kernel_width], and the bias, [channels], as the kernels want them in DRAM.
std::vector<uint16_t> lay_out_weights_of_variant(
    const Problem& problem, const std::vector<uint16_t>& weights, const std::vector<uint16_t>& bias);

// The bias as the kernels want it in DRAM: pages for the channel shards, one behind the other.
struct PreparedBias {
    std::vector<uint16_t> datums;
    uint32_t page_bytes = 0;
};

// Whether the bias is a tensor of its own, and what it is then; without a bias it has no datums.
bool variant_has_bias_tensor();
PreparedBias lay_out_bias_of_variant(const Problem& problem, const std::vector<uint16_t>& bias);

}  // namespace emulator
