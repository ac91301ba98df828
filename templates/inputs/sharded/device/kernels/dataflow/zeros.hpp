#pragma once

#include <algorithm>
#include <cstdint>

#include "../../../../depthwise_common/kernels/kernel_api.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Copies of the zeros that the firmware keeps in L1: the command buffer keeps this core.
inline void begin_zeros() { noc_async_read_set_state(get_noc_addr(MEM_ZEROS_BASE)); }

// They are on their way when this returns.
inline void copy_zeros(uint32_t l1_addr, uint32_t num_bytes) {
    for (uint32_t offset = 0; offset < num_bytes; offset += MEM_ZEROS_SIZE) {
        const uint32_t size = std::min<uint32_t>(MEM_ZEROS_SIZE, num_bytes - offset);
        noc_async_read_with_state(MEM_ZEROS_BASE, l1_addr + offset, size);
    }
}

inline void clear(uint32_t l1_addr, uint32_t num_bytes) {
    begin_zeros();
    copy_zeros(l1_addr, num_bytes);
    noc_async_read_barrier();
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
