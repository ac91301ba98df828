#pragma once

#include <cstdint>

namespace tt {

enum class DataFormat : uint8_t { Float32 = 0, Float16_b = 5, Bfp8_b = 6 };

}  // namespace tt
