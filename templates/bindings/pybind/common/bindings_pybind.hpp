#pragma once

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include "ttnn-pybind/decorators.hpp"

#include "bound_function.hpp"

namespace ttnn::operations::experimental::depthwise_common {

// Binds a function of its operands and, behind them, the convolution.
template <reflect::fixed_string Name, auto Function>
void bind(pybind11::module_& mod, const char* doc, const auto&... operands) {
    using pybind11::arg;
    ttnn::bind_registered_operation(
        mod,
        ttnn::register_operation<Name, Bound<Function>>(),
        doc,
        ttnn::pybind_arguments_t{
            operands...,
            arg("batch_size"),
            arg("channels"),
            arg("input_height"),
            arg("input_width"),
            arg("kernel_size"),
            arg("stride") = Pair{1, 1},
            arg("padding") = Sides{0, 0, 0, 0},
            arg("padding_mode") = "zeros",
            arg("dilation") = Pair{1, 1}});
}

}  // namespace ttnn::operations::experimental::depthwise_common
