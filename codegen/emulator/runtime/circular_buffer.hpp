#pragma once

#include <cstdint>
#include <string>

#include "access.hpp"
#include "clock.hpp"
#include "error.hpp"
#include "program.hpp"
#include "tile.hpp"

namespace emulator {

// Who pushes or pops, as seen in this run.
struct BufferUser {
    const Processor* processor = nullptr;
    CallSite last = {};
};

// What all processors of a core share of a circular buffer. The counters have 16 bits and wrap around, as on the chip.
struct CircularBuffer {
    uint32_t index = 0;
    std::string name;  // for messages
    uint32_t address = 0;
    uint32_t num_pages = 0;
    uint32_t page_bytes = 0;
    NumberFormat format = NumberFormat::bfloat16;
    uint32_t tile_rows = tile_side;  // height of its tiles: the packer writes no more rows of an untilized one
    uint16_t pages_received = 0;  // pushed since the start
    uint16_t pages_acked = 0;     // popped since the start

    bool own_memory = false;  // else the memory is a tensor's
    Ledger pushed;
    Ledger popped;
    std::string producer;  // the kernels that are meant to push and pop, empty if the request does not say
    std::string consumer;
    BufferUser pusher;
    BufferUser popper;

    uint32_t available() const { return static_cast<uint16_t>(pages_received - pages_acked); }
    uint32_t free() const { return static_cast<uint16_t>(num_pages - available()); }
    uint32_t size() const { return num_pages * page_bytes; }
    uint32_t bytes_of_tile() const { return format == NumberFormat::bfloat8_b ? bfloat8_b_tile_bytes : tile_bytes; }
};

// What each processor keeps for itself: its own pointers, which move with its own calls only.
struct CircularBufferView {
    uint32_t read_offset = 0;
    uint32_t write_offset = 0;
    uint32_t pages_waited = 0;      // what a wait has promised and no pop has taken
    uint32_t pages_reserved = 0;    // what a reserve has promised and no push has taken
    uint32_t next_pack_offset = 0;  // of a packer which packs one tile after the other

    void require_count(const CircularBuffer& buffer, const char* call, uint32_t pages) const {
        if (pages > buffer.num_pages) {
            fail(call, " of ", pages, " pages on ", buffer.name, ", which holds ", buffer.num_pages);
        }
    }

    void push(CircularBuffer& buffer, uint32_t pages) {
        if (pages > pages_reserved) {
            fail("cb_push_back of ", pages, " pages on ", buffer.name, ", but ", pages_reserved, " are reserved");
        }
        pages_reserved -= pages;
        buffer.pages_received = static_cast<uint16_t>(buffer.pages_received + pages);
        write_offset = advance(buffer, "cb_push_back", write_offset, pages);
        next_pack_offset = 0;
    }

    void pop(CircularBuffer& buffer, uint32_t pages) {
        if (pages > pages_waited) {
            fail("cb_pop_front of ", pages, " pages on ", buffer.name, ", but ", pages_waited, " were waited for");
        }
        pages_waited -= pages;
        buffer.pages_acked = static_cast<uint16_t>(buffer.pages_acked + pages);
        read_offset = advance(buffer, "cb_pop_front", read_offset, pages);
    }

private:
    static uint32_t advance(const CircularBuffer& buffer, const char* call, uint32_t offset, uint32_t pages) {
        // The chip starts again at the front only when the pointer meets the end exactly.
        const uint32_t moved = offset + pages * buffer.page_bytes;
        if (moved > buffer.size()) {
            fail(
                call,
                " of ",
                pages,
                " pages on ",
                buffer.name,
                " runs ",
                moved - buffer.size(),
                " bytes over its end: the counts must divide its ",
                buffer.num_pages,
                " pages");
        }
        return moved == buffer.size() ? 0 : moved;
    }
};

}  // namespace emulator
