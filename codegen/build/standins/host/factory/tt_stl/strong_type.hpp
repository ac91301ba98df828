#pragma once

#include <utility>

namespace ttsl {

template <typename T, typename Tag>
class StrongType {
public:
    StrongType() = default;
    explicit StrongType(T value) : value_(std::move(value)) {}

    const T& get() const { return value_; }

    friend bool operator==(const StrongType&, const StrongType&) = default;

private:
    T value_;
};

}  // namespace ttsl
