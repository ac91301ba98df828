#pragma once

#include <nanobind/nanobind.h>
#include <nanobind/stl/array.h>
#include <nanobind/stl/string.h>

#include "ttnn-nanobind/bind_function.hpp"

#include "bound_function.hpp"

namespace ttnn::operations::experimental::depthwise_common {

// Binds a function of its operands and, behind them, the convolution.
template <ttnn::unique_string Name, auto Function>
void bind(nanobind::module_& mod, const char* doc, const auto&... operands) {
    using nanobind::arg;
    ttnn::bind_function<Name, "ttnn.experimental.">(
        mod,
        doc,
        &Bound<Function>::invoke,
        operands...,
        arg("batch_size"),
        arg("channels"),
        arg("input_height"),
        arg("input_width"),
        arg("kernel_size"),
        arg("stride") = Pair{1, 1},
        arg("padding") = Sides{0, 0, 0, 0},
        arg("padding_mode") = "zeros",
        arg("dilation") = Pair{1, 1});
}

}  // namespace ttnn::operations::experimental::depthwise_common
