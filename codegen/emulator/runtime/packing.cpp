#include <array>
#include <cstring>

#include "buffers.hpp"
#include "emulator/device_interface.hpp"
#include "noc.hpp"
#include "operands.hpp"
#include "timing.hpp"
#include "watch.hpp"

// Out of Dst to L1: by calls of the API, and by instructions that kernels issue themselves.
namespace emulator::device {
namespace {

void require_packable(const char* call, uint32_t dst_tile, const CircularBuffer& buffer) {
    const DstRegister& dst = running->core->dst;
    if (!running->holds_dst) {
        fail(call, " outside of tile_regs_wait and tile_regs_release");
    }
    if (dst_tile >= dst.tiles_per_half()) {
        fail(call, " of Dst tile ", dst_tile, " to ", buffer.name, ", but half of Dst holds ", dst.tiles_per_half());
    }
}

void pack_at(const char* call, uint32_t dst_tile, const CircularBuffer& buffer, uint32_t address) {
    require_packable(call, dst_tile, buffer);
    require_format(call, buffer, running->format_packed, "pack_reconfig_data_format");
    const uint32_t size = buffer.bytes_of_tile();
    if (running->packs_untilized) {
        fail(call, " between pack_untilize_dest_init and pack_untilize_uninit");
    }
    for (const uint32_t other : running->tiles_under_way) {
        if (address < other + size && other < address + size) {
            fail_race(
                call,
                " to ",
                buffer.name,
                " writes over a tile at L1 address ",
                other,
                " which the packer may still be writing, with no STALLWAIT between them");
        }
    }
    running->tiles_under_way.push_back(address);
    uint8_t* bytes = running->core->l1.write(address, size);
    watch::write(running->core->l1, address, size, watch::own_access(call));
    const DstTile& tile = running->core->dst.packer_tile(dst_tile);
    if (buffer.format == NumberFormat::bfloat8_b) {
        pack_bfloat8_b(bytes, tile, running->packer, machine->math);
    } else {
        Bfloat16Tile packed;
        pack_tile(packed, tile, running->packer);
        std::memcpy(bytes, packed.data(), size);
    }
    running->counters.packed_datums += tile_datums;
    running->counters.packed_bytes += size;
    timing::pack(size);
}

constexpr uint32_t address_unit = 16;  // bytes
constexpr uint32_t relative_flag = 1u << 31;  // the other packers' addresses count from that of the first one
constexpr uint32_t address_mask = 0x1ffff;

uint32_t& packer_word(uint32_t packer, PackerWord word) {
    return running->instructions.packers[packer * words_of_packer + word];
}

// How far behind the address of the first packer that of another one is, for faces of a tile: packers add a unit for the
// header of a tile. In bfloat8_b, the exponents of faces lie behind each other.
uint32_t place_of_face(uint32_t packer, bool shares_exponents) {
    constexpr uint32_t header = 1;
    const uint32_t face_units = shares_exponents ? 1 : tile_bytes / packer_count / address_unit;
    return packer * face_units - header;
}

// What the packers take out of Dst: datums of a size, of which the strides are a multiple.
uint32_t taken_format() { return packer_word(0, formats) >> dst_format_shift & format_mask; }

// What the packers write, if each writes a face of a tile: by their formats, which are the same, and by their places.
NumberFormat packed_format() {
    const uint32_t words = packer_word(0, formats);
    const uint32_t code = words >> packed_format_shift & format_mask;
    const bool shares_exponents = code == code_of_bfloat8_b;
    const uint32_t taken = machine->math.fp32_dest_acc && shares_exponents ? code_of_float32 : code_of_bfloat16;
    if ((words & uncompressed_flag) == 0 || taken_format() != taken || (!shares_exponents && code != code_of_bfloat16)) {
        fail("PACR with a configuration of formats that says ", words);
    }
    if (running->instructions.config[format_taken_from_dst] >> taken_format_shift != taken) {
        fail("PACR: packers take another format out of Dst than they expect");
    }
    for (uint32_t packer = 1; packer < packer_count; ++packer) {
        if (packer_word(packer, formats) != words) {
            fail("PACR with other formats of packer ", packer, " than of packer 0");
        }
        if (packer_word(packer, address_in_l1) != place_of_face(packer, shares_exponents)) {
            fail("PACR: by its address, packer ", packer, " does not write face ", packer, " of a tile");
        }
    }
    for (uint32_t packer = 0; packer < packer_count && shares_exponents; ++packer) {
        if (packer_word(packer, size_of_exponents) != running->instructions.registers[sizes_of_exponents + packer]) {
            fail("PACR in bfloat8_b: packer ", packer, " does not know how far its datums lie behind its exponents");
        }
    }
    return shares_exponents ? NumberFormat::bfloat8_b : NumberFormat::bfloat16;
}

uint32_t dst_tile_of_row() {
    const uint32_t strides = running->instructions.config[strides_in_dst];
    const uint32_t datum_bytes = taken_format() == code_of_float32 ? sizeof(float) : sizeof(uint16_t);
    if ((strides & datum_stride_mask) != datum_bytes) {
        fail("PACR of datums of ", datum_bytes, " bytes in Dst, whose distance is ", strides & datum_stride_mask);
    }
    const uint32_t stride = (strides & row_stride_mask) >> row_stride_shift;
    const uint32_t byte = running->instructions.packed_row * stride;
    if (stride == 0 || byte % (tile_datums * datum_bytes) != 0) {
        fail("PACR from byte ", byte, " of Dst, where no tile begins");
    }
    return byte / (tile_datums * datum_bytes);
}

// What the table of calls does not say, as it depends on more than the call.
void count(const char* mnemonic, uint32_t times) {
    running->counters.instructions[mnemonic] += times;
}

void require_packer(const char* instruction) {
    if (running->kind != ProcessorKind::trisc2 || !machine->chip.wormhole) {
        fail(instruction, " is an instruction for TRISC2 (pack) of Wormhole here");
    }
}

}  // namespace

void configure_packer(uint32_t buffer) {
    running->format_packed = find_buffer(buffer).format;
    const bool shares_exponents = running->format_packed == NumberFormat::bfloat8_b;
    const uint32_t taken = format_code_in_dst(buffer);
    InstructionState& now = running->instructions;
    now.config[format_taken_from_dst] = taken << taken_format_shift;
    now.config[strides_in_dst] = taken == code_of_float32 ? sizeof(float) : sizeof(uint16_t);  // rows are not used
    for (uint32_t packer = 0; packer < packer_count; ++packer) {
        packer_word(packer, size_of_exponents) = now.registers[sizes_of_exponents + (shares_exponents ? packer : 0)];
        packer_word(packer, address_in_l1) = place_of_face(packer, shares_exponents);
        packer_word(packer, formats) =
            uncompressed_flag | format_code(buffer) << packed_format_shift | taken << dst_format_shift;
    }
}

void reconfigure_packer(uint32_t buffer) {
    configure_packer(buffer);
    if (running->format_packed != NumberFormat::bfloat8_b) {
        return;
    }
    // Where its exponents lie.
    if (machine->chip.wormhole) {
        count("REG2FLOP", 4);
        count("STALLWAIT", 1);
    } else {
        count("RMWCIB2", 1);
        count("RMWCIB3", 1);
    }
}

void set_half_register(uint32_t half, uint32_t value) {
    uint32_t& whole = running->instructions.registers.at(half / 2);
    whole = half % 2 == 0 ? (whole & 0xffff0000) | (value & 0xffff) : (whole & 0xffff) | value << 16;
}

void add_registers(uint32_t result, uint32_t right, uint32_t left) {
    auto& registers = running->instructions.registers;
    registers.at(result) = registers.at(left) + registers.at(right);
}

void write_packer_config(uint32_t word, uint32_t source) {
    require_packer("REG2FLOP");
    const bool is_address_of_tile = word == address_in_l1;  // of the first packer, which takes it when it begins
    if (!is_address_of_tile && running->packers_at_work) {
        fail("the configuration changes while the packers may be at work: no STALLWAIT(STALL_THCON, PACK) before");
    }
    running->instructions.packers.at(word) = running->instructions.registers.at(source);
}

void set_packed_row(uint32_t row) {
    require_packer("SETADC");
    running->instructions.packed_row = row;
}

void set_pack_mode(uint32_t index, const CounterStep& rows) {
    require_packer("an address mode of the packers");
    running->instructions.pack_modes.at(index) = rows;
}

// An address of a packer takes effect with the instruction: what is under way has its own.
void pack_by_instruction(uint32_t mode) {
    require_packer("PACR");
    const uint32_t word = packer_word(0, address_in_l1);
    if ((word & relative_flag) == 0) {
        fail("PACR: the addresses of three packers do not count from that of the first one");
    }
    const uint64_t address = (uint64_t{word & address_mask} + 1) * address_unit;
    running->format_packed = packed_format();
    const CircularBuffer& buffer = buffer_of("PACR writes to", address);
    const CircularBufferView& view = running->views[buffer.index];
    const uint64_t offset = address - buffer.address - view.write_offset;
    const auto page = static_cast<uint32_t>(offset / buffer.page_bytes);
    if (address < buffer.address + view.write_offset || offset % buffer.page_bytes != 0) {
        fail("PACR to L1 address ", address, ", where no reserved page of ", buffer.name, " begins");
    }
    pack_at("PACR", dst_tile_of_row(), buffer, tile_address("PACR", buffer, view.write_offset, page, view.pages_reserved));
    running->packers_at_work = true;
    const CounterStep& step = running->instructions.pack_modes.at(mode);
    uint32_t& row = running->instructions.packed_row;
    row = step.clears ? 0 : row + step.increment;
}

void configure_relu(ReluMode mode, uint16_t threshold) {
    if (mode != ReluMode::max_threshold && threshold != 0) {
        fail("llk_pack_relu_config: the threshold is ", threshold, ", and only MAX_THRESHOLD_RELU takes one");
    }
    running->packer = {mode, threshold};
}

void pack(uint32_t dst_tile, uint32_t index) {
    const CircularBuffer& buffer = find_buffer(index);
    CircularBufferView& view = view_of(buffer);
    const uint32_t page = view.next_pack_offset / buffer.page_bytes;
    pack_at("pack_tile", dst_tile, buffer, tile_address("pack_tile", buffer, view.write_offset, page, view.pages_reserved));
    view.next_pack_offset += buffer.page_bytes;
}

void pack_out_of_order(uint32_t dst_tile, uint32_t index, uint32_t page) {
    const CircularBuffer& buffer = find_buffer(index);
    const CircularBufferView& view = view_of(buffer);
    pack_at("pack_tile", dst_tile, buffer, tile_address("pack_tile", buffer, view.write_offset, page, view.pages_reserved));
}

void init_pack_untilize(uint32_t index) {
    find_buffer(index);
    running->packs_untilized = true;
}

void pack_untilized(uint32_t dst_tile, uint32_t index) {
    constexpr const char* call = "pack_untilize_dest";
    constexpr uint32_t row_bytes = tile_side * sizeof(uint16_t);
    const CircularBuffer& buffer = find_buffer(index);
    const CircularBufferView& view = view_of(buffer);
    require_packable(call, dst_tile, buffer);
    require_format(call, buffer, NumberFormat::bfloat16, "untilizing of others in the emulator");
    if (!running->packs_untilized) {
        fail(call, " without pack_untilize_dest_init");
    }
    const uint32_t size = buffer.tile_rows * row_bytes;
    if (size > view.pages_reserved * buffer.page_bytes) {
        fail(
            call,
            " writes ",
            size,
            " bytes to ",
            buffer.name,
            ", but only ",
            view.pages_reserved,
            " pages of ",
            buffer.page_bytes,
            " bytes are reserved");
    }
    Bfloat16Tile packed;
    pack_tile(packed, running->core->dst.packer_tile(dst_tile), running->packer);
    std::array<uint16_t, tile_datums> rows;
    for (uint32_t row = 0; row < buffer.tile_rows; ++row) {
        for (uint32_t column = 0; column < tile_side; ++column) {
            rows[row * tile_side + column] = packed[place_in_tile(row, column)];
        }
    }
    const uint32_t address = buffer.address + view.write_offset;
    uint8_t* bytes = running->core->l1.write(address, size);
    watch::write(running->core->l1, address, size, watch::own_access(call));
    std::memcpy(bytes, rows.data(), size);
    running->counters.packed_datums += size / sizeof(uint16_t);
    running->counters.packed_bytes += size;
    timing::pack(size);
}

void uninit_pack_untilize(uint32_t index) {
    find_buffer(index);
    running->packs_untilized = false;
}

}  // namespace emulator::device
