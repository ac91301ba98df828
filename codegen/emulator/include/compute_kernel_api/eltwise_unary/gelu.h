#pragma once

#include "api/compute/eltwise_unary/gelu.h"
