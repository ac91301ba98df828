#pragma once

#include "api/compute/eltwise_unary/activations.h"
