#pragma once

#include <algorithm>
#include <optional>
#include <cstdint>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "emulator/zeros.hpp"
#include "machine.hpp"
#include "watch.hpp"

// The networks on the chip. A transaction is checked when it is issued, and arrives as late as it may: a read when its
// issuer waits for it, a write when no processor can go on without it. So a program that relies on luck fails here.
namespace emulator::noc {

// A NoC address: 36 bits of memory address, then x and y of the core, or both corners of a rectangle. Kernels add byte
// offsets to it. Addresses in DRAM carry the number of the bank instead of coordinates.
constexpr uint32_t address_bits = 36;
constexpr uint32_t coordinate_bits = 6;
constexpr uint64_t dram_flag = uint64_t{1} << 62;

inline uint64_t unicast(Coordinates target, uint64_t address) {
    return address | (uint64_t{target.x} << address_bits) | (uint64_t{target.y} << (address_bits + coordinate_bits));
}

inline uint64_t multicast(Coordinates start, Coordinates end, uint64_t address) {
    const uint64_t corner = (uint64_t{start.x} << (address_bits + 2 * coordinate_bits)) |
                            (uint64_t{start.y} << (address_bits + 3 * coordinate_bits));
    return unicast(end, address) | corner;
}

inline uint64_t dram(uint32_t bank, uint64_t address) {
    return dram_flag | unicast({bank, 0}, address);
}

inline uint32_t field(uint64_t noc_address, uint32_t index) {
    return (noc_address >> (address_bits + index * coordinate_bits)) & ((1u << coordinate_bits) - 1);
}

inline uint64_t memory_address(uint64_t noc_address) {
    return noc_address & ((uint64_t{1} << address_bits) - 1);
}

inline uint64_t target_of(uint64_t noc_address) {
    return noc_address - memory_address(noc_address);
}

inline Endpoint locate(uint64_t noc_address) {
    const Coordinates target = {field(noc_address, 0), field(noc_address, 1)};
    if ((noc_address & dram_flag) != 0) {
        if (target.x >= machine->dram->num_banks()) {
            fail("there is no DRAM bank ", target.x);
        }
        return {&machine->dram->bank(target.x), memory_address(noc_address)};
    }
    Core* core = machine->find(target);
    if (core == nullptr) {
        const auto logical = machine->chip.core_at_noc.find(target);
        fail(
            "NoC coordinates ",
            text_of(target),
            " are ",
            logical == machine->chip.core_at_noc.end()
                ? std::string("no worker core")
                : "core " + text_of(logical->second) + ", which does not belong to the operation");
    }
    return {&core->l1, memory_address(noc_address)};
}

inline void require_noc(uint8_t noc) {
    if (noc >= noc_count) {
        fail("there is no NoC ", uint32_t{noc});
    }
}

// Both addresses must be at the same place within a line of the memory.
inline void require_congruence(uint64_t from, uint64_t to, uint64_t line, const char* why) {
    if (from % line != to % line) {
        fail("source address ", from, " and destination address ", to, " differ modulo ", line, " (", why, ")");
    }
}

constexpr uint32_t l1_line = 16;

inline bool is_zeros(uint64_t address) {
    return address >= MEM_ZEROS_BASE && address < MEM_ZEROS_BASE + MEM_ZEROS_SIZE;
}

inline uint32_t sequence(NocSequence which, uint8_t noc) {
    return running->first_sequence + sequence_offset(which, noc);
}

// What a flag tells: all that its issuer knew, and that what cannot arrive behind it has arrived. Wormhole keeps the
// order of writes and flags; on Blackhole a flag may overtake data that has not left yet.
inline Clock known_to_flag(uint8_t noc) {
    Clock known = watch::publish();
    const uint32_t writes = running->writes_issued[noc];
    const uint32_t departed = running->clock[sequence(NocSequence::departure, noc)];
    known.advance(sequence(NocSequence::arrival, noc), machine->chip.wormhole ? writes : departed);
    known.advance(sequence(NocSequence::flag, noc), writes);
    known.advance(sequence(NocSequence::increment, noc), running->increments_issued[noc]);
    return known;
}

inline void issue(Transaction transaction) {
    const bool tells = std::any_of(transaction.to.begin(), transaction.to.end(), [](const Endpoint& target) {
        return target.memory->shadow.signals.contains(target.address);
    });
    if (tells) {
        transaction.known = known_to_flag(transaction.noc);
    }
    transaction.order = machine->transactions_issued++;
    transaction.issuer = running;
    transaction.site = running->site;
    timing::send(transaction);
    running->outstanding.push_back(std::move(transaction));
}

// Makes a write known to the watch: it reads its source when it departs, and is on its targets some time later.
inline void watch_write(const Transaction& write) {
    const uint32_t number = ++running->writes_issued[write.noc];
    const uint32_t departure = sequence(NocSequence::departure, write.noc);
    const uint32_t arrival = sequence(write.is_flag ? NocSequence::flag : NocSequence::arrival, write.noc);
    const AccessId departs = watch::noc_access(write.call, departure, number, departure);
    watch::read(*write.from.memory, write.from.address, write.size, departs);
    for (const Endpoint& target : write.to) {
        // The NoC keeps the order of writes to the same place; a loopback may write where it comes from.
        const bool to_source = target.memory == write.from.memory && target.address == write.from.address;
        const AccessId arrives = watch::noc_access(write.call, arrival, number, to_source ? departure : arrival);
        watch::write(*target.memory, target.address, write.size, arrives);
    }
}

// The command buffer keeps where it reads from: reads with state read from there.
inline void set_read_target(uint64_t from, uint8_t noc) {
    require_noc(noc);
    running->read_target[noc] = target_of(from);
}

inline void read(const char* call, uint64_t from, uint32_t to, uint32_t size, uint8_t noc) {
    set_read_target(from, noc);
    const Endpoint source = locate(from);
    const Endpoint target = {&running->core->l1, to};
    source.memory->check(source.address, size);
    target.memory->check(target.address, size);
    const bool from_dram = (from & dram_flag) != 0;
    if (from_dram) {
        require_congruence(source.address, to, machine->chip.dram_alignment, "a read of DRAM");
    } else {
        require_congruence(source.address, to, l1_line, "a read of L1");
    }
    Counters& counters = running->counters;
    (from_dram ? counters.dram_reads : counters.l1_reads).add(size, machine->chip.noc_burst_bytes());
    const uint32_t number = ++running->reads_issued[noc];
    // Reads are answered in any order: none comes after another one.
    const AccessId access = watch::noc_access(
        call, sequence(NocSequence::read, noc), number, running->first_sequence, !from_dram && is_zeros(source.address));
    watch::read(*source.memory, source.address, size, access);
    watch::write(*target.memory, target.address, size, access);
    const uint32_t id = running->read_id[noc];
    ReadsOfId& reads = running->reads[noc][id];
    reads.first = reads.first == 0 ? number : reads.first;
    reads.last = number;
    issue(
        {.kind = Transaction::Kind::read,
         .noc = noc,
         .from = source,
         .to = {target},
         .size = size,
         .read_id = id,
         .call = call});
}

inline void read_with_state(uint32_t from, uint32_t to, uint32_t size, uint8_t noc) {
    require_noc(noc);
    constexpr const char* call = "noc_async_read_with_state";
    const std::optional<uint64_t> target = running->read_target[noc];
    if (!target) {
        fail(call, " without noc_async_read_set_state: nobody has said from which core");
    }
    read(call, *target | from, to, size, noc);
}

inline void write(const char* call, uint32_t from, uint64_t to, uint32_t size, bool is_flag, uint8_t noc) {
    require_noc(noc);
    const Endpoint source = {&running->core->l1, from};
    const Endpoint target = locate(to);
    source.memory->check(source.address, size);
    target.memory->check(target.address, size);
    require_congruence(from, target.address, l1_line, "a write");
    running->counters.writes.add(size, machine->chip.noc_burst_bytes());
    Transaction transaction = {
        .kind = Transaction::Kind::write,
        .noc = noc,
        .from = source,
        .to = {target},
        .size = size,
        .is_flag = is_flag,
        .call = call};
    watch_write(transaction);
    issue(std::move(transaction));
}

// The corners of a rectangle in the order in which the network routes: upwards on NoC 0, downwards on NoC 1.
inline void require_orientation(Coordinates start, Coordinates end, uint8_t noc) {
    const bool upwards = start.x <= end.x && start.y <= end.y;
    const bool downwards = start.x >= end.x && start.y >= end.y;
    if (noc == 0 ? !upwards : !downwards) {
        fail(
            "multicast on NoC ",
            uint32_t{noc},
            " from corner ",
            text_of(start),
            " to corner ",
            text_of(end),
            ": on NoC 0 the start is the smaller corner, on NoC 1 the larger one");
    }
}

inline void multicast_write(
    const char* call,
    uint32_t from,
    uint64_t rectangle,
    uint32_t size,
    uint32_t num_dests,
    bool is_flag,
    bool linked,
    bool loopback,
    uint8_t noc) {
    require_noc(noc);
    const Coordinates end = {field(rectangle, 0), field(rectangle, 1)};
    const Coordinates start = {field(rectangle, 2), field(rectangle, 3)};
    require_orientation(start, end, noc);

    std::vector<Endpoint> targets;
    for (const auto& [place, logical] : machine->chip.core_at_noc) {
        const bool inside = place.x >= std::min(start.x, end.x) && place.x <= std::max(start.x, end.x) &&
                            place.y >= std::min(start.y, end.y) && place.y <= std::max(start.y, end.y);
        if (!inside || (place == running->core->noc && !loopback)) {
            continue;  // a sender inside the rectangle does not send to itself
        }
        if (machine->find(place) == nullptr) {
            fail("multicast writes to core ", text_of(logical), ", which does not belong to the operation");
        }
        targets.push_back(locate(unicast(place, memory_address(rectangle))));
    }
    if (targets.size() != num_dests) {
        fail(
            "multicast with num_dests = ",
            num_dests,
            ", but the rectangle reaches ",
            targets.size(),
            " cores: the barrier would wait for the wrong number of acknowledgements");
    }

    const Endpoint source = {&running->core->l1, from};
    source.memory->check(source.address, size);
    for (const Endpoint& target : targets) {
        target.memory->check(target.address, size);
    }
    require_congruence(from, memory_address(rectangle), l1_line, "a multicast");
    running->counters.multicasts.add(size, machine->chip.noc_burst_bytes());
    running->counters.multicast_deliveries.add(size, machine->chip.noc_burst_bytes(), targets.size());
    running->multicast_link_open = linked;
    Transaction transaction = {
        .kind = Transaction::Kind::write,
        .noc = noc,
        .from = source,
        .to = std::move(targets),
        .size = size,
        .is_flag = is_flag,
        .call = call};
    watch_write(transaction);
    issue(std::move(transaction));
}

inline void require_word(uint64_t address) {
    if (address % sizeof(uint32_t) != 0) {
        fail("semaphore at L1 address ", address, ", which is no multiple of ", sizeof(uint32_t));
    }
}

inline void increment(uint64_t target, uint32_t value, uint8_t noc) {
    require_noc(noc);
    const Endpoint word = locate(target);
    require_word(word.address);
    word.memory->check(word.address, sizeof(uint32_t));
    running->counters.increments.add(sizeof(uint32_t), machine->chip.noc_burst_bytes());
    // Increments do not disturb each other, so for the watch they are reads.
    constexpr const char* call = "noc_semaphore_inc";
    const uint32_t number = ++running->increments_issued[noc];
    const uint32_t increments = sequence(NocSequence::increment, noc);
    watch::read(*word.memory, word.address, sizeof(uint32_t), watch::noc_access(call, increments, number, increments));
    issue(
        {.kind = Transaction::Kind::increment,
         .noc = noc,
         .from = word,
         .to = {word},
         .size = sizeof(uint32_t),
         .increment = value,
         .is_flag = true,
         .call = call});
}

inline void require_read_id(uint32_t id) {
    if (id >= read_ids) {
        fail("transaction id ", id, ", but ids are less than ", read_ids);
    }
}

inline void deliver_reads(uint8_t noc, std::optional<uint32_t> id) {
    std::erase_if(running->outstanding, [noc, id](Transaction& transaction) {
        const bool is_read = transaction.kind == Transaction::Kind::read && transaction.noc == noc;
        const bool wanted = is_read && (!id || transaction.read_id == *id);
        if (wanted) {
            transaction.arrive();
        }
        return wanted;
    });
}

// All reads have arrived.
inline void wait_for_reads(uint8_t noc) {
    deliver_reads(noc, std::nullopt);
    for (ReadsOfId& reads : running->reads[noc]) {
        timing::wait_until(reads.arrival);
        reads = {};
    }
    running->clock.advance(sequence(NocSequence::read, noc), running->reads_issued[noc]);
}

// The reads of an id have arrived. What is known is how many reads are over: so they must be waited for in their order.
inline void wait_for_reads_of(uint32_t id, uint8_t noc) {
    deliver_reads(noc, id);
    ReadsOfId& waited = running->reads[noc][id];
    for (const ReadsOfId& others : running->reads[noc]) {
        if (&others != &waited && others.first != 0 && others.first < waited.last) {
            fail("noc_async_read_barrier_with_trid(", id, "), but reads of another id were issued before: the emulator "
                 "knows reads to be over in the order of their issue only");
        }
    }
    running->clock.advance(sequence(NocSequence::read, noc), waited.last);
    timing::wait_until(waited.arrival);
    waited = {};
}

// The payload of every write has left L1; nobody has received anything yet.
inline void flush_writes(uint8_t noc) {
    for (Transaction& transaction : running->outstanding) {
        if (transaction.kind == Transaction::Kind::write && transaction.noc == noc) {
            transaction.leave();
        }
    }
    running->clock.advance(sequence(NocSequence::departure, noc), running->writes_issued[noc]);
}

inline void wait_for(Transaction::Kind kind, uint8_t noc, const char* call) {
    Processor* self = running;  // the scheduler asks the condition when somebody else is running
    const auto arrived = [self, kind, noc] {
        return std::none_of(self->outstanding.begin(), self->outstanding.end(), [kind, noc](const auto& it) {
            return it.kind == kind && it.noc == noc;
        });
    };
    self->wait_until(arrived, [call] { return Wait{call}; });
    timing::wait_until(self->noc_times[static_cast<uint32_t>(kind)][noc]);
    if (kind == Transaction::Kind::increment) {
        self->clock.advance(sequence(NocSequence::increment, noc), self->increments_issued[noc]);
        return;
    }
    for (const NocSequence over : {NocSequence::departure, NocSequence::arrival, NocSequence::flag}) {
        self->clock.advance(sequence(over, noc), self->writes_issued[noc]);
    }
}

// Which of the outstanding transactions of a processor arrives first. Wormhole keeps their order. On Blackhole data and
// flags use command buffers which overtake each other, so flags go before data that has not been flushed.
inline std::deque<Transaction>::iterator first_to_arrive(std::deque<Transaction>& outstanding) {
    if (!machine->chip.wormhole) {
        for (auto it = outstanding.begin(); it != outstanding.end(); ++it) {
            if (it->is_flag || it->left || it->kind == Transaction::Kind::read) {
                return it;
            }
        }
    }
    return outstanding.begin();
}

// When nobody can go on: lets the oldest transaction arrive. False if there is none.
inline bool deliver_one() {
    Processor* issuer = nullptr;
    for (const auto& core : machine->cores) {
        for (Processor& processor : core->processors) {
            if (!processor.outstanding.empty() &&
                (issuer == nullptr || processor.outstanding.front().order < issuer->outstanding.front().order)) {
                issuer = &processor;
            }
        }
    }
    if (issuer == nullptr) {
        return false;
    }
    const auto first = first_to_arrive(issuer->outstanding);
    first->arrive();
    issuer->outstanding.erase(first);
    return true;
}

}  // namespace emulator::noc
