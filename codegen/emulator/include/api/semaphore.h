#pragma once

#include "api/dataflow/noc.h"
#include "api/dataflow/semaphore_binding_token.h"

enum class ProgrammableCoreType : uint32_t { TENSIX };

// A semaphore as an object; data movement kernels only.
template <ProgrammableCoreType core_type = ProgrammableCoreType::TENSIX>
class Semaphore {
public:
    explicit Semaphore(SemaphoreBindingToken token, emulator::Caller caller = emulator::Caller::here())
        : Semaphore(token.id, caller) {}
    explicit Semaphore(uint32_t id, emulator::Caller caller = emulator::Caller::here())
        : address_(get_semaphore(id, caller)) {}

    void set(uint32_t value, emulator::Caller caller = emulator::Caller::here()) const {
        noc_semaphore_set(word(), value, caller);
    }
    void wait(uint32_t value, emulator::Caller caller = emulator::Caller::here()) const {
        noc_semaphore_wait(word(), value, caller);
    }
    void wait_min(uint32_t value, emulator::Caller caller = emulator::Caller::here()) const {
        noc_semaphore_wait_min(word(), value, caller);
    }
    void up(
        const Noc& noc,
        uint32_t noc_x,
        uint32_t noc_y,
        uint32_t value,
        emulator::Caller caller = emulator::Caller::here()) const {
        noc_semaphore_inc(
            get_noc_addr(noc_x, noc_y, address_, noc.get_noc_id(), caller), value, noc.get_noc_id(), caller);
    }
    void set_multicast(
        const Noc& noc,
        uint32_t noc_x_start,
        uint32_t noc_y_start,
        uint32_t noc_x_end,
        uint32_t noc_y_end,
        uint32_t num_dests,
        bool linked = false,
        emulator::Caller caller = emulator::Caller::here()) const {
        const uint64_t rectangle = get_noc_multicast_addr(
            noc_x_start, noc_y_start, noc_x_end, noc_y_end, address_, noc.get_noc_id(), caller);
        noc_semaphore_set_multicast(address_, rectangle, num_dests, linked, noc.get_noc_id(), caller);
    }

private:
    volatile tt_l1_ptr uint32_t* word() const {
        return reinterpret_cast<volatile tt_l1_ptr uint32_t*>(static_cast<uintptr_t>(address_));
    }

    uint32_t address_;
};
