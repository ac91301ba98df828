#pragma once

// What the tables of a variant are made of: the kernels read arguments, and the program factory plans them.
#include <cstddef>
#include <cstdint>
#include <type_traits>

#ifdef KERNEL_BUILD
#include "../kernels/kernel_args.hpp"
#else
#include "../plan/names.hpp"
#endif
