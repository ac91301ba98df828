// Stand-in for the driver's description of a cluster. For checking only.
#pragma once

#include "umd/device/types/cluster_descriptor_types.hpp"
