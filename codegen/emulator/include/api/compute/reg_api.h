#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

ALWI void tile_regs_acquire(emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    MATH((emulator::device::acquire_dst_for_math()));
}
ALWI void tile_regs_commit(emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    MATH((emulator::device::commit_dst()));
}
ALWI void tile_regs_wait(emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    PACK((emulator::device::wait_for_dst()));
}
ALWI void tile_regs_release(emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    PACK((emulator::device::release_dst()));
}

}  // namespace ckernel
