#pragma once

#include "api/core_local_mem.h"
#include "api/dataflow/dataflow_api.h"
#include "api/dataflow/endpoints.h"

// Transactions of a NoC, from an endpoint to another one. A method is called what the function is called that it stands
// for, but for the words in front.
enum class NocOptions : uint32_t { DEFAULT, TXN_ID };

struct NocOptVals {
    uint32_t trid = 0;
};

class Noc {
public:
    Noc() : noc_id_(noc_index) {}

    uint8_t get_noc_id() const { return noc_id_; }

    void async_read(
        const PrecomposedUnicastEndpoint&,
        const CoreLocalMem<uint32_t>& to,
        uint32_t num_bytes,
        const PrecomposedUnicastEndpoint::Place& from,
        const CoreLocalMem<uint32_t>::Place& offset,
        emulator::Caller caller = emulator::Caller::here()) const {
        noc_async_read(from.noc_addr, to.get_address() + offset.offset_bytes, num_bytes, noc_id_, caller);
    }

    // Whole pages only.
    template <typename Args>
    void async_read(
        const TensorAccessor<Args>& from,
        const CoreLocalMem<uint32_t>& to,
        uint32_t num_bytes,
        const TensorPage& page,
        const CoreLocalMem<uint32_t>::Place& offset,
        emulator::Caller caller = emulator::Caller::here()) const {
        if (num_bytes != from.get_aligned_page_size()) {
            emulator::device::unsupported("a part of a tensor's page");
        }
        noc_async_read_page(
            page.page_id, from, to.get_address() + offset.offset_bytes, page.offset_bytes, noc_id_, caller);
    }

    // The number of bytes goes with each read.
    void set_async_read_state(
        const PrecomposedUnicastEndpoint&,
        uint32_t /*num_bytes*/,
        const PrecomposedUnicastEndpoint::Place& from,
        emulator::Caller caller = emulator::Caller::here()) const {
        noc_async_read_set_state(from.noc_addr, noc_id_, caller);
    }
    void async_read_with_state(
        const PrecomposedUnicastEndpoint&,
        const CoreLocalMem<uint32_t>& to,
        uint32_t num_bytes,
        const PrecomposedUnicastEndpoint::Place& from,
        const CoreLocalMem<uint32_t>::Place& offset,
        emulator::Caller caller = emulator::Caller::here()) const {
        const auto l1_address = static_cast<uint32_t>(from.noc_addr);
        noc_async_read_with_state(l1_address, to.get_address() + offset.offset_bytes, num_bytes, noc_id_, caller);
    }

    void async_write_multicast(
        const CoreLocalMem<uint32_t>& from,
        const MulticastEndpoint&,
        uint32_t num_bytes,
        uint32_t num_dests,
        const CoreLocalMem<uint32_t>::Place& offset,
        const MulticastEndpoint::Place& to,
        bool linked = false,
        emulator::Caller caller = emulator::Caller::here()) const {
        const uint64_t rectangle = get_noc_multicast_addr(
            to.noc_x_start, to.noc_y_start, to.noc_x_end, to.noc_y_end, to.addr, noc_id_, caller);
        noc_async_write_multicast(
            from.get_address() + offset.offset_bytes, rectangle, num_bytes, num_dests, linked, noc_id_, caller);
    }

    template <NocOptions options = NocOptions::DEFAULT>
    void async_read_barrier(
        const NocOptVals& values = {}, emulator::Caller caller = emulator::Caller::here()) const {
        if (options == NocOptions::TXN_ID) {
            noc_async_read_barrier_with_trid(values.trid, noc_id_, caller);
        } else {
            noc_async_read_barrier(noc_id_, caller);
        }
    }
    void async_write_barrier(emulator::Caller caller = emulator::Caller::here()) const {
        noc_async_write_barrier(noc_id_, caller);
    }
    void async_writes_flushed(emulator::Caller caller = emulator::Caller::here()) const {
        noc_async_writes_flushed(noc_id_, caller);
    }
    void async_atomic_barrier(emulator::Caller caller = emulator::Caller::here()) const {
        noc_async_atomic_barrier(noc_id_, caller);
    }

private:
    uint8_t noc_id_;
};
