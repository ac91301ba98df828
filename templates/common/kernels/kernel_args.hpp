#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <utility>

#include "../plan/numbers.hpp"
#include "kernel_api.hpp"

// Reads the arguments of a kernel into the structs that name them.
namespace ttnn::operations::experimental::depthwise_common {

template <typename Args>
inline constexpr std::size_t word_count = sizeof(Args) / sizeof(uint32_t);

template <typename Args, std::size_t... Position>
constexpr Args compile_time_args(std::index_sequence<Position...>) {
    return __builtin_bit_cast(Args, std::array<uint32_t, sizeof...(Position)>{get_compile_time_arg_val(Position)...});
}

template <typename Args>
constexpr Args compile_time_args() {
    return compile_time_args<Args>(std::make_index_sequence<word_count<Args>>{});
}

template <typename Args, std::size_t... Position>
Args runtime_args(std::size_t first, std::index_sequence<Position...>) {
    return __builtin_bit_cast(
        Args, std::array<uint32_t, sizeof...(Position)>{get_arg_val<uint32_t>(first + Position)...});
}

// The runtime arguments from position `first` on.
template <typename Args>
Args runtime_args(std::size_t first = 0) {
    return runtime_args<Args>(first, std::make_index_sequence<word_count<Args>>{});
}

// One runtime argument by the offset of its field.
template <std::size_t Offset>
uint32_t runtime_arg() {
    return get_arg_val<uint32_t>(Offset / sizeof(uint32_t));
}

template <typename Args, std::size_t... Position>
Args common_args(std::index_sequence<Position...>) {
    return __builtin_bit_cast(
        Args, std::array<uint32_t, sizeof...(Position)>{get_common_arg_val<uint32_t>(Position)...});
}

// The runtime arguments that are the same on every core.
template <typename Args>
Args common_args() {
    return common_args<Args>(std::make_index_sequence<word_count<Args>>{});
}

// Where the parts of what a kernel reads come from.
template <typename Args>
struct CompileTime {
    static constexpr std::size_t runtime_words = 0;
    static constexpr Args read() { return compile_time_args<Args>(); }
};
template <typename Args>
struct Common {
    static constexpr std::size_t runtime_words = 0;
    static Args read() { return common_args<Args>(); }
};
template <typename Args>
struct Runtime {
    static constexpr std::size_t runtime_words = word_count<Args>;
    static Args read() { return runtime_args<Args>(); }
};
template <typename Part>
struct Nothing {
    static constexpr std::size_t runtime_words = 0;
    static constexpr Part read() { return {}; }
};
template <typename... Parts>
struct ArgumentLists {
    static constexpr std::size_t runtime_words = (Parts::runtime_words + ... + 0);
    template <typename Args>
    static constexpr Args read() {
        return {Parts::read()...};
    }
};

// All that a kernel reads, as a struct of the variant's header names it.
template <typename Args>
constexpr Args read_args() {
    return Args::Lists::template read<Args>();
}

// The records of a list that begins at a runtime argument, where they lie in L1: there may be many.
template <typename Record>
const tt_l1_ptr Record* record_list(uint32_t first_word) {
    return reinterpret_cast<const tt_l1_ptr Record*>(get_arg_addr(first_word));
}

// In a variant where each core reads its own weights, a sender has no receivers, and there are none.
struct SendsToNobody {
    static constexpr uint32_t num_receivers = 0;
    static constexpr uint32_t weights_wanted = 0;
    static constexpr uint32_t weights_valid = 0;

    static constexpr uint32_t num_rectangles() { return 0; }
    static constexpr MulticastRectangle rectangle(uint32_t /*index*/) { return {}; }
};
struct NobodyReceives {
    using Lists = ArgumentLists<>;
};

}  // namespace ttnn::operations::experimental::depthwise_common
