#pragma once

#include "api/compute/common.h"

namespace ckernel {

template <bool neginf_srcA = true, bool zero_srcA_reduce = false>
ALWI void tilizeA_B_reduce_init(
    uint32_t icb0, uint32_t icb1_scaler, uint32_t block, emulator::Caller caller = emulator::Caller::here()) {
    static_assert(!neginf_srcA, "minus infinity in SrcA is for a maximum");
    caller.enter();
    UNPACK((emulator::device::init_tilized_reduce(icb0, icb1_scaler, block)));
    MATH((emulator::device::init_tilized_reduce(icb0, icb1_scaler, block)));
}

ALWI void unpack_tilizeA_B_uninit(uint32_t icb, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::uninit_tilized_unpack(icb)));
}

}  // namespace ckernel

#ifdef TRISC_UNPACK
inline void llk_unpack_tilizeA_B(
    uint32_t operandA,
    uint32_t operandB,
    uint32_t tile_index_a,
    uint32_t tile_index_b,
    uint32_t block_ct_dim,
    emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::unpack_tilized(operandA, operandB, tile_index_a, tile_index_b, block_ct_dim);
}
#endif
