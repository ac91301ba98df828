#include "clock.hpp"

namespace emulator {

void Clock::learn(const Clock& other) {
    auto own = groups_.begin();
    for (const Group& theirs : other.groups_) {
        own = std::lower_bound(own, groups_.end(), theirs.place, is_before);
        if (own == groups_.end() || own->place != theirs.place) {
            own = groups_.insert(own, theirs);
            continue;
        }
        for (size_t i = 0; i < group_size; ++i) {
            own->times[i] = std::max(own->times[i], theirs.times[i]);
        }
    }
}

}  // namespace emulator
