#pragma once

#include "emulator/device_interface.hpp"

namespace emulator {

// The place in a kernel that calls the API. It is the last parameter of the API's functions, and kernels leave it out:
// the compiler fills in the default argument at the call.
struct Caller {
    const char* file;
    uint32_t line;

    static Caller here(const char* file = __builtin_FILE(), uint32_t line = __builtin_LINE()) { return {file, line}; }

    // Not done by here(): arguments are evaluated in any order, and one of them may call the API itself. The call goes
    // by the name of the function that enters, and is counted under it.
    void enter(const char* call = __builtin_FUNCTION()) const { device::called_from(file, line, call); }

    // Instead of enter() for what only stands for instructions: they are counted themselves.
    void stand(const char* step = __builtin_FUNCTION()) const { device::stands_at(file, line, step); }
    void issue(const char* instruction) const {
        stand(instruction);
        device::issues(instruction);
    }
};

}  // namespace emulator
