#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>

#include "json.hpp"

namespace emulator {

// What goes over the NoC. A transaction is a packet: what is longer than a burst takes several.
struct Traffic {
    uint64_t transactions = 0;
    uint64_t bytes = 0;

    void add(uint64_t size, uint64_t burst_bytes, uint64_t copies = 1) {
        transactions += copies * ((size + burst_bytes - 1) / burst_bytes);
        bytes += copies * size;
    }
};

// What a processor has done so far. How many instructions an API call issues is known elsewhere: see instructions.py.
struct Counters {
    std::unordered_map<const char*, uint64_t> calls;         // of the API; several names may be the same text
    std::unordered_map<const char*, uint64_t> instructions;  // that the kernel issues itself

    uint64_t src_a_datums = 0;
    uint64_t src_b_datums = 0;
    uint64_t packed_datums = 0;

    uint64_t unpacked_bytes = 0;  // of L1, in the formats in which they lie there
    uint64_t packed_bytes = 0;

    Traffic dram_reads;
    Traffic l1_reads;
    Traffic writes;
    Traffic multicasts;            // as sent
    Traffic multicast_deliveries;  // as received, by all receivers together
    Traffic increments;

};

// Some compilers write template arguments behind a name, others do not.
inline std::string json_by_name(const std::unordered_map<const char*, uint64_t>& counts) {
    std::map<std::string_view, uint64_t> sums;
    for (const auto& [text, count] : counts) {
        const std::string_view name = text;
        sums[name.substr(0, name.find('<'))] += count;
    }
    std::string members;
    for (const auto& [name, count] : sums) {
        members += (members.empty() ? "" : ",") + json(std::string(name)) + ":" + std::to_string(count);
    }
    return "{" + members + "}";
}

inline std::string json_of(const Counters& counters) {
    const auto pair = [](const char* name, const Traffic& traffic) {
        return json(std::string(name)) + ":[" + std::to_string(traffic.transactions) + "," +
               std::to_string(traffic.bytes) + "]";
    };
    return "{\"calls\":" + json_by_name(counters.calls) +
           ",\"instructions\":" + json_by_name(counters.instructions) + ",\"datums\":{\"src_a\":" + std::to_string(counters.src_a_datums) +
           ",\"src_b\":" + std::to_string(counters.src_b_datums) +
           ",\"packed\":" + std::to_string(counters.packed_datums) +
           "},\"l1_bytes\":{\"unpacked\":" + std::to_string(counters.unpacked_bytes) +
           ",\"packed\":" + std::to_string(counters.packed_bytes) + "},\"noc\":{" +
           pair("dram_reads", counters.dram_reads) + "," + pair("l1_reads", counters.l1_reads) + "," +
           pair("writes", counters.writes) + "," + pair("multicasts", counters.multicasts) + "," +
           pair("multicast_deliveries", counters.multicast_deliveries) + "," +
           pair("increments", counters.increments) + "}}";
}

}  // namespace emulator
