#pragma once

#include "api/compute/eltwise_unary/relu.h"
