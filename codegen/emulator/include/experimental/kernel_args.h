#pragma once

#include "emulator/kernel_arguments.hpp"

// Arguments by name. Where the chip's kernels hold a value that is compiled in, these hold its place: one build serves
// all programs here.
namespace experimental {

template <typename T>
struct RtaArg {
    uint32_t byte_offset;
};
template <typename T>
struct CrtaArg {
    uint32_t byte_offset;
};
template <typename T>
struct CtaVal {
    uint32_t place;
};

template <typename T>
T get_arg(RtaArg<T> arg, emulator::Caller caller = emulator::Caller::here()) {
    return get_arg_val<T>(arg.byte_offset / sizeof(uint32_t), caller);
}
template <typename T>
T get_arg(CrtaArg<T> arg, emulator::Caller caller = emulator::Caller::here()) {
    return get_common_arg_val<T>(arg.byte_offset / sizeof(uint32_t), caller);
}
template <typename T>
T get_arg(CtaVal<T> arg, emulator::Caller caller = emulator::Caller::here()) {
    return word_as<T>(compile_time_word(arg.place, caller));
}

}  // namespace experimental
