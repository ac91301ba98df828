#pragma once

#include <cstring>

#include "emulator/device_interface.hpp"

// Arguments, which data movement and compute kernels read in the same way.

#define FORCE_INLINE inline __attribute__((always_inline))
#define ALWI inline __attribute__((always_inline))
#define tt_l1_ptr
#define tt_reg_ptr

#define get_compile_time_arg_val(index) (emulator::device::compile_time_arg(index))

template <typename T>
T word_as(uint32_t word) {
    static_assert(sizeof(T) == sizeof(uint32_t), "arguments are 32-bit words");
    T value;
    std::memcpy(&value, &word, sizeof(value));
    return value;
}

template <typename T>
T get_arg_val(int index) {
    return word_as<T>(emulator::device::runtime_arg(static_cast<uint32_t>(index)));
}

template <typename T>
T get_common_arg_val(int index) {
    return word_as<T>(emulator::device::common_arg(static_cast<uint32_t>(index)));
}
