#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "program.hpp"

namespace emulator {

struct Core;
struct Processor;
struct Transaction;

}  // namespace emulator

// What the program would take on the chip, in cycles. Times are carried along while it runs, by whatever orders it:
// buffers, operands, Dst, semaphores, transactions. They change neither what is computed nor who runs next, and none is
// kept unless the request brings costs. See codegen/cost/README.md for the rules and for what they leave out.
namespace emulator::timing {

using Cycles = uint64_t;

// What works on a core by itself: the five processors in the order of ProcessorKind, then what they give work to.
enum class Lane : uint32_t { brisc, ncrisc, trisc0, trisc1, trisc2, unpacker0, unpacker1, matrix_unit, packer, noc0_out, noc1_out, noc0_in, noc1_in };
constexpr std::array<const char*, 13> lane_names = {
    "BRISC", "NCRISC", "TRISC0", "TRISC1", "TRISC2", "unpacker 0", "unpacker 1", "matrix unit", "packer", "NoC 0 out", "NoC 1 out", "NoC 0 in", "NoC 1 in"};

// What a call of the API takes on a processor.
struct CallCost {
    Cycles riscv = 0;   // the processor's own instructions
    Cycles tensix = 0;  // instructions that it issues to the Tensix unit, without those of the next field
    Cycles unit = 0;    // instructions of the unpackers, of the matrix unit or of the packers
};

// What is said in bytes or in hops. The driver gives all of them, by these names.
struct Rates {
    double unpack_bytes_per_cycle = 0;      // of an unpacker
    double both_unpack_bytes_per_cycle = 0; // of both together
    double slow_unpack_bytes_per_cycle = 0; // of SrcB's unpacker at its lowest speed, which takes nothing from the other
    double pack_bytes_per_cycle = 0;        // of all packers together
    double noc_bytes_per_cycle = 0;         // of an interface to a NoC
    double dram_bytes_per_cycle = 0;        // of a channel
    double unpack_address_cycles = 0;       // of an unpack instruction, before it fetches, beside the one before
    double unpack_turn_cycles = 0;          // from the end of an unpack instruction until the next one can fetch
    double matrix_latency_cycles = 0;       // from a multiply to its result
    double hop_cycles = 0;                  // from router to router
    double interface_cycles = 0;            // between an interface and its router
    double noc_columns = 0;                 // routers in a ring
    double noc_rows = 0;
    double dram_latency_cycles = 0;         // from a request at a channel to the first byte
    double store_cycles = 0;                // of a word, by a processor
};

// What a kernel does itself between two calls, on one processor. It begins with the call `start`, and ends with the call
// `end`; calls that stand in no pair are passed over.
struct OwnCode {
    std::map<std::pair<std::string, std::string>, int64_t> cycles;  // may be less than none: they correct the second call
    std::set<std::string> calls;                                    // that are second in a pair
};

struct Costs {
    bool given = false;
    std::optional<Coordinates> recorded_core;  // whose intervals are kept
    Rates rates;
    std::map<std::string, std::array<CallCost, 5>> calls;
    std::map<std::string, Cycles> instructions;  // by mnemonic, those that keep their thread for more than a cycle
    std::array<Cycles, 5> starts = {};           // when each processor begins with its kernel
    std::array<OwnCode, 5> own_code;

    void set_rate(const std::string& name, double value) {
        const std::map<std::string, double*> places = {
            {"unpack_bytes_per_cycle", &rates.unpack_bytes_per_cycle},
            {"both_unpack_bytes_per_cycle", &rates.both_unpack_bytes_per_cycle},
            {"slow_unpack_bytes_per_cycle", &rates.slow_unpack_bytes_per_cycle},
            {"pack_bytes_per_cycle", &rates.pack_bytes_per_cycle},
            {"noc_bytes_per_cycle", &rates.noc_bytes_per_cycle},
            {"dram_bytes_per_cycle", &rates.dram_bytes_per_cycle},
            {"unpack_address_cycles", &rates.unpack_address_cycles},
            {"unpack_turn_cycles", &rates.unpack_turn_cycles},
            {"matrix_latency_cycles", &rates.matrix_latency_cycles},
            {"hop_cycles", &rates.hop_cycles},
            {"interface_cycles", &rates.interface_cycles},
            {"noc_columns", &rates.noc_columns},
            {"noc_rows", &rates.noc_rows},
            {"dram_latency_cycles", &rates.dram_latency_cycles},
            {"store_cycles", &rates.store_cycles},
        };
        const auto place = places.find(name);
        if (place == places.end()) {
            throw std::runtime_error("unknown rate in the request: " + name);
        }
        *place->second = value;
    }
};

// When a lane has done all that it was given, and how long it has worked.
struct LaneTime {
    Cycles free = 0;
    Cycles busy = 0;
};

constexpr uint32_t banks = 2;  // of SrcA, of SrcB, of Dst, of the unpackers' configuration

enum class Source : uint32_t { a, b };

// The banks of a source register: the unpacker fills them by turns, and the matrix unit frees them by turns.
struct SourceTimes {
    std::array<Cycles, banks> freed = {};
    uint64_t num_filled = 0;
    uint64_t num_freed = 0;
};

struct CoreTimes {
    std::array<LaneTime, lane_names.size()> lanes;
    std::array<Cycles, 3> threads = {};  // until when each compute processor's thread has issued
    Cycles fetch_free = 0;               // what both unpackers share
    std::array<Cycles, banks> contexts_free = {};
    uint64_t contexts_used = 0;  // so far, by turns
    std::array<SourceTimes, 2> sources;
    std::array<Cycles, banks> dst_committed = {};
    std::array<Cycles, banks> dst_released = {};
};

// When operands are in the source registers: the first of several pieces, and all.
struct Arrival {
    Cycles first = 0;
    Cycles all = 0;
    uint32_t pieces = 1;
};

struct Interval {
    Lane lane;
    Cycles begin;
    Cycles end;
    const char* what;
};

// A channel of DRAM, which all cores share. Cores ask for it in the order in which the emulator runs them, which is not
// that of their times: so a request takes what others have left free from its time on, in as many pieces as that is.
class Channel {
public:
    // Returns the end of the last piece.
    Cycles take(Cycles begin, Cycles cycles) {
        busy_ += cycles;
        auto next = taken_.upper_bound(begin);
        if (next != taken_.begin()) {
            begin = std::max(begin, std::prev(next)->second);
        }
        for (; next != taken_.end() && next->first < begin + cycles; ++next) {
            if (begin < next->first) {  // or else it is taken already
                cycles -= next->first - begin;
                taken_[begin] = next->first;
            }
            begin = next->second;
        }
        taken_[begin] = begin + cycles;
        return begin + cycles;
    }

    Cycles busy() const { return busy_; }

private:
    std::map<Cycles, Cycles> taken_;  // begin and end
    Cycles busy_ = 0;
};

// What a machine has recorded.
struct Record {
    std::vector<Interval> intervals;     // of the recorded core
    std::map<uint32_t, Channel> dram;    // by number
    std::unordered_map<const char*, const std::array<CallCost, 5>*> costs_of_call;
    std::set<std::string> untimed;  // calls without a cost
};

// Processors begin.
void begin();
// A call begins on the running processor.
void enter(const char* call);
// The same of a part of a call: an instruction that the kernel issues itself, or what is around them.
void step(const char* name);
// The kernel of the running processor ends.
void leave();
// The running processor works, or waits.
void spend(Cycles cycles, const char* what);
void wait_until(Cycles time);
Cycles now();
// When others see what the running processor tells them next; a compute processor tells it by a Tensix instruction.
Cycles told();

// The thread of the running compute processor waits, or works for some cycles.
void thread_waits_until(Cycles time);
Cycles thread_now();

// The thread executes an instruction that gives none of the units below work.
void execute(const char* mnemonic);
// A context of the unpackers' configuration is taken and given back, by turns.
void take_context();
void give_context_back();
// The unpackers fetch so many bytes for SrcA and for SrcB, each into the bank whose turn it is, in equal pieces that they
// deliver by turns. Nothing is done for a source with no bytes. It takes `at_least` cycles.
Arrival fetch(uint32_t bytes_a, uint32_t bytes_b, uint32_t pieces, Cycles at_least = 0);
// SrcB alone, at its lowest speed: beside what the other unpacker fetches.
Arrival fetch_slowly(uint32_t bytes_b);
// As fetch(), within a context of its own.
Arrival unpack(uint32_t bytes_a, uint32_t bytes_b, uint32_t pieces, Cycles at_least = 0);
// For SrcA alone, while SrcB is handed over as it is.
Arrival unpack_alone(uint32_t bytes_a, uint32_t pieces, Cycles at_least = 0);
void wait_for_unpackers();
// The matrix unit computes with operands.
void compute(const Arrival& operands, Cycles cycles);
// It frees the bank of a source.
void free_source(Source source);
void wait_for_matrix_unit();
void pack(uint32_t bytes);
void wait_for_packer();

// Sets off with a transaction, and notes when it arrives at each target and when its issuer knows.
void send(Transaction& transaction);
// A word is stored in L1.
void store();

std::string json_of_times();

}  // namespace emulator::timing
