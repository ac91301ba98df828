#pragma once

#include <cstdint>
#include <cstring>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "machine.hpp"
#include "request.hpp"

namespace emulator {

// What tt-metal does before it starts a program: places buffers and tensors, hands out the arguments. `Plan` is the
// ProgramPlan of the emitted code; the functions are templates because each variant has a type of its own.

constexpr uint32_t max_semaphores = 16;
constexpr uint32_t semaphore_bytes = 16;    // distance of two semaphores in L1
constexpr uint32_t max_buffer_pages = 0xffff;  // what the 16-bit counters can tell from an empty buffer
constexpr uint32_t page_unit = 16;             // compute processors count addresses and sizes in 16 bytes

inline uint64_t round_up(uint64_t value, uint64_t unit) { return (value + unit - 1) / unit * unit; }

inline std::string name_of(const char* what, uint32_t id, const std::map<uint32_t, std::string>& names) {
    const auto name = names.find(id);
    return name == names.end() ? text(what, " ", id) : text(what, " ", id, " (", name->second, ")");
}

// Sharded tensors lie at the end of L1, each below the one before.
struct Shards {
    uint64_t input = 0;
    uint64_t input_bytes = 0;
    uint64_t output = 0;
    uint64_t output_bytes = 0;

    explicit Shards(const Request& request)
        : input_bytes(request.input_shard_datums() * sizeof(uint16_t)),
          output_bytes(request.output_shard_datums * sizeof(uint16_t)) {
        const uint64_t input_room = round_up(input_bytes, request.chip.l1_alignment);
        const uint64_t output_room = round_up(output_bytes, request.chip.l1_alignment);
        if (request.chip.l1_base + input_room + output_room > request.chip.l1_bytes) {
            fail("L1 is full: an input shard of ", input_bytes, " bytes and an output shard of ", output_bytes,
                 " bytes do not fit between ", request.chip.l1_base, " and ", request.chip.l1_bytes);
        }
        input = request.chip.l1_bytes - input_room;
        output = input - output_room;
    }
};

template <typename PlannedBuffer>
void require_sound(const PlannedBuffer& planned, const std::string& name) {
    if (planned.index >= max_circular_buffers) {
        fail(name, ": there are ", max_circular_buffers, " circular buffers");
    }
    if (planned.num_pages == 0 || planned.num_pages > max_buffer_pages) {
        fail(name, " has ", planned.num_pages, " pages; the 16-bit counters allow 1 to ", max_buffer_pages);
    }
    if (planned.page_bytes == 0 || planned.page_bytes % page_unit != 0) {
        fail(name, " has pages of ", planned.page_bytes, " bytes, which is no multiple of ", page_unit);
    }
}

// Buffers with memory of their own grow upwards from the first free address.
template <typename Plan>
void place_buffers(Core& core, const Plan& plan, const Request& request, const Shards& shards) {
    using Memory = decltype(plan.circular_buffers.front().memory);
    uint64_t next_free = round_up(request.chip.l1_base, request.chip.l1_alignment);
    for (const auto& planned : plan.circular_buffers) {
        const std::string name = name_of("buffer", planned.index, request.buffer_names);
        require_sound(planned, name);
        if (core.buffers[planned.index]) {
            fail(name, " is planned twice");
        }
        CircularBuffer& buffer = core.buffers[planned.index].emplace();
        buffer.index = planned.index;
        buffer.name = name;
        buffer.num_pages = planned.num_pages;
        buffer.page_bytes = planned.page_bytes;
        if (planned.memory == Memory::own) {
            const uint64_t bytes = uint64_t{planned.num_pages} * planned.page_bytes;
            if (next_free + bytes > shards.output) {
                fail("L1 is full: ", name, " takes ", bytes, " bytes from ", next_free,
                     ", and the sharded tensors begin at ", shards.output);
            }
            buffer.address = static_cast<uint32_t>(next_free);
            core.l1.allocate(name, next_free, bytes);
            next_free = round_up(next_free + bytes, request.chip.l1_alignment);
            continue;
        }
        const bool is_input = planned.memory == Memory::input_shard;
        const uint64_t shard_bytes = is_input ? shards.input_bytes : shards.output_bytes;
        buffer.address = static_cast<uint32_t>(is_input ? shards.input : shards.output);
        if (buffer.size() > shard_bytes) {
            fail(name, " takes ", buffer.size(), " bytes of a shard of ", shard_bytes);
        }
    }
}

template <typename Plan>
void place_semaphores(Machine& machine, Core& core, const Plan& plan, const Request& request) {
    core.semaphore_addresses.assign(max_semaphores, 0);
    machine.semaphore_names.resize(max_semaphores);
    for (const auto& planned : plan.semaphores) {
        if (planned.id >= max_semaphores) {
            fail("semaphore ", planned.id, ": there are ", max_semaphores);
        }
        // On the chip they lie below the first address for buffers, too.
        const uint64_t address = request.chip.l1_base - (max_semaphores - planned.id) * semaphore_bytes;
        machine.semaphore_names[planned.id] = name_of("semaphore", planned.id, request.semaphore_names);
        core.l1.allocate(machine.semaphore_names[planned.id], address, sizeof(uint32_t));
        core.l1.write_word(address, planned.initial_value);
        core.semaphore_addresses[planned.id] = static_cast<uint32_t>(address);
    }
}

template <typename CorePlan>
std::unique_ptr<Core> make_core(const CorePlan& planned, const Request& request) {
    const Coordinates logical = {planned.core.x, planned.core.y};
    const Coordinates noc = {planned.noc.x, planned.noc.y};
    const auto known = request.chip.noc_of_core.find(logical);
    if (known == request.chip.noc_of_core.end()) {
        fail("the plan uses core ", text_of(logical), ", which the chip does not have");
    }
    if (known->second != noc) {
        fail("the plan has core ", text_of(logical), " at NoC coordinates ", text_of(noc), ", the chip at ",
             text_of(known->second));
    }
    return std::make_unique<Core>(logical, noc, request.chip.l1_bytes, request.math.fp32_dest_acc);
}

// Gives the processors of a core their arguments. The plan must outlive the machine.
template <typename Plan, typename CorePlan>
void set_up_processors(Core& core, const Plan& plan, const CorePlan& planned, const Request& request) {
    for (uint32_t i = 0; i < core.processors.size(); ++i) {
        Processor& processor = core.processors[i];
        processor.core = &core;
        processor.kind = static_cast<ProcessorKind>(i);
        switch (processor.kind) {
            case ProcessorKind::brisc:
                processor.noc = request.reader_noc;
                processor.compile_time_args = &plan.reader_compile_time_args;
                processor.runtime_args = planned.reader_args;
                break;
            case ProcessorKind::ncrisc:
                processor.noc = request.writer_noc;
                processor.compile_time_args = &plan.writer_compile_time_args;
                processor.runtime_args = planned.writer_args;
                break;
            default:
                processor.compile_time_args = &plan.compute_compile_time_args;
                processor.runtime_args = planned.compute_args;
        }
    }
}

template <typename Plan>
void set_up(Machine& machine, const Plan& plan, const Request& request, const Shards& shards) {
    machine.chip = request.chip;
    machine.math = request.math;
    if (plan.cores.size() != request.num_shards) {
        fail("the plan has ", plan.cores.size(), " cores, and there are ", request.num_shards, " shards");
    }
    for (size_t i = 0; i < plan.cores.size(); ++i) {
        const auto& planned = plan.cores[i];
        Core& core = *machine.cores.emplace_back(make_core(planned, request));
        if (!machine.core_by_logical.emplace(core.logical, &core).second) {
            fail("the plan has core ", text_of(core.logical), " twice");
        }
        core.l1.allocate("the input shard", shards.input, shards.input_bytes);
        core.l1.allocate("the output shard", shards.output, shards.output_bytes);
        std::memcpy(
            core.l1.write(shards.input, shards.input_bytes),
            request.input.data() + i * request.input_shard_datums(),
            shards.input_bytes
        );
        place_semaphores(machine, core, plan, request);
        place_buffers(core, plan, request, shards);
        set_up_processors(core, plan, planned, request);
    }
}

}  // namespace emulator
