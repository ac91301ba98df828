#pragma once

#include <cstdint>

#include "machine.hpp"
#include "program.hpp"
#include "request.hpp"

namespace emulator {

// Where the shards lie in L1. Sharded tensors lie at its end, each below the one before.
struct Shards {
    uint64_t input;
    uint64_t input_bytes;
    uint64_t output;
    uint64_t output_bytes;
};

// What tt-metal does before it starts a program: places buffers and tensors, hands out the arguments. The program must
// outlive the machine.
Shards set_up(Machine& machine, const Program& program, const Request& request);

}  // namespace emulator
