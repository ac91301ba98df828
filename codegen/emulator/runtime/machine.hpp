#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "chip.hpp"
#include "core.hpp"
#include "dram.hpp"

namespace emulator {

struct WaitingProcessor {
    Coordinates core;
    ProcessorName name;
    CallSite site;
    Wait wait;
};

struct Outcome {
    enum class Verdict : uint32_t { pass, hang, error, race, timeout } verdict = Verdict::pass;
    std::string message;
    std::vector<WaitingProcessor> waiting;
};

// A chip with a program on it.
struct Machine {
    Chip chip;
    MathConfig math;
    std::vector<std::unique_ptr<Core>> cores;
    std::map<Coordinates, Core*> core_by_logical;
    std::vector<std::string> semaphore_names;  // by id
    std::unique_ptr<Dram> dram;
    AccessLog accesses;
    uint64_t transactions_issued = 0;
    timing::Costs costs;
    timing::Record record;

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
