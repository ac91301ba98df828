// Stand-in: the part of fmt 11 that older releases call core.h. For checking only.
#pragma once

#include <fmt/core.h>
