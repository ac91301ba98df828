#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "access.hpp"
#include "chip.hpp"
#include "circular_buffer.hpp"
#include "fiber.hpp"
#include "clock.hpp"
#include "counters.hpp"
#include "memory.hpp"
#include "noc_sequences.hpp"
#include "program.hpp"
#include "tensix.hpp"
#include "timing.hpp"
#include "transaction.hpp"

namespace emulator {

struct Core;

// The five processors of a Tensix core, in the order in which they get their turn.
enum class ProcessorKind : uint32_t { brisc, ncrisc, trisc0, trisc1, trisc2 };

struct ProcessorName {
    const char* processor;
    const char* role;
};

constexpr std::array<ProcessorName, 5> processor_names = {{
    {"BRISC", "reader"},
    {"NCRISC", "writer"},
    {"TRISC0", "unpack"},
    {"TRISC1", "math"},
    {"TRISC2", "pack"},
}};

constexpr uint32_t max_circular_buffers = 32;

constexpr uint32_t read_ids = 16;

// Reads of an id that nobody has waited for, by their numbers in the order of issue.
struct ReadsOfId {
    uint32_t first = 0;  // 0: there are none
    uint32_t last = 0;
    uint64_t arrival = 0;  // of the last one [cycles]
};

// What a processor waits for, and who has to act.
struct Wait {
    std::string what;
    std::string feeder = {};
    const Signal* signal = nullptr;  // of the semaphore
};

// What packers may still have to write.
struct BytesUnderWay {
    uint64_t begin;
    uint64_t end;
};

// A kernel that runs: its arguments, its own view of the buffers, its outstanding NoC transactions.
struct Processor {
    Core* core = nullptr;
    ProcessorKind kind = ProcessorKind::brisc;
    uint8_t noc = 0;  // the NoC it uses unless a call says otherwise
    const PlannedKernel* shared_args = nullptr;
    std::vector<uint32_t> runtime_args;
    std::vector<uint32_t> argument_memory;  // the same in L1, where kernels find lists, and what lies behind them

    std::array<CircularBufferView, max_circular_buffers> views;
    std::deque<Transaction> outstanding;  // in the order of issue
    CallSite site;                        // of the call that it makes, or has made last
    Counters counters;

    // What it knows to be over, and the numbers of its own sequences: see noc_sequences.hpp.
    Clock clock;
    uint32_t first_sequence = 0;
    std::array<uint32_t, noc_count> reads_issued = {};
    std::array<uint32_t, noc_count> read_id = {};  // which the next reads take
    std::array<std::optional<uint64_t>, noc_count> read_target = {};  // as a NoC address, of the last read
    std::array<std::array<ReadsOfId, read_ids>, noc_count> reads = {};
    std::array<uint32_t, noc_count> writes_issued = {};
    std::array<uint32_t, noc_count> increments_issued = {};
    bool multicast_link_open = false;

    // For timing: when all transactions of a kind have ended on each NoC, and all writes have left.
    std::array<std::array<timing::Cycles, noc_count>, 3> noc_times = {};
    std::array<timing::Cycles, noc_count> departed = {};

    // Compute only.
    bool hardware_started = false;
    NumberFormat format_of_src_a = NumberFormat::bfloat16;  // for which the unpacker is configured
    bool keeps_denormals = false;  // the matrix unit, since copy_init
    NumberFormat format_packed = NumberFormat::bfloat16;    // for which the packer is configured
    TensixOperation operation = TensixOperation::none;
    VectorFunction vector_function = VectorFunction::none;  // the one last initialized
    PackConfig packer;
    bool tilizes = false;           // the unpacker, until unpack_tilizeA_B_uninit
    uint32_t tilized_width = 0;     // tiles in a row of the matrix that it tilizes
    std::vector<BytesUnderWay> writes_under_way;  // which packers may not have done yet
    bool packers_at_work = false;   // since their configuration last waited for them
    bool scalar_unit_waits = false; // for the packers: its next instruction will be held back until they are idle
    bool packs_untilized = false;   // the packer, until pack_untilize_uninit
    timing::Cycles unit_cycles = 0;  // that the call takes of the unit to which it gives work
    const char* call = "";           // the one that it makes, or has made last
    std::string last_call = "start";  // of those before and behind which the kernel's own code has a cost
    bool holds_dst = false;  // between acquire and commit, or between wait and release
    InstructionState instructions;

    std::unique_ptr<Fiber> fiber;
    std::function<bool()> ready;      // empty unless it waits
    std::function<Wait()> waits_for;  // for the report of a hang

    ProcessorName name() const { return processor_names[static_cast<uint32_t>(kind)]; }

    // Lets the others run until the condition holds.
    template <typename Condition, typename Description>
    void wait_until(const Condition& condition, const Description& description) {
        if (condition()) {
            return;
        }
        ready = std::ref(condition);
        waits_for = std::ref(description);
        fiber->suspend();
        ready = nullptr;
        waits_for = nullptr;
    }
};

struct Core {
    Core(Coordinates logical_place, Coordinates noc_place, uint64_t l1_bytes, bool fp32_dest_acc)
        : logical(logical_place),
          noc(noc_place),
          l1("L1 of core " + text_of(logical), 0, l1_bytes),
          dst(fp32_dest_acc) {}

    Coordinates logical;
    Coordinates noc;
    bool receives = false;  // its reader is that of receivers
    Memory l1;
    std::array<std::optional<CircularBuffer>, max_circular_buffers> buffers;
    std::vector<uint32_t> semaphore_addresses;  // by id, 0 where there is none
    SourceRegister src_a;
    SourceRegister src_b;
    DstRegister dst;
    timing::CoreTimes times;
    std::array<Processor, processor_names.size()> processors;
};

// For messages.
inline std::string actor(const Processor& processor) {
    const ProcessorName name = processor.name();
    return text(name.processor, " (", name.role, ") of core ", text_of(processor.core->logical));
}

}  // namespace emulator
