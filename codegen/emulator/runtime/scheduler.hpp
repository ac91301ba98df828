#pragma once

#include "machine.hpp"

namespace emulator {

using KernelMain = void (*)();

// Runs the five kernels on all cores of the machine until all have ended, nobody can go on, one fails, or the time is over.
Outcome run_program(Machine& program, const std::array<KernelMain, 5>& kernels, uint32_t time_limit_seconds);

}  // namespace emulator
