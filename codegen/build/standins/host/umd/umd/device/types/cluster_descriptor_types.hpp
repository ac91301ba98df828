// Stand-in for the driver's names of chips and boards. For checking only.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

#include "umd/device/types/arch.hpp"
#include "umd/device/types/xy_pair.hpp"

namespace tt {

using ChipId = int;
using EthernetChannel = int;

struct EthCoord {
    int cluster_id = 0;
    int x = 0;
    int y = 0;
    int rack = 0;
    int shelf = 0;
    auto operator<=>(const EthCoord&) const = default;
};

enum class BoardType : std::uint32_t { N150, N300, P100, P150, P300, GALAXY, UBB, UNKNOWN };

namespace umd {

class Cluster;
class ClusterDescriptor;

struct semver_t {
    std::uint64_t major = 0;
    std::uint64_t minor = 0;
    std::uint64_t patch = 0;
};

}  // namespace umd

}  // namespace tt

using tt::BoardType;
using tt::ChipId;
using tt::EthCoord;
