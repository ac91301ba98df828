#pragma once

#include "emulator/tensor_accessor.hpp"
