#pragma once

#include "api/compute/cb_api.h"
