#pragma once

#ifdef COMPILE_FOR_TRISC
#include "api/compute/cb_api.h"
#else
#include "api/dataflow/dataflow_api.h"
#include "api/dataflow/noc.h"
#endif

// A circular buffer as an object. Who reads it in which order makes no difference on these chips.
namespace dfb {
enum class AccessPattern : uint8_t { STRIDED };
}

template <dfb::AccessPattern producer, dfb::AccessPattern consumer>
struct DFBBindingToken {
    uint16_t id;

    operator uint32_t() const { return id; }
};

class DataflowBuffer {
public:
    explicit DataflowBuffer(uint16_t id) : id_(id) {}
    template <dfb::AccessPattern producer, dfb::AccessPattern consumer>
    explicit DataflowBuffer(DFBBindingToken<producer, consumer> token) : DataflowBuffer(token.id) {}

    void reserve_back(uint16_t num_entries, emulator::Caller caller = emulator::Caller::here()) const {
        cb_reserve_back(id_, num_entries, caller);
    }
    void push_back(uint16_t num_entries, emulator::Caller caller = emulator::Caller::here()) const {
        cb_push_back(id_, num_entries, caller);
    }
    void wait_front(uint16_t num_entries, emulator::Caller caller = emulator::Caller::here()) const {
        cb_wait_front(id_, num_entries, caller);
    }
    void pop_front(uint16_t num_entries, emulator::Caller caller = emulator::Caller::here()) const {
        cb_pop_front(id_, num_entries, caller);
    }

#ifndef COMPILE_FOR_TRISC
    uint32_t get_write_ptr(emulator::Caller caller = emulator::Caller::here()) const {
        return ::get_write_ptr(id_, caller);
    }
    uint32_t get_read_ptr(emulator::Caller caller = emulator::Caller::here()) const {
        return ::get_read_ptr(id_, caller);
    }
    uint32_t get_tile_size(emulator::Caller caller = emulator::Caller::here()) const {
        return ::get_tile_size(id_, caller);
    }
#endif

private:
    uint16_t id_;
};
