#pragma once

#include <cstdint>

namespace emulator {

constexpr uint32_t noc_count = 2;

// The sequences of accesses of a processor: its own, and on each NoC these. A write is an access to its source, the
// departure, and one to its target; both have the number of the write. Flags may overtake data, so they are apart.
enum class NocSequence : uint32_t { read, departure, arrival, flag, increment };

constexpr uint32_t sequences_of_a_noc = 5;
constexpr uint32_t sequences_of_data_movement = 1 + noc_count * sequences_of_a_noc;

// Counted from the processor's first sequence.
constexpr uint32_t sequence_offset(NocSequence sequence, uint8_t noc) {
    return 1 + noc * sequences_of_a_noc + static_cast<uint32_t>(sequence);
}

// The call that knows a sequence to be over.
constexpr const char* barrier_of(uint32_t offset) {
    switch (static_cast<NocSequence>((offset - 1) % sequences_of_a_noc)) {
        case NocSequence::read:
            return "noc_async_read_barrier";
        case NocSequence::departure:
            return "noc_async_writes_flushed or noc_async_write_barrier";
        case NocSequence::increment:
            return "noc_async_atomic_barrier";
        default:
            return "noc_async_write_barrier";
    }
}

}  // namespace emulator
