// Stand-in for enchantum: the calls exist, every name is empty. For checking only.
#pragma once

#include <array>
#include <cstddef>
#include <string_view>
#include <type_traits>

namespace enchantum {

template <typename Type>
concept Enum = std::is_enum_v<Type>;

template <Enum Type>
inline constexpr std::size_t count = 1;

template <typename Type>
inline constexpr std::string_view type_name{};

template <Enum Type>
constexpr std::string_view to_string(Type) {
    return {};
}

template <Enum Type, typename Value>
struct array : std::array<Value, count<Type>> {
    using Values = std::array<Value, count<Type>>;
    constexpr Value& operator[](Type index) { return Values::operator[](static_cast<std::size_t>(index)); }
    constexpr const Value& operator[](Type index) const { return Values::operator[](static_cast<std::size_t>(index)); }
};

namespace scoped {

template <Enum Type>
constexpr std::string_view to_string(Type) {
    return {};
}

}  // namespace scoped

}  // namespace enchantum
