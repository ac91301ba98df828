#pragma once

#include "api/compute/common.h"

namespace ckernel {

// Sums of columns, the one reduction so far.
enum class PoolType : uint32_t { SUM };
enum class ReduceDim : uint32_t { REDUCE_COL };

template <PoolType reduce_type, ReduceDim reduce_dim>
ALWI void reduce_tile_math(uint32_t idst, emulator::Caller caller = emulator::Caller::here()) {
    static_assert(reduce_type == PoolType::SUM && reduce_dim == ReduceDim::REDUCE_COL, "sums of columns only");
    caller.enter();
    MATH((emulator::device::reduce_columns(idst)));
}

}  // namespace ckernel
