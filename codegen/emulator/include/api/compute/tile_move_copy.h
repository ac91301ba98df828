#pragma once

#include "api/compute/common_globals.h"

// copy_tile is not implemented yet; kernels include this header for what comes with it on the chip.
