#pragma once

#include <cstdint>
#include <vector>

namespace tt::tt_metal {

class Buffer;

// In the place of what an accessor is told of a tensor stands one word, which tells the tensor: the driver says it.
class TensorAccessorArgs {
public:
    explicit TensorAccessorArgs(const Buffer* buffer) : buffer_(buffer) {}

    void append_to(std::vector<uint32_t>& compile_time_args) const;

private:
    const Buffer* buffer_;
};

}  // namespace tt::tt_metal
