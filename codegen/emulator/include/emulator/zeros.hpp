#pragma once

#include <cstdint>

// Zeros that the firmware keeps in L1 of each core, for kernels to copy. Kernels know the two macros, not the place.
#define MEM_ZEROS_BASE 16384
#define MEM_ZEROS_SIZE 512
