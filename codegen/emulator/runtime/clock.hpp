#pragma once

#include <algorithm>
#include <array>
#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

namespace emulator {

// What has certainly happened before: for each sequence of accesses on the chip (a vector clock), how far it is known
// to have come. Whoever synchronizes with another processor learns what that one knew.
//
// Kept are the sequences of which something is known, in groups: those of the own core and of the few that it hears
// from. A page of a buffer has such a clock, so one for the whole chip would take gigabytes.
class Clock {
public:
    uint32_t operator[](uint32_t sequence) const {
        const auto found = std::lower_bound(groups_.begin(), groups_.end(), sequence / group_size, is_before);
        return found == groups_.end() || found->place != sequence / group_size ? 0 : found->times[sequence % group_size];
    }

    void advance(uint32_t sequence, uint32_t time) {
        auto found = std::lower_bound(groups_.begin(), groups_.end(), sequence / group_size, is_before);
        if (found == groups_.end() || found->place != sequence / group_size) {
            found = groups_.insert(found, {sequence / group_size, {}});
        }
        found->times[sequence % group_size] = std::max(found->times[sequence % group_size], time);
    }

    void learn(const Clock& other);

private:
    static constexpr uint32_t group_size = 16;

    struct Group {
        uint32_t place;
        std::array<uint32_t, group_size> times;
    };

    static bool is_before(const Group& group, uint32_t place) { return group.place < place; }

    std::vector<Group> groups_;  // by place; none: nobody has published anything yet
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
