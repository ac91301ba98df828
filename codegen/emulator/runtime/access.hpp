#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "error.hpp"

namespace emulator {

struct Processor;

// A line of an emitted kernel.
struct CallSite {
    const char* file = nullptr;
    uint32_t line = 0;

    friend bool operator==(const CallSite&, const CallSite&) = default;
};

inline std::string text_of(CallSite site) {
    if (site.file == nullptr) {
        return "the start of the kernel";
    }
    // Headers include each other by relative paths, which compilers string together.
    return text(std::filesystem::path(site.file).lexically_normal().generic_string(), ":", site.line);
}

// An access to memory. A processor's own accesses are a sequence, and each part of the NoC's work for it is another
// one, because it happens at some time between the call and a barrier.
struct Access {
    uint32_t sequence = 0;
    uint32_t time = 0;              // place in the sequence
    uint32_t after = 0;             // a sequence of which everything up to `time` comes before this
    uint32_t issued = 0;            // time in the processor's own sequence
    bool is_pop = false;            // of pages, which ends the life of what they hold
    bool is_store = false;          // of a processor's own words, which outlive the pages that they lie in
    const Processor* by = nullptr;  // nullptr: the host, before the start
    const char* call = "";
    CallSite site = {};
};

using AccessId = uint32_t;
constexpr AccessId no_access = 0;
constexpr AccessId host_access = 1;

// All accesses of a launch. Lines of memory refer to them by number.
class AccessLog {
public:
    AccessId add(const Access& access) {
        accesses_.push_back(access);
        return static_cast<AccessId>(accesses_.size() - 1);
    }
    const Access& operator[](AccessId id) const { return accesses_[id]; }

    // Sets of reads, as linked lists; 0 is the empty set.
    struct ReadSet {
        AccessId read;
        uint32_t others;
    };
    uint32_t add_read(AccessId read, uint32_t others) {
        read_sets_.push_back({read, others});
        return static_cast<uint32_t>(read_sets_.size() - 1);
    }
    const ReadSet& reads(uint32_t set) const { return read_sets_[set]; }

private:
    std::vector<Access> accesses_ = std::vector<Access>(host_access + 1);
    std::vector<ReadSet> read_sets_ = std::vector<ReadSet>(1);
};

}  // namespace emulator
