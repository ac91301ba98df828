#pragma once

#include "api/compute/common.h"
#include "emulator/vector_calls.hpp"

namespace ckernel {

template <bool fast_and_approx = true>
TTDW_VECTOR_INIT(gelu)

template <bool fast_and_approx = true>
TTDW_VECTOR_FUNCTION(gelu)

}  // namespace ckernel
