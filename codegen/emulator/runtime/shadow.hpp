#pragma once

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <deque>
#include <map>
#include <memory>
#include <new>

#include "access.hpp"
#include "clock.hpp"

namespace emulator {

// What is known about a memory besides its bytes.

// The gate of a line says who may write it: everybody, nobody, or whoever knows of the reserve with that number. Only
// circular buffers with memory of their own have gates: a tensor may be written without a reserve.
using Gate = AccessId;
constexpr Gate gate_open = 0;
constexpr Gate gate_closed = 1;
constexpr Gate gate_unused = ~0u;  // closed, and nobody has ever reserved the page

struct Line {
    AccessId last_write;
    uint32_t reads;  // since the last write: a set in the log
    Gate gate;
};

// A semaphore as a means to synchronize: who waits for a value learns what was known when it was there, and nothing of
// what came later, although in this run that may have happened already.
struct Signal {
    struct Value {
        uint32_t value;
        Clock clock;
        uint64_t time;  // when it was there, in cycles
    };

    Clock clock;                                // of the last value
    uint64_t time = 0;                          // the same
    std::deque<Value> values;                   // since somebody has waited
    std::map<const Processor*, CallSite> from;  // who has set or incremented it, and where last

    void has(uint32_t value) { values.push_back({value, clock, time}); }

    // Returns when there was enough, which there is now.
    template <typename Condition>
    uint64_t learn(Clock& waiting, const Condition& enough) {
        const auto too_little = [&enough](const Value& it) { return !enough(it.value); };
        values.erase(values.begin(), std::find_if(values.rbegin(), values.rend(), too_little).base());
        if (values.empty()) {  // it had as much at the start of the program
            return 0;
        }
        waiting.learn(values.front().clock);
        return values.front().time;
    }
};

class Shadow {
public:
    static constexpr uint64_t line_bytes = 16;

    Shadow(uint64_t begin, uint64_t end)
        : first_line_(begin / line_bytes),
          lines_(
              static_cast<Line*>(std::calloc((end + line_bytes - 1) / line_bytes - first_line_, sizeof(Line))),
              &std::free) {
        if (lines_ == nullptr) {
            throw std::bad_alloc();
        }
    }

    // Calls do(line, address of the line) for all lines which hold some of the bytes.
    template <typename Do>
    void for_lines(uint64_t address, uint64_t size, const Do& action) {
        for (uint64_t line = address / line_bytes; line * line_bytes < address + size; ++line) {
            action(lines_[line - first_line_], line * line_bytes);
        }
    }

    std::map<uint64_t, Signal> signals;  // by address of the semaphore

private:
    uint64_t first_line_;
    std::unique_ptr<Line[], decltype(&std::free)> lines_;
};

}  // namespace emulator
