// Stand-in for the driver's description of a chip. For checking only.
#pragma once

#include "umd/device/types/arch.hpp"
#include "umd/device/types/cluster_descriptor_types.hpp"
#include "umd/device/types/core_coordinates.hpp"

namespace tt::umd {

class SocDescriptor {
public:
    ARCH arch{};
};

}  // namespace tt::umd
