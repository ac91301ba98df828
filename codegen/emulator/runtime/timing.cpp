#include "timing.hpp"

#include <cmath>
#include <utility>

#include "json.hpp"
#include "machine.hpp"
#include "noc.hpp"

namespace emulator::timing {
namespace {

bool off() {
    return !machine->costs.given;
}

LaneTime& lane(Lane which) {
    return running->core->times.lanes[static_cast<uint32_t>(which)];
}

Lane own_lane() {
    return static_cast<Lane>(running->kind);
}

bool computes() {
    return running->kind >= ProcessorKind::trisc0;
}

Cycles& thread() {
    return running->core->times.threads[static_cast<uint32_t>(running->kind) - static_cast<uint32_t>(ProcessorKind::trisc0)];
}

Cycles cycles_of(double amount, double per_cycle) {
    return static_cast<Cycles>(std::ceil(amount / per_cycle));
}

void work(Lane which, Cycles begin, Cycles end, const char* what) {
    LaneTime& it = lane(which);
    it.busy += end - begin;
    it.free = std::max(it.free, end);
    if (end > begin && machine->costs.recorded_core == running->core->logical) {
        machine->record.intervals.push_back({which, begin, end, what});
    }
}

std::string without_arguments(const char* call) {
    const std::string name = call;
    return name.substr(0, name.find('<'));
}

const CallCost& cost_of(const char* call) {
    static const std::array<CallCost, 5> nothing = {};
    const auto [known, is_new] = machine->record.costs_of_call.emplace(call, &nothing);
    if (is_new) {
        const std::string name = without_arguments(call);
        const auto cost = machine->costs.calls.find(name);
        if (cost == machine->costs.calls.end()) {
            machine->record.untimed.insert(name);
        } else {
            known->second = &cost->second;
        }
    }
    return (*known->second)[static_cast<uint32_t>(running->kind)];
}

// What a call costs its processor, with what the kernel has done itself since the one before.
Cycles with_own_code(const std::string& name, Cycles riscv) {
    const OwnCode& own = machine->costs.own_code[static_cast<uint32_t>(running->kind)];
    if (!own.calls.contains(name)) {
        return riscv;
    }
    const auto cost = own.cycles.find({std::exchange(running->last_call, name), name});
    const int64_t cycles = static_cast<int64_t>(riscv) + (cost == own.cycles.end() ? 0 : cost->second);
    return static_cast<Cycles>(std::max<int64_t>(cycles, 0));
}

// Routers on the way along a ring: NoC 0 goes upwards, NoC 1 downwards, both around the edge.
uint32_t along(uint32_t from, uint32_t to, uint32_t ring, uint8_t noc) {
    const uint32_t upwards = (to + ring - from % ring) % ring;
    return noc == 0 ? upwards : (ring - upwards) % ring;
}

Cycles one_way(Coordinates from, Coordinates to, uint8_t noc) {
    const Rates& rates = machine->costs.rates;
    const uint32_t hops = along(from.x, to.x, static_cast<uint32_t>(rates.noc_columns), noc) +
                          along(from.y, to.y, static_cast<uint32_t>(rates.noc_rows), noc);
    return static_cast<Cycles>(hops * rates.hop_cycles + 2 * rates.interface_cycles);
}

// Both ways on the same ring: once around it, wherever the other end is. The place of DRAM is not known, nor needed.
Cycles round_trip(Coordinates from, std::optional<Coordinates> to) {
    const Rates& rates = machine->costs.rates;
    const double hops = (!to || to->x != from.x ? rates.noc_columns : 0) + (!to || to->y != from.y ? rates.noc_rows : 0);
    return static_cast<Cycles>(hops * rates.hop_cycles + 4 * rates.interface_cycles);
}

std::optional<uint32_t> dram_channel(const Memory* memory) {
    for (uint32_t bank = 0; bank < machine->dram->num_banks(); ++bank) {
        if (&machine->dram->bank(bank) == memory) {
            return bank;
        }
    }
    return std::nullopt;
}

std::optional<Coordinates> place_of(const Memory* memory) {
    for (const auto& core : machine->cores) {
        if (&core->l1 == memory) {
            return core->noc;
        }
    }
    return std::nullopt;
}

}  // namespace

void begin() {
    for (const auto& core : machine->cores) {
        for (uint32_t processor = 0; processor < machine->costs.starts.size(); ++processor) {
            core->times.lanes[processor].free = machine->costs.starts[processor];
        }
    }
}

void leave() {
    if (!off()) {
        spend(with_own_code("end", 0), "end");
    }
}

void enter(const char* call) {
    if (off()) {
        return;
    }
    const CallCost& cost = cost_of(call);
    spend(with_own_code(without_arguments(call), cost.riscv), call);
    if (cost.tensix > 0) {
        thread() = std::max(thread(), now()) + cost.tensix;
    }
    if (computes()) {
        running->unit_cycles = cost.unit;
        running->call = call;
    }
}

void step(const char* name) {
    if (off()) {
        return;
    }
    const auto cost = machine->costs.calls.find(name);
    const Cycles one_word = 1;  // to hand an instruction to the Tensix unit
    const Cycles riscv =
        cost == machine->costs.calls.end() ? one_word : cost->second[static_cast<uint32_t>(running->kind)].riscv;
    spend(with_own_code(name, riscv), name);
}

void spend(Cycles cycles, const char* what) {
    if (!off()) {
        work(own_lane(), now(), now() + cycles, what);
    }
}

void wait_until(Cycles time) {
    lane(own_lane()).free = std::max(now(), time);
}

Cycles now() {
    return lane(own_lane()).free;
}

Cycles told() {
    return computes() ? thread_now() : now();
}

void store() {
    spend(static_cast<Cycles>(machine->costs.rates.store_cycles), "store");
}

void thread_waits_until(Cycles time) {
    thread() = std::max(thread(), time);
}

Cycles thread_now() {
    return std::max(thread(), now());
}

void execute(const char* mnemonic) {
    if (off()) {
        return;
    }
    const auto cost = machine->costs.instructions.find(mnemonic);
    thread() = thread_now() + (cost == machine->costs.instructions.end() ? 1 : cost->second);
}

void take_context() {
    if (off()) {
        return;
    }
    const CoreTimes& times = running->core->times;
    wait_until(times.contexts_free[times.contexts_used % banks]);
}

void give_context_back() {
    CoreTimes& times = running->core->times;
    times.contexts_free[times.contexts_used++ % banks] = thread_now();
}

Arrival unpack(uint32_t bytes_a, uint32_t bytes_b, uint32_t pieces, Cycles at_least) {
    take_context();
    const Arrival arrival = fetch(bytes_a, bytes_b, pieces, at_least);
    give_context_back();
    return arrival;
}

Arrival unpack_alone(uint32_t bytes_a, uint32_t pieces, Cycles at_least) {
    if (off()) {
        return {};
    }
    take_context();
    SourceTimes& other = running->core->times.sources[static_cast<uint32_t>(Source::b)];
    thread_waits_until(other.freed[other.num_filled++ % banks]);
    const Arrival arrival = fetch(bytes_a, /*bytes_b=*/0, pieces, at_least);
    give_context_back();
    return arrival;
}

Arrival fetch(uint32_t bytes_a, uint32_t bytes_b, uint32_t pieces, Cycles at_least) {
    if (off()) {
        return {};
    }
    CoreTimes& times = running->core->times;
    Cycles issued = thread_now();
    for (const auto& [source, bytes] : {std::pair{Source::a, bytes_a}, std::pair{Source::b, bytes_b}}) {
        if (bytes > 0) {
            SourceTimes& filled = times.sources[static_cast<uint32_t>(source)];
            issued = std::max(issued, filled.freed[filled.num_filled++ % banks]);
        }
    }
    const Rates& rates = machine->costs.rates;
    const auto address = static_cast<Cycles>(rates.unpack_address_cycles);
    const Cycles begin = std::max(issued + address, times.fetch_free);
    const Cycles alone = cycles_of(std::max(bytes_a, bytes_b), rates.unpack_bytes_per_cycle);
    const Cycles together = cycles_of(bytes_a + bytes_b, rates.both_unpack_bytes_per_cycle);
    const auto turn = static_cast<Cycles>(rates.unpack_turn_cycles);
    const Cycles end = begin + std::max(std::max(alone, together) + (pieces - 1) * turn, at_least);
    times.fetch_free = end + turn;
    // Whoever issues waits until the last piece is accepted: when the one before it has been fetched.
    const Cycles piece = (end - begin) / pieces;
    thread() = std::max(begin, end - piece);
    if (bytes_a > 0) {
        work(Lane::unpacker0, begin, end, running->call);
    }
    if (bytes_b > 0) {
        work(Lane::unpacker1, begin, end, running->call);
    }
    return {begin + piece, end, pieces};
}

Arrival fetch_slowly(uint32_t bytes_b) {
    if (off()) {
        return {};
    }
    const Rates& rates = machine->costs.rates;
    SourceTimes& filled = running->core->times.sources[static_cast<uint32_t>(Source::b)];
    const Cycles issued = std::max(thread_now(), filled.freed[filled.num_filled++ % banks]);
    const Cycles begin =
        std::max(issued + static_cast<Cycles>(rates.unpack_address_cycles), lane(Lane::unpacker1).free);
    const Cycles end = begin + cycles_of(bytes_b, rates.slow_unpack_bytes_per_cycle);
    thread() = begin;
    work(Lane::unpacker1, begin, end, running->call);
    return {end, end, /*pieces=*/1};
}

void wait_for_unpackers() {
    thread_waits_until(std::max(running->core->times.fetch_free, lane(Lane::unpacker1).free));
}

void compute(const Arrival& operands, Cycles cycles) {
    if (off()) {
        return;
    }
    const Cycles begin = std::max({thread_now(), lane(Lane::matrix_unit).free, operands.first});
    const Cycles end = std::max(begin + cycles, operands.all + cycles / operands.pieces);
    work(Lane::matrix_unit, end - cycles, end, running->call);
    thread() = end;
}

void free_source(Source source) {
    SourceTimes& times = running->core->times.sources[static_cast<uint32_t>(source)];
    times.freed[times.num_freed++ % banks] = lane(Lane::matrix_unit).free;
}

void wait_for_matrix_unit() {
    thread_waits_until(
        lane(Lane::matrix_unit).free + static_cast<Cycles>(machine->costs.rates.matrix_latency_cycles));
}

void pack(uint32_t bytes) {
    if (off()) {
        return;
    }
    const Cycles begin = std::max(thread_now(), lane(Lane::packer).free);
    const Cycles write = cycles_of(bytes, machine->costs.rates.pack_bytes_per_cycle);
    work(Lane::packer, begin, begin + std::max(write, running->unit_cycles), running->call);
    thread() = begin;
}

void wait_for_packer() {
    thread_waits_until(lane(Lane::packer).free);
}

void send(Transaction& transaction) {
    if (off()) {
        return;
    }
    const bool first_noc = transaction.noc == 0;
    const uint64_t packets = (transaction.size + machine->chip.noc_burst_bytes() - 1) / machine->chip.noc_burst_bytes();
    const Cycles flits = packets + cycles_of(transaction.size, machine->costs.rates.noc_bytes_per_cycle);
    const bool reads = transaction.kind == Transaction::Kind::read;
    const Lane out = first_noc ? Lane::noc0_out : Lane::noc1_out;
    const Cycles begin = std::max(now(), lane(out).free);
    const Cycles end = begin + (reads ? packets : flits);  // each packet has a header, and a request is no more than that
    work(out, begin, end, transaction.call);
    Cycles& known = running->noc_times[static_cast<uint32_t>(transaction.kind)][transaction.noc];
    const Coordinates here = running->core->noc;

    if (reads) {
        Cycles answered = end + round_trip(here, place_of(transaction.from.memory));
        if (const auto channel = dram_channel(transaction.from.memory)) {
            const Cycles cycles = cycles_of(transaction.size, machine->costs.rates.dram_bytes_per_cycle);
            const Cycles way = round_trip(here, std::nullopt) / 2;
            const auto latency = static_cast<Cycles>(machine->costs.rates.dram_latency_cycles);
            answered = machine->record.dram[*channel].take(end + way, cycles) + latency + way - std::min(cycles, flits);
        }
        const Lane in = first_noc ? Lane::noc0_in : Lane::noc1_in;
        const Cycles comes = std::max(answered, lane(in).free);
        work(in, comes, comes + flits, transaction.call);
        uint64_t& arrival = running->reads[transaction.noc][transaction.read_id].arrival;
        arrival = std::max(arrival, comes + flits);
        return;
    }
    for (const Endpoint& target : transaction.to) {
        const std::optional<Coordinates> there = place_of(target.memory);
        const Cycles arrives = end + (there ? one_way(here, *there, transaction.noc) : round_trip(here, there) / 2);
        transaction.arrives.push_back(arrives);
        known = std::max({known, arrives, end + round_trip(here, there)});
    }
    running->departed[transaction.noc] = std::max(running->departed[transaction.noc], end);
}

std::string json_of_times() {
    if (off()) {
        return "null";
    }
    const auto core_times = [](const auto& core) {
        Cycles cycles = 0;
        std::string busy;
        std::string ends;
        const uint32_t first_thread = static_cast<uint32_t>(Lane::trisc0);
        for (uint32_t i = 0; i < lane_names.size(); ++i) {
            const LaneTime& it = core->times.lanes[i];
            const bool issues = i >= first_thread && i < first_thread + core->times.threads.size();
            const Cycles end = std::max(it.free, issues ? core->times.threads[i - first_thread] : 0);
            cycles = std::max(cycles, end);
            const std::string name = (busy.empty() ? "" : ",") + json(std::string(lane_names[i])) + ":";
            busy += name + std::to_string(it.busy);
            ends += name + std::to_string(end);
        }
        return "{\"core\":" + json_words({core->logical.x, core->logical.y}) + ",\"cycles\":" + std::to_string(cycles) +
               ",\"busy\":{" + busy + "},\"ends\":{" + ends + "}}";
    };
    const auto interval = [](const Interval& it) {
        return "[" + json(std::string(lane_names[static_cast<uint32_t>(it.lane)])) + "," + std::to_string(it.begin) +
               "," + std::to_string(it.end) + "," + json(std::string(it.what)) + "]";
    };
    const auto channel = [](const auto& it) { return std::to_string(it.second.busy()); };
    return "{\"cores\":" + json_array(machine->cores, core_times) +
           ",\"dram_busy\":" + json_array(machine->record.dram, channel) +
           ",\"timeline\":" + json_array(machine->record.intervals, interval) +
           ",\"untimed\":" + json_array(machine->record.untimed, [](const auto& it) { return json(it); }) + "}";
}

}  // namespace emulator::timing
