#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace emulator {

// What has certainly happened before: for each sequence of accesses on the chip (a vector clock), how far it is known
// to have come. Whoever synchronizes with another processor learns what that one knew.
class Clock {
public:
    Clock() = default;
    explicit Clock(size_t sequences) : times_(sequences) {}

    uint32_t operator[](uint32_t sequence) const { return times_[sequence]; }
    void advance(uint32_t sequence, uint32_t time) { times_[sequence] = std::max(times_[sequence], time); }

    void learn(const Clock& other);

private:
    std::vector<uint32_t> times_;  // empty: nobody has published anything yet
};

// A counter of pages as a means to synchronize: who waits for a count learns what was known when it was reached, and
// nothing of what came later, although in this run that may have happened already.
class Ledger {
public:
    uint64_t total() const { return total_; }

    // `time` is when others can see it, in cycles.
    void publish(uint32_t pages, Clock clock, uint64_t time) {
        total_ += pages;
        entries_.push_back({total_, std::move(clock), time});
    }

    // Returns when the count was reached. Nobody will wait for fewer pages any more than `settled`.
    uint64_t learn(Clock& clock, uint64_t count, uint64_t settled) {
        while (entries_.size() > 1 && entries_.front().total <= settled) {
            entries_.pop_front();
        }
        const auto reached =
            std::find_if(entries_.begin(), entries_.end(), [&](auto& it) { return it.total >= count; });
        if (reached == entries_.end()) {
            return 0;
        }
        clock.learn(reached->clock);
        return reached->time;
    }

private:
    struct Entry {
        uint64_t total;
        Clock clock;
        uint64_t time;
    };

    uint64_t total_ = 0;
    std::deque<Entry> entries_;
};

}  // namespace emulator
