// Stand-in for the driver's kinds of cores and of coordinates. For checking only.
#pragma once

#include <string>

#include "umd/device/types/xy_pair.hpp"

namespace tt {

enum class CoreType {
    ARC,
    DRAM,
    ACTIVE_ETH,
    IDLE_ETH,
    PCIE,
    TENSIX,
    ROUTER_ONLY,
    SECURITY,
    L2CPU,
    HARVESTED,
    ETH,
    WORKER,
    COUNT,
};
enum class CoordSystem : unsigned char { LOGICAL, NOC0, TRANSLATED, NOC1 };

std::string to_str(CoreType type);
std::string to_str(CoordSystem system);

namespace umd {

struct CoreCoord : xy_pair {
    CoreType core_type{};
    CoordSystem coord_system{};

    CoreCoord() = default;
    CoreCoord(std::size_t x, std::size_t y, CoreType type, CoordSystem system) :
        xy_pair(x, y), core_type(type), coord_system(system) {}
};

}  // namespace umd

}  // namespace tt

using tt::CoordSystem;
using tt::CoreType;
