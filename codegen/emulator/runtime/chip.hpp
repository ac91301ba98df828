#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "error.hpp"
#include "program.hpp"

namespace emulator {

inline std::string text_of(Coordinates place) {
    return text("(", place.x, ", ", place.y, ")");
}

// The facts of a chip that matter to a program.
struct Chip {
    bool wormhole = true;  // else Blackhole
    uint64_t l1_bytes = 0;
    uint64_t l1_base = 0;  // first address for circular buffers
    uint32_t l1_alignment = 0;
    uint32_t dram_alignment = 0;
    uint32_t dram_banks = 0;
    std::map<Coordinates, Coordinates> noc_of_core;  // logical -> NoC
    std::map<Coordinates, Coordinates> core_at_noc;  // NoC -> logical

    uint64_t noc_burst_bytes() const { return wormhole ? 8192 : 16384; }  // NOC_MAX_BURST_SIZE
};

}  // namespace emulator
