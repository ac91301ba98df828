#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

ALWI void cb_wait_front(uint32_t cbid, uint32_t ntiles, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::wait_front(cbid, ntiles)));
}
ALWI void cb_pop_front(uint32_t cbid, uint32_t ntiles, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::pop_front(cbid, ntiles)));
}
ALWI void cb_reserve_back(uint32_t cbid, uint32_t ntiles, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    PACK((emulator::device::reserve_back(cbid, ntiles)));
}
ALWI void cb_push_back(uint32_t cbid, uint32_t ntiles, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    PACK((emulator::device::push_back(cbid, ntiles)));
}

}  // namespace ckernel
