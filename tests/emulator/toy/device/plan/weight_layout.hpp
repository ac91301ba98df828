#pragma once

#include <vector>

#include "program.hpp"

namespace toy_variant {

// The weights of the toy are tiles already.
template <typename Datum>
std::vector<Datum> lay_out_weights(
    const std::vector<Datum>& weights, const std::vector<Datum>&, Datum, const Conv2d&, const Geometry&) {
    return weights;
}

}  // namespace toy_variant
