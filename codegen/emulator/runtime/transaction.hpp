#pragma once

#include <algorithm>
#include <cstdint>
#include <vector>

#include "memory.hpp"

namespace emulator {

struct Endpoint {
    Memory* memory;
    uint64_t address;
};

// Something on its way over the NoC. Bounds and alignment were checked when it was issued.
struct Transaction {
    enum class Kind : uint32_t { read, write, increment };

    Kind kind;
    uint8_t noc;
    uint64_t order = 0;  // of issue, over the whole chip
    Endpoint from;
    std::vector<Endpoint> to;  // several for a multicast
    uint32_t size;
    uint32_t read_id = 0;  // of a read: the id that its issuer had set
    uint32_t increment = 0;
    bool is_flag = false;               // a semaphore: travels by another command buffer than data
    bool left = false;                  // the sender's memory has been read, `payload` holds what was there
    std::vector<uint8_t> payload = {};  // of a write that has left
    const char* call = "";
    CallSite site = {};
    const Processor* issuer = nullptr;
    Clock known = {};  // to whoever sees it arrive at a semaphore
    std::vector<uint64_t> arrives = {};  // at each target, in cycles; nothing is kept for reads

    // The data leaves the memory of the sender.
    void leave() {
        if (!left) {
            const uint8_t* bytes = from.memory->read(from.address, size);
            payload.assign(bytes, bytes + size);
            left = true;
        }
    }

    // Somebody may wait for the semaphore at a target.
    void tell(Signal& signal, size_t target) const {
        signal.from[issuer] = site;
        signal.time = std::max(signal.time, arrives.empty() ? 0 : arrives[target]);
        signal.has(to[target].memory->read_word(to[target].address));
    }

    void arrive() {
        if (kind == Kind::increment) {
            Memory& memory = *to.front().memory;
            memory.write_word(to.front().address, memory.read_word(to.front().address) + increment);
            Signal& signal = memory.shadow.signals[to.front().address];
            signal.clock.learn(known);
            tell(signal, 0);
            return;
        }
        leave();
        for (size_t i = 0; i < to.size(); ++i) {
            const Endpoint& target = to[i];
            std::memcpy(target.memory->write(target.address, size), payload.data(), size);
            const auto signal = target.memory->shadow.signals.find(target.address);
            if (signal != target.memory->shadow.signals.end()) {
                signal->second.clock = known;
                tell(signal->second, i);
            }
        }
    }
};

}  // namespace emulator
