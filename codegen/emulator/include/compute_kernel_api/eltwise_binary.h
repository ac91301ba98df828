#pragma once

#include "api/compute/eltwise_binary.h"
