#pragma once

#include "emulator/instructions.hpp"
#include "emulator/kernel_arguments.hpp"

// A compute kernel is compiled three times, once for each of its processors. These macros keep what the processor does.
#ifdef TRISC_UNPACK
#define UNPACK(...) __VA_ARGS__
#else
#define UNPACK(...)
#endif

#ifdef TRISC_MATH
#define MATH(...) __VA_ARGS__
#else
#define MATH(...)
#endif

#ifdef TRISC_PACK
#define PACK(...) __VA_ARGS__
#else
#define PACK(...)
#endif

namespace ckernel {}
using namespace ckernel;
