#include <algorithm>
#include <cstring>

#include "emulator/device_interface.hpp"
#include "operands.hpp"
#include "watch.hpp"

// Instructions that kernels issue themselves.
namespace emulator::device {
namespace {

constexpr uint32_t address_unit = 16;  // bytes
constexpr uint32_t dst_half_rows = 512;
constexpr uint32_t rows_of_tile = tile_datums / row_datums;
constexpr uint32_t source_row_mask = rows_of_tile - 1;
constexpr uint32_t dst_row_mask = 2 * dst_half_rows - 1;

InstructionState& state() {
    return running->instructions;
}

// Where an operand begins: its base, without the header that is no part of a tile here, and the rows before it.
uint64_t operand_address(uint32_t operand) {
    const InstructionState& now = state();
    const uint32_t word = (operand == 0 ? base_of_src_a : base_of_src_b) + now.context_in_use;
    constexpr uint32_t header = 1;
    const uint64_t base = uint64_t{now.config_seen[word] + header} * address_unit;
    const uint32_t pitches = now.config_seen[row_pitches_of_src_a];
    const uint32_t pitch = now.context_in_use == 0 ? pitches & 0xffff : pitches >> 16;
    const uint64_t row = operand == 0 ? uint64_t{now.input_row} * pitch : 0;
    return base + (row + now.first_datum[operand]) * sizeof(uint16_t);
}

const CircularBuffer& buffer_at(uint64_t address) {
    for (const auto& buffer : running->core->buffers) {
        if (buffer && address >= buffer->address && address < buffer->address + buffer->size()) {
            return *buffer;
        }
    }
    fail("UNPACR reads L1 address ", address, ", which belongs to no circular buffer");
}

// What a wait has promised of a buffer.
void require_promised(const CircularBuffer& buffer, uint64_t address, uint64_t size) {
    const CircularBufferView& view = running->views[buffer.index];
    const uint64_t front = buffer.address + view.read_offset;
    const uint64_t promised = uint64_t{view.pages_waited} * buffer.page_bytes;
    if (address < front || address + size > front + promised) {
        fail(
            "UNPACR reads ",
            size,
            " bytes at L1 address ",
            address,
            ", but of ",
            buffer.name,
            " only ",
            promised,
            " bytes from ",
            front,
            " on are promised by a wait");
    }
}

void unpack(uint32_t operand, uint32_t address_mode) {
    constexpr uint32_t next_input_row = 1 << 2;
    InstructionState& now = state();
    if (address_mode != 0 && (address_mode != next_input_row || operand != 0)) {
        unsupported("UNPACR with counters other than the rows of SrcA");
    }
    if (now.contexts_taken == 0) {
        fail("UNPACR without semaphore_post(UNPACK_SYNC): nothing keeps the processor from changing its addresses");
    }
    SourceRegister& source = wait_for_bank(operand == 0 ? running->core->src_a : running->core->src_b);

    const uint64_t address = operand_address(operand);
    const uint32_t datums = now.last_datum[operand] - now.first_datum[operand] + 1;
    if (datums > tile_datums) {
        fail("UNPACR of ", datums, " datums, but a source register holds ", tile_datums);
    }
    const uint64_t size = datums * sizeof(uint16_t);
    require_promised(buffer_at(address), address, size);
    Memory& l1 = running->core->l1;
    const uint8_t* bytes = l1.read(address, size);
    watch::read(l1, address, size, watch::own_access("UNPACR"));
    std::memcpy(source.to_fill().datums.data(), bytes, size);
    source.hand_over(watch::publish());

    (operand == 0 ? running->counters.src_a_datums : running->counters.src_b_datums) += datums;
    now.input_row += address_mode == next_input_row ? 1 : 0;
    now.unpacking = true;
}

void free_sources(uint32_t sources) {
    const auto free = [](SourceRegister& source) {
        if (source.empty()) {
            fail("an instruction frees a source register that holds nothing");
        }
        source.free(watch::publish());
    };
    if ((sources & 1) != 0) {
        free(running->core->src_a);
    }
    if ((sources & 2) != 0) {
        free(running->core->src_b);
    }
}

uint32_t moved(const CounterStep& step, uint32_t counter, uint32_t mask) {
    return step.clears ? 0 : (counter + step.increment) & mask;
}

void move_counters(const AddressMode& mode) {
    RowCounters& rows = state().rows;
    rows.src_a = moved(mode.src_a, rows.src_a, source_row_mask);
    rows.src_b = moved(mode.src_b, rows.src_b, source_row_mask);
    if (mode.dst.returns && !mode.dst.clears) {
        rows.dst = rows.dst_return = (rows.dst_return + mode.dst.increment) & dst_row_mask;
    } else {
        rows.dst = moved(mode.dst, rows.dst, dst_row_mask);
        rows.dst_return = mode.dst.clears ? 0 : rows.dst_return;
    }
    rows.phase = moved(mode.phase, rows.phase, 3);
}

// The block of Dst that an instruction works on; it must lie in the half that the matrix unit holds.
uint32_t* dst_block() {
    DstRegister& dst = running->core->dst;
    if (!running->holds_dst) {
        fail("ELWMUL outside of tile_regs_acquire and tile_regs_commit");
    }
    const uint32_t row = (state().dst_offset + state().rows.dst) & dst_row_mask;
    const uint32_t tile = row % dst_half_rows / rows_of_tile;
    if (row / dst_half_rows != dst.math_half() || tile >= dst.tiles_per_half()) {
        fail(
            "ELWMUL into row ",
            row,
            " of Dst, but the ",
            dst.tiles_per_half(),
            " tiles that tile_regs_acquire has given it begin at row ",
            dst.math_half() * dst_half_rows);
    }
    return &dst.math_tile(tile)[row % rows_of_tile * row_datums];
}

void multiply(uint32_t frees, uint32_t mode) {
    InstructionState& now = state();
    if (!running->hardware_started) {
        fail("ELWMUL without compute_kernel_hw_startup");
    }
    if (mode >= now.address_modes.size()) {
        fail("ELWMUL with address mode ", mode);
    }
    uint32_t* dst = dst_block();
    wait_for_operands();
    const uint16_t* a = &running->core->src_a.in_use().datums[now.rows.src_a * row_datums];
    const uint16_t* b = &running->core->src_b.in_use().datums[now.rows.src_b * row_datums];
    multiply_block(dst, a, b, now.rows.phase, machine->math);
    free_sources(frees);
    move_counters(now.address_modes[mode]);
}

}  // namespace

volatile uint32_t* config_words() {
    return state().config.data();
}

uint32_t& config_context() {
    return state().config_context;
}

void wait_for_config_context(uint32_t contexts) {
    if (contexts > InstructionState::config_contexts) {
        fail("wait_for_next_context(", contexts, "): there are ", InstructionState::config_contexts);
    }
    running->wait_until(
        [contexts] { return state().contexts_taken < contexts; },
        [] { return Wait{"a free context of the unpackers' configuration", "nobody gives one back"}; });
}

void use_config_context(uint32_t context) {
    state().context_in_use = context;
}

void post_tensix_semaphore(uint8_t) {
    ++state().contexts_taken;
}

void get_tensix_semaphore(uint8_t) {
    if (state().contexts_taken == 0) {
        fail("t6_semaphore_get(UNPACK_SYNC) without semaphore_post");
    }
    --state().contexts_taken;
}

void write_config(uint32_t word, uint32_t value) {
    if (state().unpacking) {
        fail("the configuration changes while the unpackers may be at work: no STALLWAIT(STALL_CFG, UNPACK) before");
    }
    state().config[word] = state().config_seen[word] = value;
}

void stall(uint32_t stalls, uint32_t until) {
    if (stalls == stall_unpack && until == until_stores_to_config) {
        state().config_seen = state().config;
    } else if (stalls == stall_config && until == until_unpacked) {
        state().unpacking = false;
    } else if (stalls == stall_pack && until == until_packed) {
        running->tiles_under_way.clear();
    } else {
        unsupported("STALLWAIT of this kind");
    }
}

void set_datum_range(uint32_t unpackers, uint32_t start, uint32_t end) {
    for (const uint32_t operand : {0u, 1u}) {
        if ((unpackers & 1u << operand) != 0) {
            state().first_datum[operand] = start;
            state().last_datum[operand] = end;
        }
    }
}

void set_input_row(uint32_t unpackers, uint32_t row, uint32_t) {
    if ((unpackers & 1) != 0) {
        state().input_row = row;
    }
}

uint32_t math_fidelity() {
    const uint32_t phases = machine->math.fidelity_phases;
    return phases == 1 ? 0 : phases;
}

uint32_t dst_half_base() {
    return running->core->dst.math_half() * dst_half_rows;
}

void write_thread_config(uint32_t word, uint32_t value) {
    if (word != dst_offset) {
        unsupported("SETC16 of another word than the offset into Dst");
    }
    state().dst_offset = value;
}

void set_address_mode(uint32_t index, const AddressMode& mode) {
    state().address_modes.at(index) = mode;
}

void set_row_counters(uint32_t frees, uint32_t counters) {
    constexpr uint32_t all = 15;
    if (counters != 0 && counters != all) {
        unsupported("SETRWC of some counters only");
    }
    free_sources(frees);
    if (counters == all) {
        state().rows = {};
    }
}

void execute(uint32_t instruction) {
    const auto opcode = static_cast<Opcode>(instruction >> opcode_shift);
    const uint32_t operand = (instruction & (plain_flag - 1)) >> operand_shift;
    const uint32_t address_mode = instruction & address_mode_mask;
    if ((instruction & plain_flag) == 0) {
        unsupported("this mode of UNPACR or ELWMUL");
    }
    if (opcode == Opcode::unpacr) {
        issues("UNPACR");
        unpack(operand, address_mode);
    } else {
        issues("ELWMUL");
        multiply(operand, address_mode);
    }
}

void load_macro(const Macro& macro) {
    state().macro = macro;
}

void run_macro() {
    const Macro macro = state().macro;
    for (uint32_t outer = 1; outer <= macro.outer; ++outer) {
        for (uint32_t inner = 1; inner < macro.inner; ++inner) {
            execute(macro.instruction);
        }
        execute(outer < macro.outer ? macro.last_inner : macro.last_outer);
    }
}

}  // namespace emulator::device
