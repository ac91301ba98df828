#pragma once

#include "api/compute/common_globals.h"

namespace ckernel {

// The format of what is unpacked next to SrcA; with the full operand, the length of its rows, which are faces, too.
ALWI void reconfig_data_format_srca(uint32_t srca_new_operand, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::configure_src_a(srca_new_operand, /*with_faces=*/false)));
    MATH((emulator::device::configure_src_a(srca_new_operand, /*with_faces=*/false)));
}

ALWI void reconfig_full_operand_srca(uint32_t srca_new_operand, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    UNPACK((emulator::device::configure_src_a(srca_new_operand, /*with_faces=*/true)));
    MATH((emulator::device::configure_src_a(srca_new_operand, /*with_faces=*/true)));
}

// The format of what is packed next.
ALWI void pack_reconfig_data_format(uint32_t new_cb_id, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    PACK((emulator::device::reconfigure_packer(new_cb_id)));
}

}  // namespace ckernel
