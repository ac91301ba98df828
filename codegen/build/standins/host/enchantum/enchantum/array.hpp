// Stand-in for a part of enchantum. For checking only.
#pragma once

#include "enchantum.hpp"
