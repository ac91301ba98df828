#pragma once

#include "../plan/program.hpp"

// The only variant of the toy.
namespace toy_variant::alone {

inline constexpr Variant kVariant{.has_bias_tensor = false};

}  // namespace toy_variant::alone
