#pragma once

#include <optional>
#include <variant>

#include <tt-metalium/buffer_types.hpp>
#include <tt_stl/assert.hpp>

#include "program_factory.hpp"
#include "shards.hpp"

// Which variant of an operation is taken, and which factory makes its program.
namespace ttnn::operations::experimental::depthwise_common {

template <const auto&... variants>
struct VariantsOf {
    using Factory = std::variant<ProgramFactory<variants>...>;

    // The variant for a memory layout, and for a bias that is a tensor of its own or none; the first one if that is
    // left out.
    static const auto& find(
        tt::tt_metal::TensorMemoryLayout layout, std::optional<bool> has_bias_tensor = std::nullopt) {
        for (const auto* variant : {&variants...}) {
            if (layout == to_memory_layout(variant->memory_layout) &&
                has_bias_tensor.value_or(variant->has_bias_tensor) == variant->has_bias_tensor) {
                return *variant;
            }
        }
        TT_THROW(
            "the input tensor has memory layout {}{}, wanted {}",
            layout,
            has_bias_tensor.value_or(false) ? " and a bias tensor" : "",
            to_names({&variants...}));
    }

    static Factory select_factory(const Variant& variant) {
        std::optional<Factory> factory;
        ((&variant == &variants ? void(factory = ProgramFactory<variants>{}) : void()), ...);
        TT_FATAL(factory.has_value(), "a variant of another operation");
        return *factory;
    }
};

}  // namespace ttnn::operations::experimental::depthwise_common
