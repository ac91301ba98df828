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
    return Args{get_arg_val<uint32_t>(first + Position)...};
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

