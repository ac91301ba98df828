#include "watch.hpp"

#include <string_view>

#include "machine.hpp"

namespace emulator::watch {
namespace {

const Access& access_at(AccessId id) {
    return machine->accesses[id];
}

// The later one is an access on behalf of the running processor.
bool ordered(const Access& earlier, const Access& later) {
    return earlier.time <= running->clock[earlier.sequence] ||
           (earlier.sequence == later.after && earlier.time <= later.time);
}

// What would have ordered the accesses: if it is known that the call was made, then the barrier behind it.
std::string missing(const Access& earlier) {
    const uint32_t own = earlier.by->first_sequence;
    if (earlier.sequence == own || earlier.issued > running->clock[own]) {
        return "no pages and no semaphore order the two";
    }
    return text("no ", barrier_of(earlier.sequence - own), " between the two");
}

const char* verb_of_read(const Access& access) {
    return std::string_view(access.call) == "noc_semaphore_inc" ? "increments" : "reads";
}

std::string text_of(const Access& access) {
    return text(access.call, " of ", actor(*access.by), " at ", emulator::text_of(access.site));
}

void require_order(
    const char* verb,
    const char* earlier_verb,
    AccessId earlier_id,
    AccessId later_id,
    const Memory& memory,
    uint64_t at) {
    const Access& earlier = access_at(earlier_id);
    const Access& later = access_at(later_id);
    if (ordered(earlier, later)) {
        return;
    }
    fail_race(
        later.call,
        " ",
        verb,
        " ",
        memory.describe(at),
        ", which ",
        text_of(earlier),
        " ",
        earlier_verb,
        ": ",
        missing(earlier));
}

const char* verb_of_write(AccessId id) {
    return access_at(id).is_pop ? "gives back" : "writes";
}

void require_order_after_all(const char* verb, const Line& line, AccessId access, const Memory& memory, uint64_t at) {
    if (line.last_write != no_access) {
        require_order(verb, verb_of_write(line.last_write), line.last_write, access, memory, at);
    }
    for (uint32_t set = line.reads; set != 0; set = machine->accesses.reads(set).others) {
        const AccessId read = machine->accesses.reads(set).read;
        require_order(verb, verb_of_read(access_at(read)), read, access, memory, at);
    }
}

// The set without those reads that every later write has to come after anyway, with the new one.
uint32_t with_read(uint32_t set, AccessId read) {
    AccessLog& log = machine->accesses;
    uint32_t kept = 0;
    for (; set != 0; set = log.reads(set).others) {
        const AccessId old_id = log.reads(set).read;
        const Access& old = log[old_id];
        if (old.sequence != log[read].sequence && !ordered(old, log[read])) {
            kept = log.add_read(old_id, kept);
        }
    }
    return log.add_read(read, kept);
}

Access access_now(const char* call, uint32_t sequence, uint32_t time, uint32_t after) {
    return {
        .sequence = sequence,
        .time = time,
        .after = after,
        .issued = running->clock[running->first_sequence],
        .by = running,
        .call = call,
        .site = running->site};
}

Access own(const char* call) {
    const uint32_t sequence = running->first_sequence;
    return access_now(call, sequence, running->clock[sequence], sequence);
}

}  // namespace

AccessId own_access(const char* call) {
    return machine->accesses.add(own(call));
}

AccessId own_store(const char* call) {
    Access store = own(call);
    store.outlives_pages = true;
    return machine->accesses.add(store);
}

AccessId noc_access(const char* call, uint32_t sequence, uint32_t time, uint32_t after, bool outlives_pages) {
    Access access = access_now(call, sequence, time, after);
    access.outlives_pages = outlives_pages;
    return machine->accesses.add(access);
}

void read(Memory& memory, uint64_t address, uint64_t size, AccessId access) {
    // Lines beside each other mostly have the same history: it is looked at once.
    AccessId checked = no_access;
    uint32_t old_reads = ~0u;
    uint32_t new_reads = 0;
    memory.shadow.for_lines(address, size, [&](Line& line, uint64_t line_address) {
        const uint64_t at = std::max(address, line_address);
        if (line.last_write == no_access) {
            // Somebody may still reserve, write and push the page: then it is a matter of time.
            const bool reserved = line.gate != gate_unused && line.gate > gate_closed;
            if (line.gate == gate_unused || (reserved && !ordered(access_at(line.gate), access_at(access)))) {
                fail_race(
                    access_at(access).call, " reads ", memory.describe(at), " without waiting until it is pushed");
            }
            fail(access_at(access).call, " reads uninitialised memory: nobody has written ", memory.describe(at));
        }
        if (line.last_write != checked) {
            const Access& last = access_at(line.last_write);
            if (last.is_pop) {
                fail_race(
                    access_at(access).call,
                    " uses ",
                    memory.describe(at),
                    " after ",
                    text_of(last),
                    " has given it back");
            }
            require_order(verb_of_read(access_at(access)), "writes", line.last_write, access, memory, at);
            checked = line.last_write;
        }
        if (line.reads != old_reads) {
            old_reads = line.reads;
            new_reads = with_read(line.reads, access);
        }
        line.reads = new_reads;
    });
}

void write(Memory& memory, uint64_t address, uint64_t size, AccessId access) {
    Line checked = {no_access, ~0u, gate_closed};
    memory.shadow.for_lines(address, size, [&](Line& line, uint64_t line_address) {
        const uint64_t at = std::max(address, line_address);
        if (line.gate == gate_closed || line.gate == gate_unused) {
            fail_race(access_at(access).call, " writes ", memory.describe(at), ", which nobody has reserved");
        }
        if (line.last_write != checked.last_write || line.reads != checked.reads || line.gate != checked.gate) {
            checked = line;
            if (line.gate != gate_open && !ordered(access_at(line.gate), access_at(access))) {
                fail_race(
                    access_at(access).call,
                    " writes ",
                    memory.describe(at),
                    " without waiting for ",
                    text_of(access_at(line.gate)));
            }
            require_order_after_all("writes", line, access, memory, at);
        }
        line.last_write = access;
        line.reads = 0;
    });
}

void reserve(Memory& memory, uint64_t address, uint64_t size) {
    const AccessId access = own_access("cb_reserve_back");
    memory.shadow.for_lines(address, size, [access](Line& line, uint64_t) { line.gate = access; });
}

void push(Memory& memory, uint64_t address, uint64_t size) {
    memory.shadow.for_lines(address, size, [](Line& line, uint64_t) { line.gate = gate_closed; });
}

void pop(Memory& memory, uint64_t address, uint64_t size) {
    Access pop = own("cb_pop_front");
    pop.is_pop = true;
    const AccessId access = machine->accesses.add(pop);
    Line checked = {no_access, 0, 0};
    memory.shadow.for_lines(address, size, [&](Line& line, uint64_t at) {
        if (line.last_write != checked.last_write || line.reads != checked.reads) {
            checked = line;
            require_order_after_all("gives back", line, access, memory, at);
        }
        if (line.last_write == no_access || access_at(line.last_write).outlives_pages) {
            return;
        }
        line.last_write = access;
        line.reads = 0;
    });
}

void written_by_host(Memory& memory, uint64_t address, uint64_t size) {
    memory.shadow.for_lines(address, size, [](Line& line, uint64_t) { line.last_write = host_access; });
}

void close_gates(Memory& memory, uint64_t address, uint64_t size) {
    memory.shadow.for_lines(address, size, [](Line& line, uint64_t) { line.gate = gate_unused; });
}

bool written_since_reserve(Memory& memory, uint64_t address, uint64_t size) {
    bool written = false;
    memory.shadow.for_lines(address, size, [&written](const Line& line, uint64_t) {
        written |= line.gate > gate_closed && line.last_write > line.gate;
    });
    return written;
}

Clock publish() {
    Clock known = running->clock;
    const uint32_t own = running->first_sequence;
    running->clock.advance(own, known[own] + 1);
    return known;
}

}  // namespace emulator::watch
