#pragma once

#include "machine.hpp"

namespace emulator {

using KernelMain = void (*)();

// Runs the five kernels on all cores of the machine until all have ended, nobody can go on, or one fails. A program that
// is still running at the time limit has the verdict timeout, which says nothing about it: that it hangs, nobody knows.
Outcome run_program(Machine& program, const std::array<KernelMain, 5>& kernels, double time_limit_seconds);

}  // namespace emulator
