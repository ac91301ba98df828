#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
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
    bool outlives_pages = false;    // of a processor's own words, or of zeros: padding of pages to come
    const Processor* by = nullptr;  // nullptr: the host, before the start
    const char* call = "";
    CallSite site = {};

    friend bool operator==(const Access&, const Access&) = default;
};

using AccessId = uint32_t;
constexpr AccessId no_access = 0;
constexpr AccessId host_access = 1;

// Entries under numbers that rise. In pieces: a vector that grows holds everything twice, and these are millions.
template <typename Entry>
class Numbered {
public:
    uint32_t size() const { return size_; }
    Entry& operator[](uint32_t number) { return pieces_[number / piece][number % piece]; }
    const Entry& operator[](uint32_t number) const { return pieces_[number / piece][number % piece]; }

    // The number of the entry, which may be the last one once more: a loop accesses one piece of memory after the other.
    uint32_t add(const Entry& entry) {
        if (size_ != 0 && (*this)[size_ - 1] == entry) {
            return size_ - 1;
        }
        if (size_ / piece == pieces_.size()) {
            pieces_.push_back(std::make_unique<Entry[]>(piece));
        }
        (*this)[size_] = entry;
        return size_++;
    }

private:
    static constexpr uint32_t piece = 1u << 16;

    std::vector<std::unique_ptr<Entry[]>> pieces_;
    uint32_t size_ = 0;
};

// All accesses of a launch, to which lines of memory refer by number.
class AccessLog {
public:
    AccessLog() {
        accesses_.add({});                  // no_access
        accesses_.add({.call = "the host"});  // host_access
        read_sets_.add({no_access, 0});     // the empty set
    }

    AccessId add(const Access& access) { return accesses_.add(access); }
    const Access& operator[](AccessId id) const { return accesses_[id]; }
    uint32_t size() const { return accesses_.size(); }

    // Sets of reads, as linked lists; 0 is the empty set.
    struct ReadSet {
        AccessId read;
        uint32_t others;  // made before this one

        friend bool operator==(const ReadSet&, const ReadSet&) = default;
    };
    uint32_t add_read(AccessId read, uint32_t others) { return read_sets_.add({read, others}); }
    const ReadSet& reads(uint32_t set) const { return read_sets_[set]; }

private:
    Numbered<Access> accesses_;
    Numbered<ReadSet> read_sets_;
};

}  // namespace emulator
