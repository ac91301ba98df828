#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "core.hpp"
#include "dram.hpp"

namespace emulator {

// The facts of a chip that matter to a program.
struct Chip {
    bool wormhole = true;  // else Blackhole
    uint64_t l1_bytes = 0;
    uint64_t l1_base = 0;  // first address for circular buffers
    uint32_t l1_alignment = 0;
    uint32_t dram_alignment = 0;
    uint32_t dram_banks = 0;
    std::map<Coordinates, Coordinates> noc_of_core;      // logical -> NoC
    std::map<Coordinates, Coordinates> core_at_noc;      // NoC -> logical
};

struct WaitingProcessor {
    Coordinates core;
    ProcessorName name;
    std::string waits_for;
};

struct Outcome {
    enum class Verdict : uint32_t { pass, hang, error } verdict = Verdict::pass;
    std::string message;
    std::vector<WaitingProcessor> waiting;
};

// The cores of one program on one chip.
struct Machine {
    Chip chip;
    MathConfig math;
    std::vector<std::unique_ptr<Core>> cores;
    std::map<Coordinates, Core*> core_by_logical;
    std::vector<std::string> semaphore_names;  // by id
    std::unique_ptr<Dram> dram;
    uint64_t transactions_issued = 0;

    // The core at NoC coordinates, or nullptr if no core of the operation is there.
    Core* find(Coordinates noc) const {
        const auto logical = chip.core_at_noc.find(noc);
        if (logical == chip.core_at_noc.end()) {
            return nullptr;
        }
        const auto core = core_by_logical.find(logical->second);
        return core == core_by_logical.end() ? nullptr : core->second;
    }
};

// The program that runs, and the processor whose turn it is: kernels are plain functions without a `this`.
inline Machine* machine = nullptr;
inline Processor* running = nullptr;

}  // namespace emulator
