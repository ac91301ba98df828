// Stand-in for a part of the SFPI compiler's headers. For checking only.
#pragma once

#include "sfpi.h"
