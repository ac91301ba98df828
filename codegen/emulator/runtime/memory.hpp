#pragma once

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <utility>

#include "error.hpp"
#include "shadow.hpp"

namespace emulator {

// L1 of a core, or a bank of DRAM. Every access of every processor and of the NoC goes through read() and write(), and
// is told to watch.hpp when it is issued. Only what the program allocated may be touched, and an access may not run
// from one buffer into the next, although the chip would let it.
class Memory {
public:
    // Uninitialized buffers hold this: as bfloat16 it is 3.4e38, which no result survives unnoticed.
    static constexpr uint8_t poison = 0x7f;

    Memory(std::string name, uint64_t begin, uint64_t end)
        : shadow(begin, end),
          name_(std::move(name)),
          begin_(begin),
          end_(end),
          bytes_(static_cast<uint8_t*>(std::calloc(end - begin, 1)), &std::free) {
        if (bytes_ == nullptr) {
            throw std::bad_alloc();
        }
    }

    // Makes [address, address + size) usable. Messages count its bytes, or its pages if it has any.
    void allocate(const std::string& buffer, uint64_t address, uint64_t size, uint64_t page_bytes = 0) {
        if (address < begin_ || address + size > end_) {
            fail(
                buffer,
                " does not fit into ",
                name_,
                ": it takes bytes [",
                address,
                ", ",
                address + size,
                ") of [",
                begin_,
                ", ",
                end_,
                ")");
        }
        buffers_[address] = {buffer, address + size, page_bytes};
        std::memset(at(address), poison, size);
    }

    // Throws unless all of the bytes belong to one buffer.
    void check(uint64_t address, uint64_t size) const {
        auto after = buffers_.upper_bound(address);
        if (after != buffers_.begin()) {
            const Buffer& buffer = std::prev(after)->second;
            if (address + size <= buffer.end) {
                return;
            }
            if (address < buffer.end) {
                fail(
                    "bytes [",
                    address,
                    ", ",
                    address + size,
                    ") of ",
                    name_,
                    " run over the end of ",
                    buffer.name,
                    " at ",
                    buffer.end);
            }
        }
        fail("bytes [", address, ", ", address + size, ") of ", name_, " belong to no buffer of the program");
    }

    const uint8_t* read(uint64_t address, uint64_t size) const {
        check(address, size);
        return at(address);
    }

    uint8_t* write(uint64_t address, uint64_t size) {
        check(address, size);
        return at(address);
    }

    uint32_t read_word(uint64_t address) const {
        uint32_t word;
        std::memcpy(&word, read(address, sizeof(word)), sizeof(word));
        return word;
    }

    void write_word(uint64_t address, uint32_t word) { std::memcpy(write(address, sizeof(word)), &word, sizeof(word)); }

    const std::string& name() const { return name_; }

    // For messages; the address belongs to a buffer.
    std::string describe(uint64_t address) const {
        const auto& [begin, buffer] = *std::prev(buffers_.upper_bound(address));
        const uint64_t offset = address - begin;
        if (buffer.page_bytes != 0) {
            return text("page ", offset / buffer.page_bytes, " of ", buffer.name, " in ", name_);
        }
        return text(offset == 0 ? "" : text("byte ", offset, " of "), buffer.name, " in ", name_);
    }

    Shadow shadow;

private:
    struct Buffer {
        std::string name;
        uint64_t end;
        uint64_t page_bytes;
    };

    uint8_t* at(uint64_t address) const { return bytes_.get() + (address - begin_); }

    std::string name_;
    uint64_t begin_;
    uint64_t end_;
    std::unique_ptr<uint8_t, decltype(&std::free)> bytes_;
    std::map<uint64_t, Buffer> buffers_;  // by first address
};

}  // namespace emulator
