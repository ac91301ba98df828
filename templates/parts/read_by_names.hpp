// The header of the variant fills each list by the names of its fields, as a function that is found by its argument.
template <typename Args>
constexpr Args compile_time_args() {
    return by_name(static_cast<const Args*>(nullptr));
}
template <typename Args>
Args runtime_args() {
    return by_name(static_cast<const Args*>(nullptr));
}
template <typename Args>
Args common_args() {
    return by_name(static_cast<const Args*>(nullptr));
}

// Where the runtime arguments behind a named one begin.
constexpr uint32_t first_word_behind(const ::experimental::RtaArg<uint32_t>& argument) {
    return argument.byte_offset / sizeof(uint32_t) + 1;
}

