#include "set_up.hpp"

#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <tuple>

#include "emulator/zeros.hpp"

namespace emulator {
namespace {

constexpr uint32_t max_semaphores = 16;
constexpr uint32_t semaphore_bytes = 16;       // distance of two semaphores in L1
constexpr uint32_t max_buffer_pages = 0xffff;  // what the 16-bit counters can tell from an empty buffer
constexpr uint32_t page_unit = 16;             // compute processors count addresses and sizes in 16 bytes

uint64_t round_up(uint64_t value, uint64_t unit) {
    return (value + unit - 1) / unit * unit;
}

std::string name_of(const char* what, uint32_t id, const std::map<uint32_t, std::string>& names) {
    const auto name = names.find(id);
    return name == names.end() ? text(what, " ", id) : text(what, " ", id, " (", name->second, ")");
}

Shards place_shards(const Request& request) {
    const Chip& chip = request.chip;
    Shards shards = {};
    shards.input_bytes = request.input_shard_words() * sizeof(uint16_t);
    shards.output_bytes = request.output_shard_words * sizeof(uint16_t);
    const uint64_t input_room = round_up(shards.input_bytes, chip.l1_alignment);
    const uint64_t output_room = round_up(shards.output_bytes, chip.l1_alignment);
    if (chip.l1_base + input_room + output_room > chip.l1_bytes) {
        fail(
            "L1 is full: an input shard of ",
            shards.input_bytes,
            " bytes and an output shard of ",
            shards.output_bytes,
            " bytes do not fit between ",
            chip.l1_base,
            " and ",
            chip.l1_bytes);
    }
    shards.input = chip.l1_bytes - input_room;
    shards.output = shards.input - output_room;
    return shards;
}

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
    if (planned.format == NumberFormat::float32) {
        fail(name, " is in float32, which the emulator does not implement");
    }
}

// Buffers with memory of their own grow upwards from the first free address.
void place_buffers(Core& core, const Program& program, const Request& request, const Shards& shards) {
    uint64_t next_free = round_up(request.chip.l1_base, request.chip.l1_alignment);
    for (const auto& planned : program.buffers) {
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
        buffer.format = planned.format;
        if (const auto users = request.buffer_users.find(planned.index); users != request.buffer_users.end()) {
            std::tie(buffer.producer, buffer.consumer) = users->second;
        }
        if (const auto rows = request.buffer_rows.find(planned.index); rows != request.buffer_rows.end()) {
            buffer.tile_rows = rows->second;
        }
        buffer.own_memory = planned.memory == PlannedBuffer::Memory::own;
        if (planned.memory == PlannedBuffer::Memory::own) {
            const uint64_t bytes = uint64_t{planned.num_pages} * planned.page_bytes;
            if (next_free + bytes > shards.output) {
                fail(
                    "L1 is full: ",
                    name,
                    " takes ",
                    bytes,
                    " bytes from ",
                    next_free,
                    ", and the sharded tensors begin at ",
                    shards.output);
            }
            buffer.address = static_cast<uint32_t>(next_free);
            core.l1.allocate(name, next_free, bytes, planned.page_bytes);
            watch::close_gates(core.l1, next_free, bytes);
            next_free = round_up(next_free + bytes, request.chip.l1_alignment);
            continue;
        }
        const bool is_input = planned.memory == PlannedBuffer::Memory::input_shard;
        const uint64_t shard_bytes = is_input ? shards.input_bytes : shards.output_bytes;
        buffer.address = static_cast<uint32_t>(is_input ? shards.input : shards.output);
        if (buffer.size() > shard_bytes) {
            fail(name, " takes ", buffer.size(), " bytes of a shard of ", shard_bytes);
        }
    }
}

void place_zeros(Core& core) {
    core.l1.allocate("the zeros of the firmware", MEM_ZEROS_BASE, MEM_ZEROS_SIZE);
    watch::written_by_host(core.l1, MEM_ZEROS_BASE, MEM_ZEROS_SIZE);
    std::memset(core.l1.write(MEM_ZEROS_BASE, MEM_ZEROS_SIZE), 0, MEM_ZEROS_SIZE);
}

void place_semaphores(Machine& machine, Core& core, const Program& program, const Request& request) {
    core.semaphore_addresses.assign(max_semaphores, 0);
    machine.semaphore_names.resize(max_semaphores);
    for (const auto& planned : program.semaphores) {
        if (planned.id >= max_semaphores) {
            fail("semaphore ", planned.id, ": there are ", max_semaphores);
        }
        // On the chip they lie below the first address for buffers, too.
        const uint64_t address = request.chip.l1_base - (max_semaphores - planned.id) * semaphore_bytes;
        machine.semaphore_names[planned.id] = name_of("semaphore", planned.id, request.semaphore_names);
        core.l1.allocate(machine.semaphore_names[planned.id], address, sizeof(uint32_t));
        core.l1.write_word(address, planned.initial_value);
        core.l1.shadow.signals[address];
        watch::written_by_host(core.l1, address, sizeof(uint32_t));
        core.semaphore_addresses[planned.id] = static_cast<uint32_t>(address);
    }
}

std::unique_ptr<Core> make_core(const PlannedCore& planned, const Request& request) {
    const auto known = request.chip.noc_of_core.find(planned.logical);
    if (known == request.chip.noc_of_core.end()) {
        fail("the plan uses core ", text_of(planned.logical), ", which the chip does not have");
    }
    if (known->second != planned.noc) {
        fail(
            "the plan has core ",
            text_of(planned.logical),
            " at NoC coordinates ",
            text_of(planned.noc),
            ", the chip at ",
            text_of(known->second));
    }
    return std::make_unique<Core>(planned.logical, planned.noc, request.chip.l1_bytes, request.math.fp32_dest_acc);
}

// Gives all sequences of accesses their numbers. A processor knows its own first access from the start.
void number_sequences(Machine& machine) {
    uint32_t next = 1;  // 0 is the host's
    for (auto& core : machine.cores) {
        for (Processor& processor : core->processors) {
            processor.first_sequence = next;
            processor.clock.advance(next, 1);
            next += processor.kind <= ProcessorKind::ncrisc ? sequences_of_data_movement : 1;
        }
    }
}

// What whoever reads a list beyond its end takes for arguments: no address or coordinate that there is.
constexpr uint32_t no_argument = 0x7f7f7f7f;
constexpr std::size_t words_behind_arguments = 1024;

// Gives the processors of a core their arguments.
void set_up_processors(Core& core, const Program& program, const PlannedCore& planned, const Request& request) {
    core.receives = request.receivers.contains(core.logical);
    for (uint32_t i = 0; i < core.processors.size(); ++i) {
        Processor& processor = core.processors[i];
        processor.core = &core;
        processor.kind = static_cast<ProcessorKind>(i);
        switch (processor.kind) {
            case ProcessorKind::brisc:
                processor.noc = request.reader_noc;
                processor.shared_args = &program.reader;
                processor.runtime_args = planned.reader_args;
                break;
            case ProcessorKind::ncrisc:
                processor.noc = request.writer_noc;
                processor.shared_args = &program.writer;
                processor.runtime_args = planned.writer_args;
                break;
            default:
                processor.shared_args = &program.compute;
                processor.runtime_args = planned.compute_args;
        }
        processor.argument_memory = processor.runtime_args;
        processor.argument_memory.resize(processor.runtime_args.size() + words_behind_arguments, no_argument);
    }
}

}  // namespace

Shards set_up(Machine& machine, const Program& program, const Request& request) {
    const Shards shards = place_shards(request);
    machine.chip = request.chip;
    machine.math = request.math;
    if (program.cores.size() != request.num_shards) {
        fail("the plan has ", program.cores.size(), " cores, and there are ", request.num_shards, " shards");
    }
    for (size_t i = 0; i < program.cores.size(); ++i) {
        const auto& planned = program.cores[i];
        Core& core = *machine.cores.emplace_back(make_core(planned, request));
        if (!machine.core_by_logical.emplace(core.logical, &core).second) {
            fail("the plan has core ", text_of(core.logical), " twice");
        }
        core.l1.allocate("the input shard", shards.input, shards.input_bytes);
        core.l1.allocate("the output shard", shards.output, shards.output_bytes);
        watch::written_by_host(core.l1, shards.input, shards.input_bytes);
        std::memcpy(
            core.l1.write(shards.input, shards.input_bytes),
            request.input.data() + i * request.input_shard_words(),
            shards.input_bytes);
        place_zeros(core);
        place_semaphores(machine, core, program, request);
        place_buffers(core, program, request, shards);
        set_up_processors(core, program, planned, request);
    }
    number_sequences(machine);
    return shards;
}

}  // namespace emulator
