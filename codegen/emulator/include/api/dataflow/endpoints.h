#pragma once

#include <cstdint>

// What a transaction of a Noc begins or ends at; where exactly is another argument of the transaction.
struct PrecomposedUnicastEndpoint {
    struct Place {
        uint64_t noc_addr = 0;
    };
};

struct MulticastEndpoint {
    struct Place {
        uint32_t noc_x_start = 0;
        uint32_t noc_y_start = 0;
        uint32_t noc_x_end = 0;
        uint32_t noc_y_end = 0;
        uint32_t addr = 0;
    };
};

// Of a TensorAccessor.
struct TensorPage {
    uint32_t page_id = 0;
    uint32_t offset_bytes = 0;
};
