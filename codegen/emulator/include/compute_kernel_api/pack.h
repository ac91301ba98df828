#pragma once

#include "api/compute/pack.h"
