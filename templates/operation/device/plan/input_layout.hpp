#pragma once

// The input lies as for most schedules; one with an order of its own has its own file.
#include "../../../depthwise_common/plan/input_layout.hpp"
#include "numbers.hpp"
