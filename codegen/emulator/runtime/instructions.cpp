#include <algorithm>
#include <array>
#include <cstring>

#include "buffers.hpp"
#include "emulator/device_interface.hpp"
#include "emulator/zeros.hpp"
#include "operands.hpp"
#include "watch.hpp"

// Instructions that kernels issue themselves.
namespace emulator::device {
namespace {

constexpr uint32_t address_unit = 16;  // bytes
constexpr uint32_t dst_half_rows = 512;
constexpr uint32_t rows_of_tile = tile_datums / row_datums;

// Counters wrap, and an instruction begins with a whole block of 8 rows.
constexpr uint32_t source_row_mask = rows_of_tile - 1;
constexpr uint32_t dst_row_mask = 2 * dst_half_rows - 1;
constexpr uint32_t phase_mask = 3;
constexpr uint32_t input_row_mask = 0x1fff;
constexpr uint32_t block_rows = 8;
constexpr uint32_t block_mask = ~(block_rows - 1);

using Block = std::array<uint16_t, block_rows * row_datums>;

InstructionState& state() {
    return running->instructions;
}

void require_processor(ProcessorKind kind, const char* instruction) {
    if (running->kind != kind) {
        const ProcessorName name = processor_names[static_cast<uint32_t>(kind)];
        fail(instruction, " is an instruction for ", name.processor, " (", name.role, ")");
    }
}

uint32_t base_word(uint32_t operand, uint32_t context) {
    return (operand == 0 ? base_of_src_a : base_of_src_b) + context;
}

// New addresses must not reach the configuration while unpackers may still have to work with the old ones. Here they
// always have done so already; on the chip the processor knows it only by waiting for a context.
void require_free_contexts() {
    const InstructionState& now = state();
    for (uint32_t context = 0; context < InstructionState::config_contexts; ++context) {
        for (const uint32_t operand : {0u, 1u}) {
            const uint32_t word = base_word(operand, context);
            if (now.config[word] != now.config_seen[word] && now.last_round[context] > now.rounds_known_over) {
                fail(
                    "an address was stored into context ",
                    context,
                    " of the configuration, which the unpackers may still use: no wait_for_next_context() before");
            }
        }
    }
}

// Where an operand begins: its base, which is stored without the header that tiles have elsewhere, and the rows before
// it.
uint64_t operand_address(uint32_t operand) {
    const InstructionState& now = state();
    const uint32_t word = base_word(operand, now.context_in_use);
    if (now.config[word] != now.config_seen[word]) {
        fail("UNPACR may not see the address stored last: no STALLWAIT(STALL_UNPACK, TRISC_CFG) between the two");
    }
    constexpr uint32_t header = 1;
    const uint64_t base = (uint64_t{now.config_seen[word]} + header) * address_unit;
    const uint32_t row = operand == 0 ? now.input_row : 0;
    const uint32_t pitches = now.config_seen[row_pitches_of_src_a];
    const uint32_t pitch = now.context_in_use == 0 ? pitches & 0xffff : pitches >> 16;
    if (row != 0 && pitch == 0) {
        fail("UNPACR of row ", row, " in context ", now.context_in_use, ", whose rows have no length");
    }
    const uint64_t address = base + (uint64_t{row} * pitch + now.first_datum[operand]) * sizeof(uint16_t);
    if (address % address_unit != 0) {
        fail("UNPACR from L1 address ", address, ", which is no multiple of ", address_unit);
    }
    return address;
}

bool lies_in_zeros(uint64_t address, uint64_t size) {
    return address >= MEM_ZEROS_BASE && address + size <= MEM_ZEROS_BASE + MEM_ZEROS_SIZE;
}

// In front of the datums of a tile in bfloat8_b lie the exponents of all its faces, by the configuration.
uint32_t exponent_bytes() {
    const InstructionState& now = state();
    const uint32_t pitches = now.config_seen[row_pitches_of_src_a];
    const uint32_t face = now.context_in_use == 0 ? pitches & 0xffff : pitches >> 16;
    const uint32_t faces = now.config_seen[faces_fetched_to_src_a] >> faces_shift;
    return (face * faces / row_datums + address_unit - 1) / address_unit * address_unit;
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
    if (address + size > buffer.address + buffer.size()) {
        fail("UNPACR runs ", address + size - buffer.address - buffer.size(), " bytes over the end of ", buffer.name);
    }
}

uint32_t datums_of(uint32_t operand) {
    const InstructionState& now = state();
    if (now.last_datum[operand] == InstructionState::no_datum) {
        fail("UNPACR without SETADCXX: nothing says how many datums");
    }
    return now.last_datum[operand] - now.first_datum[operand] + 1;
}

// What is fetched is not what the register is to hold: the chip has no conversion between the two formats. In bfloat8_b, a
// fetch begins with a tile.
void require_formats(uint32_t operand) {
    const InstructionState& now = state();
    if (operand != 0) {
        return;
    }
    if ((now.config_seen[format_fetched_to_src_a] & format_mask) != (now.config_seen[format_of_src_a] & format_mask)) {
        fail("UNPACR with different formats in L1 and in SrcA");
    }
    if (running->format_of_src_a == NumberFormat::bfloat8_b && (now.input_row != 0 || now.first_datum[operand] != 0)) {
        unsupported("UNPACR that begins within a tile in bfloat8_b");
    }
}

timing::Arrival time_of_fetch(uint32_t operand, uint32_t bytes) {
    if (operand == 0) {
        return timing::fetch(bytes, 0, /*pieces=*/1);
    }
    const uint32_t speed = (state().config_seen[speeds_of_src_b] & speed_mask) >> speed_shift;
    return speed == fetch_16_bytes ? timing::fetch_slowly(bytes) : timing::fetch(0, bytes, /*pieces=*/1);
}

void unpack(uint32_t operand, uint32_t address_mode) {
    constexpr uint32_t next_input_row = 1 << 2;
    require_processor(ProcessorKind::trisc0, "UNPACR");
    InstructionState& now = state();
    if (address_mode != 0 && (address_mode != next_input_row || operand != 0)) {
        unsupported("UNPACR with counters other than the rows of SrcA");
    }
    if (now.contexts_taken == 0) {
        fail("UNPACR without semaphore_post(UNPACK_SYNC): nothing keeps the processor from changing its addresses");
    }
    SourceRegister& source = wait_for_bank(operand == 0 ? running->core->src_a : running->core->src_b);

    require_formats(operand);
    const uint64_t address = operand_address(operand);
    const uint32_t datums = datums_of(operand);
    const NumberFormat format = operand == 0 ? running->format_of_src_a : NumberFormat::bfloat16;
    const bool shares_exponents = format == NumberFormat::bfloat8_b;
    const uint64_t exponents = shares_exponents ? exponent_bytes() : 0;
    const uint64_t size = exponents + datums * (shares_exponents ? 1 : sizeof(uint16_t));
    if (!lies_in_zeros(address, size)) {
        const CircularBuffer& buffer = buffer_of("UNPACR reads", address);
        require_format("UNPACR", buffer, format, "change of the configuration");
        require_promised(buffer, address, size);
    }
    Memory& l1 = running->core->l1;
    const uint8_t* bytes = l1.read(address, size);
    watch::read(l1, address, size, watch::own_access("UNPACR"));
    if (shares_exponents) {
        unpack_bfloat8_b(source.to_fill().datums.data(), bytes, bytes + exponents, datums);
    } else {
        std::memcpy(source.to_fill().datums.data(), bytes, size);
    }
    const timing::Arrival arrival = time_of_fetch(operand, static_cast<uint32_t>(size));
    source.hand_over(watch::publish(), arrival, datums);

    (operand == 0 ? running->counters.src_a_datums : running->counters.src_b_datums) += datums;
    running->counters.unpacked_bytes += size;
    now.input_row = (now.input_row + (address_mode == next_input_row ? 1 : 0)) & input_row_mask;
    now.last_round[now.context_in_use] = now.rounds_begun;
    now.unpacking = true;
}

void free_sources(uint32_t sources) {
    Core& core = *running->core;
    const bool frees_a = (sources & 1) != 0;
    const bool frees_b = (sources & 2) != 0;
    if ((frees_a && core.src_a.empty()) || (frees_b && core.src_b.empty())) {
        fail("an instruction frees a source register that holds nothing");
    }
    if ((frees_a && !core.src_a.in_use().learned) || (frees_b && !core.src_b.in_use().learned)) {
        fail_race("an instruction frees a source register that may hold nothing yet: no STALLWAIT(STALL_MATH, SRCB_VLD) before");
    }
    if (frees_a) {
        free_bank(timing::Source::a);
    }
    if (frees_b) {
        free_bank(timing::Source::b);
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
    rows.phase = moved(mode.phase, rows.phase, phase_mask);
}

// The block of Dst that an instruction works on; it must lie in the half that the matrix unit holds.
uint32_t* dst_block(const char* instruction) {
    DstRegister& dst = running->core->dst;
    if (!running->holds_dst) {
        fail(instruction, " outside of tile_regs_acquire and tile_regs_commit");
    }
    const uint32_t row = (state().dst_offset + state().rows.dst) & dst_row_mask & block_mask;
    const uint32_t tile = row % dst_half_rows / rows_of_tile;
    if (row / dst_half_rows != dst.math_half() || tile >= dst.tiles_per_half()) {
        fail(
            instruction,
            " into row ",
            row,
            " of Dst, but the ",
            dst.tiles_per_half(),
            " tiles that tile_regs_acquire has given it begin at row ",
            dst.math_half() * dst_half_rows);
    }
    return &dst.math_tile(tile)[row % rows_of_tile * row_datums];
}

timing::Arrival later(const timing::Arrival& a, const timing::Arrival& b) {
    return {std::max(a.first, b.first), std::max(a.all, b.all), /*pieces=*/1};
}

// A block of an operand. Its last rows need not be filled: nobody may want what comes of them.
const uint16_t* source_block(const char* instruction, const char* name, SourceRegister& source, uint32_t row) {
    const SourceRegister::Bank& bank = source.in_use();
    const uint32_t first = (row & block_mask) * row_datums;
    if (first >= bank.filled) {
        fail(instruction, " from datum ", first, " of ", name, ", of which the unpacker has brought ", bank.filled);
    }
    return &bank.datums[first];
}

// A row of SrcB in place of all rows of a block. The documentation lets it be any row; simulated chips know only the first
// one of a block, and so does tt-metal.
Block repeated_row(const char* instruction, uint32_t row) {
    if ((row & ~block_mask) != 0) {
        fail(instruction, " repeats row ", row, " of SrcB, which is no multiple of ", block_rows, ": simulated chips refuse that");
    }
    const uint16_t* datums = source_block(instruction, "SrcB", running->core->src_b, row);
    Block block;
    for (uint32_t first = 0; first < block.size(); first += row_datums) {
        std::copy_n(datums, row_datums, block.begin() + first);
    }
    return block;
}

struct Instruction {
    Opcode opcode;
    uint32_t operand;
    uint32_t address_mode;
    bool broadcasts_row;
};

const char* mnemonic(const Instruction& instruction) {
    switch (instruction.opcode) {
        case Opcode::unpacr: return "UNPACR";
        case Opcode::elwmul: return "ELWMUL";
        case Opcode::elwadd: return "ELWADD";
        case Opcode::replay: break;
    }
    unsupported("an instruction with this opcode");
    return "";
}

// The matrix unit, on a block of each register.
void compute(const Instruction& instruction) {
    const char* const name = mnemonic(instruction);
    require_processor(ProcessorKind::trisc1, name);
    const InstructionState& now = state();
    if (!running->hardware_started) {
        fail(name, " without compute_kernel_hw_startup");
    }
    if (instruction.address_mode >= now.address_modes.size()) {
        fail(name, " with address mode ", instruction.address_mode);
    }
    if (running->keeps_denormals) {
        fail(name, " of denormals, which copy_init has let through: no reconfig_data_format_srca before");
    }
    uint32_t* dst = dst_block(name);
    wait_for_operands();
    SourceRegister& src_a = running->core->src_a;
    SourceRegister& src_b = running->core->src_b;
    const uint16_t* a = source_block(name, "SrcA", src_a, now.rows.src_a);
    const Block repeated = instruction.broadcasts_row ? repeated_row(name, now.rows.src_b) : Block{};
    const uint16_t* b =
        instruction.broadcasts_row ? repeated.data() : source_block(name, "SrcB", src_b, now.rows.src_b);
    if (instruction.opcode == Opcode::elwmul) {
        multiply_block(dst, a, b, now.rows.phase, machine->math);
    } else if (now.rows.phase != 0) {
        fail(name, " in phase ", now.rows.phase, ": its result would be divided");
    } else {
        add_block(dst, a, b, machine->math);
    }
    timing::compute(later(src_a.in_use().arrival, src_b.in_use().arrival), /*cycles=*/1);
    free_sources(instruction.operand);
    move_counters(now.address_modes[instruction.address_mode]);
}

Instruction decode(uint32_t word) {
    if ((word & plain_flag) == 0) {
        unsupported("this mode of UNPACR, ELWMUL or ELWADD");
    }
    const uint32_t operand = (word & (broadcast_flag - 1)) >> operand_shift;
    return {
        static_cast<Opcode>(word >> opcode_shift),
        operand,
        word & address_mode_mask,
        (word & broadcast_flag) != 0};
}

void count(const char* mnemonic, uint64_t times) {
    running->counters.instructions[mnemonic] += times;
}

void perform(const Instruction& instruction) {
    if (instruction.opcode == Opcode::unpacr) {
        unpack(instruction.operand, instruction.address_mode);
    } else {
        compute(instruction);
    }
}

}  // namespace

volatile uint32_t* config_words() {
    return state().config.data();
}

uint32_t& config_context() {
    return state().config_context;
}

void wait_for_config_context(uint32_t contexts) {
    require_processor(ProcessorKind::trisc0, "wait_for_next_context()");
    if (contexts == 0 || contexts > InstructionState::config_contexts) {
        fail("wait_for_next_context(", contexts, "): there are ", InstructionState::config_contexts);
    }
    require_free_contexts();
    InstructionState& now = state();
    running->wait_until(
        [&now, contexts] { return now.contexts_taken < contexts; },
        [] { return Wait{"a free context of the unpackers' configuration", "nobody gives one back"}; });
    timing::take_context();
    const uint32_t may_be_under_way = std::min(contexts - 1, now.rounds_begun);
    now.rounds_known_over = std::max(now.rounds_known_over, now.rounds_begun - may_be_under_way);
}

uint32_t format_code(uint32_t buffer) {
    return find_buffer(buffer).format == NumberFormat::bfloat8_b ? code_of_bfloat8_b : code_of_bfloat16;
}

// A Dst of 32 bits is rounded to bfloat16 at once, but not to bfloat8_b, where precise packing is asked for.
uint32_t format_code_in_dst(uint32_t buffer) {
    const bool keeps_all = machine->math.fp32_dest_acc && format_code(buffer) == code_of_bfloat8_b;
    return keeps_all ? code_of_float32 : code_of_bfloat16;
}

void use_config_context(uint32_t context) {
    state().context_in_use = context;
}

void post_tensix_semaphore(uint8_t) {
    ++state().contexts_taken;
    ++state().rounds_begun;
}

void get_tensix_semaphore(uint8_t) {
    if (state().contexts_taken == 0) {
        fail("t6_semaphore_get(UNPACK_SYNC) without semaphore_post");
    }
    --state().contexts_taken;
    timing::give_context_back();
}

namespace {

void require_idle_packers(uint32_t word) {
    const bool is_of_packers = word == strides_in_dst || word == stride_of_steps_in_dst ||
                               word == format_taken_from_dst || word >= first_edge_mask;
    if (is_of_packers && running->packers_at_work) {
        fail("the configuration changes while the packers may be at work: no STALLWAIT(STALL_THCON, PACK) before");
    }
}

void wait_for_src_b() {
    running->wait_until(
        [] { return !running->core->src_b.empty(); },
        waits_for("an operand in SrcB: the unpacker has delivered none", ProcessorKind::trisc0));
    learn_operand(running->core->src_b);
}

}  // namespace

void write_config(uint32_t word, uint32_t mask, uint32_t value) {
    if ((value & ~mask) != 0) {
        fail("a field of the configuration that takes bits ", mask, " is to hold ", value);
    }
    require_idle_packers(word);
    if (state().unpacking) {
        fail("the configuration changes while the unpackers may be at work: no STALLWAIT(STALL_CFG, UNPACK) before");
    }
    const uint32_t changed = (state().config[word] & ~mask) | (value & mask);
    state().config[word] = state().config_seen[word] = changed;
    if (word == format_fetched_to_src_a) {
        running->format_of_src_a =
            (changed & format_mask) == code_of_bfloat8_b ? NumberFormat::bfloat8_b : NumberFormat::bfloat16;
    }
}

void stall(uint32_t stalls, uint32_t until) {
    if (stalls == stall_unpack && until == until_stores_to_config) {
        require_free_contexts();
        state().config_seen = state().config;
    } else if (stalls == stall_config && until == until_unpacked) {
        state().unpacking = false;
        timing::wait_for_unpackers();
    } else if ((stalls == stall_scalar || stalls == stall_pack) && until == until_packed) {
        // What goes to another unit is not held back.
        running->scalar_unit_waits = running->scalar_unit_waits || stalls == stall_scalar;
        running->writes_under_way.clear();
        timing::wait_for_packer();
    } else if (stalls == stall_config && until == until_registers_are_set) {
        state().registers_under_way = {};
    } else if (stalls == stall_math && until == until_src_b_is_filled) {
        wait_for_src_b();
    } else {
        unsupported("STALLWAIT of this kind");
    }
}

void set_datum_range(uint32_t unpackers, uint32_t start, uint32_t end) {
    require_processor(ProcessorKind::trisc0, "SETADCXX");
    if (start > end || end >= tile_datums) {
        fail("SETADCXX from datum ", start, " to ", end, ", but a source register holds ", tile_datums);
    }
    for (const uint32_t operand : {0u, 1u}) {
        if ((unpackers & 1u << operand) != 0) {
            state().first_datum[operand] = start;
            state().last_datum[operand] = end;
        }
    }
}

void set_input_row(uint32_t unpackers, uint32_t row) {
    require_processor(ProcessorKind::trisc0, "SETADCXY");
    if ((unpackers & 1) != 0) {
        state().input_row = row;
    }
}

void pass_input_rows(uint32_t unpackers, uint32_t rows) {
    constexpr uint32_t most_rows = 7;  // three bits
    require_processor(ProcessorKind::trisc0, "INCADCXY");
    if (rows > most_rows) {
        fail("INCADCXY by ", rows, " rows, but ", most_rows, " are the most");
    }
    if ((unpackers & 1) != 0) {
        state().input_row = (state().input_row + rows) & input_row_mask;
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
    require_processor(ProcessorKind::trisc1, "an address mode of the matrix unit");
    state().address_modes.at(index) = mode;
}

void set_row_counters(uint32_t frees, uint32_t counters) {
    constexpr uint32_t all = 15;
    require_processor(ProcessorKind::trisc1, "SETRWC");
    if (counters != 0 && counters != all) {
        unsupported("SETRWC of some counters only");
    }
    free_sources(frees);
    if (counters == all) {
        state().rows = {};
    }
}

void pass_rows_of_src_b(uint32_t rows) {
    constexpr uint32_t most_rows = 15;  // four bits
    require_processor(ProcessorKind::trisc1, "INCRWC");
    if (rows > most_rows) {
        fail("INCRWC by ", rows, " rows, but ", most_rows, " are the most");
    }
    state().rows.src_b = (state().rows.src_b + rows) & source_row_mask;
}

void execute(uint32_t word) {
    InstructionState& now = state();
    if (now.record_next < now.record_end) {
        now.recorded.at(now.record_next++) = word;
        return;
    }
    const Instruction instruction = decode(word);
    count(mnemonic(instruction), 1);
    perform(instruction);
}

void record(uint32_t first, uint32_t count) {
    if (count == 0 || first + count > InstructionState::recorded_most) {
        fail("a record of ", count, " instructions from place ", first, " on: there are places for 1 to ",
             InstructionState::recorded_most);
    }
    state().record_next = first;
    state().record_end = first + count;
}

void play(uint32_t word) {
    const Instruction instruction = decode(word);
    if (instruction.opcode != Opcode::replay) {
        execute(word);
        return;
    }
    const uint32_t end = instruction.operand + instruction.address_mode;
    for (uint32_t at = instruction.operand; at < end; ++at) {
        if (state().recorded.at(at) == 0) {
            fail("REPLAY of place ", at, ", where no instruction was recorded");
        }
        execute(state().recorded.at(at));
    }
}

void load_macro(const Macro& macro) {
    constexpr uint32_t most_rounds = 127;
    for (const uint32_t rounds : {macro.outer, macro.inner}) {
        if (rounds == 0 || rounds > most_rounds) {
            fail("a macro operation of ", macro.outer, " x ", macro.inner, " rounds: a loop has 1 to ", most_rounds);
        }
    }
    state().macro = macro;
    running->operation = TensixOperation::none;  // a call of the API would need its own program
}

void run_macro() {
    const Macro macro = state().macro;
    if (macro.outer == 0) {
        fail("a macro operation is run without its program");
    }
    const bool by_turns = macro.second != Macro::none;
    const uint32_t rounds = macro.inner * (by_turns ? 2 : 1);
    for (uint32_t outer = 1; outer <= macro.outer; ++outer) {
        for (uint32_t round = 1; round < rounds; ++round) {
            play(round % 2 == 1 || !by_turns ? macro.instruction : macro.second);
        }
        play(outer < macro.outer ? macro.last_inner : macro.last_outer);
    }
}

}  // namespace emulator::device
