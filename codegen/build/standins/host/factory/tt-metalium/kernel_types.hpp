#pragma once

#include <cstdint>

namespace tt::tt_metal {

enum class DataMovementProcessor { RISCV_0, RISCV_1 };
enum NOC : uint8_t { NOC_0 = 0, NOC_1 = 1 };
enum NOC_MODE : uint8_t { DM_DEDICATED_NOC = 0, DM_DYNAMIC_NOC = 1 };
enum class CoreType { WORKER = 12 };
enum class KernelBuildOptLevel : uint8_t { O1, O2, O3, O0 };

}  // namespace tt::tt_metal
