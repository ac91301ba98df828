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

    void publish(uint32_t pages, Clock clock) {
        total_ += pages;
        entries_.emplace_back(total_, std::move(clock));
    }

    // Nobody will wait for fewer pages any more than `settled`.
    void learn(Clock& clock, uint64_t count, uint64_t settled) {
        while (entries_.size() > 1 && entries_.front().first <= settled) {
            entries_.pop_front();
        }
        const auto reached =
            std::find_if(entries_.begin(), entries_.end(), [&](auto& it) { return it.first >= count; });
        if (reached != entries_.end()) {
            clock.learn(reached->second);
        }
    }

private:
    uint64_t total_ = 0;
    std::deque<std::pair<uint64_t, Clock>> entries_;
};

}  // namespace emulator
