#pragma once

#include "machine.hpp"

namespace emulator {

using KernelMain = void (*)();

struct Kernels {
    std::array<KernelMain, 5> of_kind = {};
    KernelMain of_receivers = nullptr;  // the reader of cores that receive, where that is a kernel of its own

    KernelMain of(const Processor& processor) const {
        const bool receives = processor.kind == ProcessorKind::brisc && processor.core->receives;
        return receives ? of_receivers : of_kind[static_cast<uint32_t>(processor.kind)];
    }
};

// Runs the kernels on all cores of the machine until all have ended, nobody can go on, or one fails. A program that
// is still running at the time limit has the verdict timeout, which says nothing about it: that it hangs, nobody knows.
Outcome run_program(Machine& program, const Kernels& kernels, double time_limit_seconds);

}  // namespace emulator
