#pragma once

#include <cstdint>
#include <vector>

namespace tensor_accessor {

enum class ArgConfig : uint8_t { None = 0 };

}  // namespace tensor_accessor

template <typename Flag>
class Flags {
public:
    constexpr Flags(Flag flag) : flags_(static_cast<uint8_t>(flag)) {}

private:
    uint8_t flags_;
};

namespace tt::tt_metal {

class Buffer;

// What an accessor is told of a tensor, as compile-time arguments. The driver says it, unless tt-metal is there.
class TensorAccessorArgs {
public:
    explicit TensorAccessorArgs(
        const Buffer* buffer, Flags<tensor_accessor::ArgConfig> config = tensor_accessor::ArgConfig::None);

    void append_to(std::vector<uint32_t>& compile_time_args) const;

private:
    const Buffer* buffer_;
    Flags<tensor_accessor::ArgConfig> config_;
};

}  // namespace tt::tt_metal
