#pragma once

#include "machine.hpp"
#include "noc.hpp"

// Where calls of the API find the tiles of a circular buffer.
namespace emulator {

inline CircularBuffer& find_buffer(uint32_t index) {
    if (index >= max_circular_buffers || !running->core->buffers[index]) {
        fail("circular buffer ", index, " is not configured");
    }
    return *running->core->buffers[index];
}

inline CircularBufferView& view_of(const CircularBuffer& buffer) {
    return running->views[buffer.index];
}

// L1 address of the tile that begins at a page. A tile may be larger than a page, so it lies over several.
// The buffer to which an L1 address belongs.
inline const CircularBuffer& buffer_of(const char* access, uint64_t address) {
    for (const auto& buffer : running->core->buffers) {
        if (buffer && address >= buffer->address && address < buffer->address + buffer->size()) {
            return *buffer;
        }
    }
    fail(access, " L1 address ", address, ", which belongs to no circular buffer");
}

inline uint32_t tile_address(
    const char* call, const CircularBuffer& buffer, uint32_t offset, uint32_t page, uint32_t usable_pages) {
    const uint64_t begin = uint64_t{page} * buffer.page_bytes;
    const uint64_t end = begin + buffer.bytes_of_tile();
    if (end > uint64_t{usable_pages} * buffer.page_bytes) {
        fail(
            call,
            " uses pages ",
            page,
            " to ",
            (end - 1) / buffer.page_bytes,
            " of ",
            buffer.name,
            ", but only ",
            usable_pages,
            " are promised by a wait or a reserve");
    }
    if (offset + end > buffer.size()) {
        fail(call, " runs ", offset + end - buffer.size(), " bytes over the end of ", buffer.name);
    }
    const auto address = static_cast<uint32_t>(buffer.address + offset + begin);
    if (address % noc::l1_line != 0) {
        fail(call, " of a tile at L1 address ", address, ", which is no multiple of ", noc::l1_line);
    }
    return address;
}

constexpr const char* name_of(NumberFormat format) {
    switch (format) {
        case NumberFormat::bfloat16:
            return "bfloat16";
        case NumberFormat::float32:
            return "float32";
        case NumberFormat::bfloat8_b:
            break;
    }
    return "bfloat8_b";
}

// Unpackers and packer take what they find for what they are configured for.
inline void require_format(
    const char* call, const CircularBuffer& buffer, NumberFormat configured, const char* reconfiguration) {
    if (buffer.format != configured) {
        fail(
            call,
            " of ",
            buffer.name,
            ", which is in ",
            name_of(buffer.format),
            ", but the configuration says ",
            name_of(configured),
            ": no ",
            reconfiguration,
            " before");
    }
}

}  // namespace emulator
