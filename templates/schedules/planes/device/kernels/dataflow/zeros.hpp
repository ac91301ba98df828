#pragma once

#include <algorithm>
#include <cstdint>

#include "../../plan/numbers.hpp"

namespace ttnn::operations::experimental::depthwise_conv2d {

// Copies of the zeros that the firmware keeps in L1.
inline void clear(uint32_t l1_addr, uint32_t num_bytes) {
    const uint64_t zeros = get_noc_addr(MEM_ZEROS_BASE);
    for (uint32_t offset = 0; offset < num_bytes; offset += MEM_ZEROS_SIZE) {
        noc_async_read(zeros, l1_addr + offset, std::min<uint32_t>(MEM_ZEROS_SIZE, num_bytes - offset));
    }
    noc_async_read_barrier();
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
