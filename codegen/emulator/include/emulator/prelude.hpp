#pragma once

// Included in front of every kernel.
//
// On the chip compile-time arguments are constants of the kernel's binary. Here one binary serves all programs, so the
// arguments are looked up when the kernel runs, and `constexpr auto ct = compile_time_args<...>()` must not ask for a
// constant: `constexpr` becomes `const`. A `const` integer whose value is known can still be a template argument. What
// kernels cannot do is `if constexpr`, and use such a variable in a lambda without capturing it; the standard allows
// the latter, but not every compiler that kernels meet does.
//
// The standard headers come first: they need the real keyword.
#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <tuple>
#include <type_traits>
#include <utility>

#include "emulator/tensor_accessor.hpp"

#define constexpr const

// The entry point, found by its plain name: which namespace it stands in makes no difference to an extern "C" function.
extern "C" __attribute__((visibility("default"))) void kernel_main();

// Older compute kernels are written `namespace NAMESPACE { void MAIN { ... } }`.
#define MAIN kernel_main()
#define NAMESPACE kernel_namespace
namespace NAMESPACE {
extern "C" __attribute__((visibility("default"))) void kernel_main();
}
