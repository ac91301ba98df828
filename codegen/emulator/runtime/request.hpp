#pragma once

#include <algorithm>
#include <cstdint>
#include <istream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "chip.hpp"
#include "matrix_unit.hpp"
#include "program.hpp"
#include "timing.hpp"

namespace emulator {

// What the driver asks for: lines of `key value...` up to a line `end`, then the tensors as raw bytes.
struct Request {
    Problem problem;
    Chip chip;
    MathConfig math;
    uint8_t reader_noc = 0;
    uint8_t writer_noc = 1;
    double time_limit_seconds = 60;
    timing::Costs costs;  // none: no times are kept
    std::map<uint32_t, std::string> buffer_names;
    std::map<uint32_t, std::string> semaphore_names;
    std::map<uint32_t, std::pair<std::string, std::string>> buffer_users;  // kernels: producer and consumer, or empty
    std::map<uint32_t, uint32_t> buffer_rows;                              // height of tiles, where it is not 32

    std::set<Coordinates> receivers;  // whose reader receives, where that is a kernel of its own

    std::vector<uint16_t> weights;  // bfloat16 bits, [channels, kernel_height, kernel_width]
    std::vector<uint16_t> bias;     // bfloat16 bits, [channels]
    uint32_t num_shards = 0;
    std::vector<uint16_t> input;  // what memory holds, [num_shards, words of 16 bits of an input shard]
    uint32_t output_shard_words = 0;

    uint32_t input_shard_words() const { return static_cast<uint32_t>(input.size() / std::max(num_shards, 1u)); }
};

class RequestReader {
public:
    explicit RequestReader(std::istream& in) : in_(in) {}

    // False at the end of the input.
    bool next(Request& request) {
        request = {};
        request.problem.noc_coordinates = [&chip = request.chip](Coordinates core) {
            const auto noc = chip.noc_of_core.find(core);
            if (noc == chip.noc_of_core.end()) {
                throw std::invalid_argument("the chip has no core " + text_of(core));
            }
            return noc->second;
        };
        std::string line;
        bool any = false;
        while (std::getline(in_, line)) {
            if (line == "end") {
                read_tensor(request.weights);
                read_tensor(request.bias);
                read_tensor(request.input);
                return true;
            }
            any = true;
            parse(line, request);
        }
        if (any) {
            throw std::runtime_error("the request has no `end`");
        }
        return false;
    }

private:
    void parse(const std::string& line, Request& request) {
        std::istringstream words(line);
        std::string key;
        words >> key;
        Chip& chip = request.chip;
        if (key == "conv") {
            for (uint32_t value = 0; words >> value;) {
                request.problem.conv.push_back(value);
            }
            return;
        } else if (key == "range") {
            auto& [start, end] = request.problem.grid.emplace_back();
            words >> start.x >> start.y >> end.x >> end.y;
        } else if (key == "noc") {
            Coordinates logical, noc;
            words >> logical.x >> logical.y >> noc.x >> noc.y;
            chip.noc_of_core[logical] = noc;
            chip.core_at_noc[noc] = logical;
        } else if (key == "arch") {
            std::string arch;
            words >> arch;
            chip.wormhole = arch == "wormhole_b0";
        } else if (key == "l1") {
            words >> chip.l1_bytes >> chip.l1_base >> chip.l1_alignment;
        } else if (key == "l1_for_programs") {
            words >> request.problem.l1_bytes;
        } else if (key == "dram") {
            words >> chip.dram_banks >> chip.dram_alignment >> request.problem.weight_address >>
                request.problem.bias_address;
        } else if (key == "math") {
            words >> request.math.fidelity_phases >> request.math.fp32_dest_acc >> request.math.adder_slips;
            request.problem.fp32_dest_acc = request.math.fp32_dest_acc;
        } else if (key == "processor_nocs") {
            uint32_t reader = 0, writer = 0;
            words >> reader >> writer;
            request.reader_noc = static_cast<uint8_t>(reader);
            request.writer_noc = static_cast<uint8_t>(writer);
        } else if (key == "time_limit") {
            words >> request.time_limit_seconds;
        } else if (key == "rate") {
            std::string name;
            double value = 0;
            words >> name >> value;
            request.costs.set_rate(name, value);
            request.costs.given = true;
        } else if (key == "call_cost") {
            std::string name;
            uint32_t processor = 0;
            words >> name >> processor;
            timing::CallCost& cost = request.costs.calls[name].at(processor);
            words >> cost.riscv >> cost.tensix >> cost.unit;
        } else if (key == "start_cost") {
            uint32_t processor = 0;
            words >> processor;
            words >> request.costs.starts.at(processor);
        } else if (key == "own_cost") {
            uint32_t processor = 0;
            std::pair<std::string, std::string> calls;
            words >> processor >> calls.first >> calls.second;
            timing::OwnCode& own = request.costs.own_code.at(processor);
            words >> own.cycles[calls];
            own.calls.insert(calls.second);
        } else if (key == "instruction_cost") {
            std::string mnemonic;
            words >> mnemonic >> request.costs.instructions[mnemonic];
        } else if (key == "record") {
            Coordinates& core = request.costs.recorded_core.emplace();
            words >> core.x >> core.y;
        } else if (key == "buffer_name") {
            uint32_t index = 0;
            words >> index >> request.buffer_names[index];
        } else if (key == "buffer_users") {
            uint32_t index = 0;
            words >> index;
            auto& [producer, consumer] = request.buffer_users[index];
            words >> producer >> consumer;
            for (std::string* user : {&producer, &consumer}) {
                if (*user == "nobody") {
                    user->clear();
                }
            }
        } else if (key == "buffer_rows") {
            uint32_t index = 0;
            words >> index >> request.buffer_rows[index];
        } else if (key == "semaphore_name") {
            uint32_t id = 0;
            words >> id >> request.semaphore_names[id];
        } else if (key == "receiver") {
            Coordinates core;
            words >> core.x >> core.y;
            request.receivers.insert(core);
        } else if (key == "tensors") {
            size_t weight_datums = 0, bias_datums = 0, input_shard_words = 0;
            words >> weight_datums >> bias_datums >> request.num_shards >> input_shard_words >>
                request.output_shard_words;
            request.weights.resize(weight_datums);
            request.bias.resize(bias_datums);
            request.input.resize(request.num_shards * input_shard_words);
        } else {
            throw std::runtime_error("unknown key in the request: " + line);
        }
        if (words.fail()) {
            throw std::runtime_error("malformed line in the request: " + line);
        }
    }

    void read_tensor(std::vector<uint16_t>& tensor) {
        const auto bytes = static_cast<std::streamsize>(tensor.size() * sizeof(uint16_t));
        if (bytes > 0 && !in_.read(reinterpret_cast<char*>(tensor.data()), bytes)) {
            throw std::runtime_error("the request ends in the middle of a tensor");
        }
    }

    std::istream& in_;
};

}  // namespace emulator
