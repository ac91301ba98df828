#pragma once

#include <cstring>

#include "emulator/caller.hpp"

// Arguments, which data movement and compute kernels read in the same way.

#define FORCE_INLINE inline __attribute__((always_inline))
#define ALWI inline __attribute__((always_inline))
#define tt_l1_ptr
#define tt_reg_ptr

inline uint32_t compile_time_word(uint32_t index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return emulator::device::compile_time_arg(index);
}
#define get_compile_time_arg_val(index) (compile_time_word(index))

template <typename T>
T word_as(uint32_t word) {
    static_assert(sizeof(T) == sizeof(uint32_t), "arguments are 32-bit words");
    T value;
    std::memcpy(&value, &word, sizeof(value));
    return value;
}

template <typename T>
T get_arg_val(int index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return word_as<T>(emulator::device::runtime_arg(static_cast<uint32_t>(index)));
}

inline uintptr_t get_arg_addr(int index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return emulator::device::runtime_arg_address(static_cast<uint32_t>(index));
}

template <typename T>
T get_common_arg_val(int index, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    return word_as<T>(emulator::device::common_arg(static_cast<uint32_t>(index)));
}
