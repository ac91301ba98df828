#include <cstring>

#include "buffers.hpp"
#include "emulator/device_interface.hpp"
#include "operands.hpp"
#include "timing.hpp"
#include "watch.hpp"

// Tiles that go through Dst as they are, from a buffer in one format to a buffer in another one.
namespace emulator::device {
namespace {

constexpr uint32_t faces = 4;  // which the unpackers deliver one by one
constexpr uint32_t face_datums = tile_datums / faces;
constexpr uint32_t two_contexts = 0x10001;
constexpr uint32_t tile_blocks = tile_datums / block_datums;  // each is moved by an instruction

// What the table of calls does not say, as it depends on more than the call.
void count(const char* mnemonic, uint32_t times) {
    running->counters.instructions[mnemonic] += times;
}

// Whether the matrix unit takes denormals for zeros: a field of the configuration, which is written when it changes.
void keep_denormals(bool keep) {
    if (running->kind != ProcessorKind::trisc1 || running->keeps_denormals == keep) {
        return;
    }
    running->keeps_denormals = keep;
    count("RMWCIB0", 1);
    if (machine->chip.wormhole) {
        count("STALLWAIT", 1);
    }
}

void unpack_for_copy(const char* call, uint32_t index, uint32_t page) {
    const CircularBuffer& buffer = find_buffer(index);
    const CircularBufferView& view = view_of(buffer);
    require_format(call, buffer, running->format_of_src_a, "reconfig_data_format_srca");
    if (running->instructions.config_seen[row_pitches_of_src_a] != face_datums * two_contexts) {
        fail(call, " with rows that are no faces: no reconfig_full_operand_srca since their length was changed");
    }
    SourceRegister& src_a = wait_for_bank(running->core->src_a);
    SourceRegister& src_b = wait_for_bank(running->core->src_b);
    const uint32_t size = buffer.bytes_of_tile();
    const uint32_t address = tile_address(call, buffer, view.read_offset, page, view.pages_waited);
    const uint8_t* bytes = running->core->l1.read(address, size);
    watch::read(running->core->l1, address, size, watch::own_access(call));
    Bfloat16Tile& tile = src_a.to_fill().datums;
    if (buffer.format == NumberFormat::bfloat8_b) {
        unpack_bfloat8_b(tile.data(), bytes, bytes + tile_exponents, tile_datums);
    } else {
        std::memcpy(tile.data(), bytes, size);
    }
    src_b.to_fill().datums.fill(0);  // nothing is fetched, the matrix unit frees both
    running->counters.src_a_datums += tile_datums;
    running->counters.unpacked_bytes += size;
    const timing::Arrival arrival = timing::unpack_alone(size, faces, running->unit_cycles);
    src_a.hand_over(watch::publish(), arrival);
    src_b.hand_over(watch::publish(), arrival);
}

void copy_operand(const char* call, uint32_t dst_tile) {
    Core& core = *running->core;
    if (!running->holds_dst) {
        fail(call, " outside of tile_regs_acquire and tile_regs_commit");
    }
    if (dst_tile >= core.dst.tiles_per_half()) {
        fail(call, " into Dst tile ", dst_tile, ", but half of Dst holds ", core.dst.tiles_per_half());
    }
    wait_for_operands();
    count(machine->math.fp32_dest_acc ? "ELWADD" : "MOVA2D", tile_blocks);
    timing::compute(core.src_a.in_use().arrival, /*cycles=*/tile_blocks);
    copy_tile(core.dst.math_tile(dst_tile), core.src_a.in_use().datums, machine->math);
    free_bank(timing::Source::a);
    free_bank(timing::Source::b);
    running->instructions.rows = {};
}

}  // namespace

void configure_src_a(uint32_t buffer, bool with_faces) {
    const CircularBuffer& operand = find_buffer(buffer);
    running->format_of_src_a = operand.format;
    keep_denormals(false);
    if (running->kind != ProcessorKind::trisc0) {
        return;
    }
    InstructionState& now = running->instructions;
    for (const ConfigWord word : {format_fetched_to_src_a, format_of_src_a}) {
        now.config[word] = now.config_seen[word] = format_code(buffer);
    }
    if (with_faces) {
        now.config[faces_fetched_to_src_a] = now.config_seen[faces_fetched_to_src_a] = faces << faces_shift;
        now.config[row_pitches_of_src_a] = now.config_seen[row_pitches_of_src_a] = face_datums * two_contexts;
    }
}

void init_copy(uint32_t buffer) {
    find_buffer(buffer);
    running->operation = TensixOperation::copy;
    keep_denormals(true);
    InstructionState& now = running->instructions;
    if (running->kind == ProcessorKind::trisc0) {
        now.first_datum[0] = 0;
        now.last_datum[0] = face_datums - 1;
        return;
    }
    constexpr CounterStep stays = {0, false, false};
    constexpr CounterStep next_row = {1, false, false};
    constexpr CounterStep next_block = {block_datums / row_datums, false, false};
    now.address_modes[0] = {next_row, stays, next_row, stays};
    now.address_modes[2] = {next_block, stays, next_block, stays};
    now.macro = {};  // the calls run a macro operation of their own
    now.recorded = {};  // the calls record instructions of their own
}

void copy_to_dst(uint32_t buffer, uint32_t page, uint32_t dst_tile) {
    constexpr const char* call = "copy_tile";
    if (!running->hardware_started) {
        fail(call, " without compute_kernel_hw_startup");
    }
    if (running->operation != TensixOperation::copy) {
        fail(call, " without copy_init");
    }
    if (running->kind == ProcessorKind::trisc0) {
        unpack_for_copy(call, buffer, page);
    } else {
        copy_operand(call, dst_tile);
    }
}

}  // namespace emulator::device
