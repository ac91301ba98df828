#pragma once

#include <cstdint>

// On these chips, all semaphores of data movement kernels lie in L1, and are no atomic words.
enum class SemScope : uint8_t { LOCAL_NONATOMIC };

struct SemaphoreBindingToken {
    uint32_t id;
    SemScope scope;
};
