#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

ALWI void tile_regs_acquire() {
    MATH((emulator::device::acquire_dst_for_math()));
}
ALWI void tile_regs_commit() {
    MATH((emulator::device::commit_dst()));
}
ALWI void tile_regs_wait() {
    PACK((emulator::device::wait_for_dst()));
}
ALWI void tile_regs_release() {
    PACK((emulator::device::release_dst()));
}

}  // namespace ckernel
