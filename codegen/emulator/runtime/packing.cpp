#include <algorithm>
#include <array>
#include <cstring>

#include "buffers.hpp"
#include "edge_masks.hpp"
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

// Packers write at several places at once, and go on before they have done. What two of them write must be the same.
void write_packed(const char* call, const CircularBuffer& buffer, uint64_t address, const uint8_t* packed, uint32_t size) {
    uint8_t* bytes = running->core->l1.write(address, size);
    const uint64_t end = address + size;
    for (const BytesUnderWay& other : running->writes_under_way) {
        const uint64_t first = std::max(address, other.begin);
        const uint64_t last = std::min(end, other.end);
        if (first < last && std::memcmp(bytes + (first - address), packed + (first - address), last - first) != 0) {
            fail_race(
                call,
                " to ",
                buffer.name,
                " writes over what begins at L1 address ",
                other.begin,
                ", which the packer may still be writing, with no STALLWAIT between them");
        }
    }
    running->writes_under_way.push_back({address, end});
    // Zeros of a Dst in which nothing was computed are padding, also of pages to come.
    const bool pads = running->core->dst.packs_zeros();
    watch::write(running->core->l1, address, size, pads ? watch::own_store(call) : watch::own_access(call));
    std::memcpy(bytes, packed, size);
}

void pack_at(const char* call, uint32_t dst_tile, const CircularBuffer& buffer, uint32_t address) {
    require_packable(call, dst_tile, buffer);
    require_format(call, buffer, running->format_packed, "pack_reconfig_data_format");
    const uint32_t size = buffer.bytes_of_tile();
    if (running->packs_untilized) {
        fail(call, " between pack_untilize_dest_init and pack_untilize_uninit");
    }
    require_no_masks(call);
    std::array<uint8_t, tile_bytes> packed;
    const DstTile& tile = running->core->dst.packer_tile(dst_tile);
    if (buffer.format == NumberFormat::bfloat8_b) {
        pack_bfloat8_b(packed.data(), packed.data() + tile_exponents, tile.data(), tile_exponents, running->packer, machine->math);
    } else {
        pack_bfloat16(packed.data(), tile.data(), tile_datums, running->packer);
    }
    write_packed(call, buffer, address, packed.data(), size);
    running->counters.packed_datums += tile_datums;
    running->counters.packed_bytes += size;
    timing::pack(size);
}

constexpr uint32_t address_unit = 16;  // bytes
constexpr uint32_t rows_of_tile = tile_datums / face_side;
constexpr uint32_t relative_flag = 1u << 31;  // the other packers' addresses count from that of the first one
constexpr uint32_t address_mask = 0x1ffff;

uint32_t& packer_word(uint32_t packer, PackerWord word) {
    return running->instructions.packers[packer * words_of_packer + word];
}

// Packers add a unit for the header of a tile.
constexpr uint32_t header = 1;

// What the packers take out of Dst: datums of a size, of which the strides are a multiple.
uint32_t taken_format() { return packer_word(0, formats) >> dst_format_shift & format_mask; }

uint32_t bytes_in_dst() { return taken_format() == code_of_float32 ? sizeof(float) : sizeof(uint16_t); }

// What packers write, by their formats, which are the same.
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
    for (uint32_t packer = 1; packer < packer_count && machine->chip.wormhole; ++packer) {
        if (packer_word(packer, formats) != words) {
            fail("PACR with other formats of packer ", packer, " than of packer 0");
        }
    }
    return shares_exponents ? NumberFormat::bfloat8_b : NumberFormat::bfloat16;
}

// Counters Y and Z count rows of Dst, each by its stride.
uint32_t first_packed_row() {
    const InstructionState& now = running->instructions;
    const uint32_t strides = now.config[strides_in_dst];
    const uint32_t datum_bytes = bytes_in_dst();
    if ((strides & datum_stride_mask) != datum_bytes) {
        fail("PACR of datums of ", datum_bytes, " bytes in Dst, whose distance is ", strides & datum_stride_mask);
    }
    const uint32_t row_stride = (strides & row_stride_mask) >> row_stride_shift;
    const uint32_t step_stride = now.config[stride_of_steps_in_dst] & step_stride_mask;
    const uint32_t byte = now.packed_row * row_stride + now.packed_step * step_stride;
    const uint32_t row_bytes = face_side * datum_bytes;
    if (row_stride == 0 || byte % row_bytes != 0) {
        fail("PACR from byte ", byte, " of Dst, where no row begins");
    }
    return byte / row_bytes;
}

// How far behind its exponents the datums of a packer lie in bfloat8_b: by its register of the start-up, those of a face lie
// behind the exponents of all faces and the datums of those in front.
uint32_t bytes_of_exponents(uint32_t packer) {
    constexpr uint32_t size_shift = 16;
    const uint32_t words = packer_word(packer, size_of_exponents);
    if (words != running->instructions.registers[sizes_of_exponents + packer]) {
        fail("PACR in bfloat8_b: packer ", packer, " does not know how far its datums lie behind its exponents");
    }
    return (words >> size_shift) * address_unit;
}

void open_stream(uint32_t packer, uint64_t address, bool shares_exponents) {
    PackStream& stream = running->instructions.pack_streams[packer];
    require_first_row_of_table(packer);
    stream.exponents = address;
    stream.datums = address + (shares_exponents ? bytes_of_exponents(packer) : 0);
}

// The address of the first packer, or that of another one, which counts from it.
uint64_t packer_address(uint32_t packer) {
    const uint32_t first = packer_word(0, address_in_l1);
    if (packer == 0) {
        return uint64_t{(first + header) & address_mask} * address_unit;
    }
    if ((first & relative_flag) == 0) {
        fail("PACR: the addresses of three packers do not count from that of the first one");
    }
    const uint32_t sum = packer_word(packer, address_in_l1) + header + first + header;
    return uint64_t{sum & address_mask} * address_unit;
}

const uint32_t* rows_to_pack(uint32_t first, uint32_t count) {
    const DstRegister& dst = running->core->dst;
    if (!running->holds_dst) {
        fail("PACR outside of tile_regs_wait and tile_regs_release");
    }
    const uint32_t rows = dst.tiles_per_half() * rows_of_tile;
    if (first >= rows || first + count > rows) {
        fail("PACR of rows ", first, " to ", int64_t{first} + count - 1, " of half of Dst, which has ", rows);
    }
    return &dst.packer_tile(first / rows_of_tile)[first % rows_of_tile * face_side];
}

void require_reserved(const CircularBuffer& buffer, uint64_t begin, uint64_t end) {
    const CircularBufferView& view = running->views[buffer.index];
    const uint64_t first = buffer.address + view.write_offset;
    const uint64_t reserved = first + uint64_t{view.pages_reserved} * buffer.page_bytes;
    if (begin < first || end > reserved) {
        fail(
            "PACR to L1 addresses ",
            begin,
            " to ",
            end - 1,
            ", of which not all are in reserved pages of ",
            buffer.name,
            ": those are ",
            first,
            " to ",
            reserved - 1);
    }
}

// Rows of Dst, to where a packer stands in L1.
void pack_rows(uint32_t packer, uint32_t first_row, uint32_t count) {
    PackStream& stream = running->instructions.pack_streams[packer];
    const CircularBuffer& buffer = buffer_of("PACR writes to", stream.exponents);
    require_format("PACR", buffer, running->format_packed, "change of the configuration");
    const uint32_t* rows = rows_to_pack(first_row, count);
    const uint32_t datums = count * face_side;
    std::array<uint8_t, tile_bytes> packed;
    uint32_t size = datums * sizeof(uint16_t);
    if (running->format_packed == NumberFormat::bfloat8_b) {
        require_no_masks("PACR in bfloat8_b");
        std::array<uint8_t, face_side> exponents;
        size = datums;
        pack_bfloat8_b(exponents.data(), packed.data(), rows, count, running->packer, machine->math);
        require_reserved(buffer, stream.exponents, stream.exponents + count);
        write_packed("PACR", buffer, stream.exponents, exponents.data(), count);
        stream.exponents += count;
        running->counters.packed_bytes += count;
    } else {
        pack_bfloat16(packed.data(), rows, datums, running->packer);
        mask_rows(packer, packed.data(), count);
        stream.exponents += size;
    }
    require_reserved(buffer, stream.datums, stream.datums + size);
    write_packed("PACR", buffer, stream.datums, packed.data(), size);
    stream.datums += size;
    running->counters.packed_datums += datums;
    running->counters.packed_bytes += size;
}

uint32_t stepped(const CounterStep& step, uint32_t counter) { return step.clears ? 0 : counter + step.increment; }

void end_pack(uint32_t mode, bool ends, uint64_t packed_before) {
    InstructionState& now = running->instructions;
    now.pack_goes_on = !ends;
    now.packed_row = stepped(now.pack_modes.at(mode).row, now.packed_row);
    now.packed_step = stepped(now.pack_modes.at(mode).step, now.packed_step);
    running->packers_at_work = true;
    timing::pack(static_cast<uint32_t>(running->counters.packed_bytes - packed_before));
}

// What the table of calls does not say, as it depends on more than the call.
void count(const char* mnemonic, uint32_t times) {
    running->counters.instructions[mnemonic] += times;
}

void require_packer(const char* instruction) {
    if (running->kind != ProcessorKind::trisc2) {
        fail(instruction, " is an instruction for TRISC2 (pack) here");
    }
}

// An instruction of the scalar unit, which may have been told to wait for the packers.
void begin_in_scalar_unit() {
    running->packers_at_work = running->packers_at_work && !running->scalar_unit_waits;
    running->scalar_unit_waits = false;
}

void set_packer_word(uint32_t word, uint32_t source) {
    const bool is_first_address = word == address_in_l1;  // of the first packer, which takes it when it begins
    if (!is_first_address && running->packers_at_work) {
        fail("the configuration changes while the packers may be at work: no STALLWAIT(STALL_THCON, PACK) before");
    }
    running->instructions.packers.at(word) = running->instructions.registers.at(source);
}

void require_chip(const char* instruction, bool wormhole) {
    if (machine->chip.wormhole != wormhole) {
        fail(instruction, " of another chip");
    }
}

}  // namespace

void configure_packer(uint32_t buffer) {
    running->format_packed = find_buffer(buffer).format;
    const bool shares_exponents = running->format_packed == NumberFormat::bfloat8_b;
    const uint32_t taken = format_code_in_dst(buffer);
    InstructionState& now = running->instructions;
    now.config[format_taken_from_dst] = taken << taken_format_shift;
    const uint32_t datum_bytes = taken == code_of_float32 ? sizeof(float) : sizeof(uint16_t);
    now.config[strides_in_dst] = datum_bytes | datum_bytes * face_side << row_stride_shift;
    for (uint32_t packer = 0; packer < packer_count; ++packer) {
        packer_word(packer, size_of_exponents) = now.registers[sizes_of_exponents + (shares_exponents ? packer : 0)];
        const uint32_t face_units = shares_exponents ? 1 : tile_bytes / packer_count / address_unit;
        packer_word(packer, address_in_l1) = packer * face_units - header;
        packer_word(packer, formats) =
            uncompressed_flag | format_code(buffer) << packed_format_shift | taken << dst_format_shift;
    }
}

void reconfigure_packer(uint32_t buffer) {
    require_no_masks("pack_reconfig_data_format");
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
    begin_in_scalar_unit();
    uint32_t& whole = running->instructions.registers.at(half / 2);
    whole = half % 2 == 0 ? (whole & 0xffff0000) | (value & 0xffff) : (whole & 0xffff) | value << 16;
    running->instructions.registers_under_way.at(half / 2) = true;
}

void add_registers(uint32_t result, uint32_t right, uint32_t left) {
    begin_in_scalar_unit();
    auto& registers = running->instructions.registers;
    registers.at(result) = registers.at(left) + registers.at(right);
    running->instructions.registers_under_way.at(result) = true;
}

// Registers are set at once here; on the chip the scalar unit may still have to do it.
void require_registers(uint32_t first, uint32_t count) {
    const auto& under_way = running->instructions.registers_under_way;
    for (uint32_t reg = first; reg < first + count; ++reg) {
        if (under_way.at(reg)) {
            fail("the configuration takes register ", reg, ", which may not be set yet: no STALLWAIT(STALL_CFG, THCON) before");
        }
    }
}

void write_packer_config(uint32_t word, uint32_t source) {
    require_packer("REG2FLOP");
    begin_in_scalar_unit();
    set_packer_word(word, source);
}

// Words of the packers are those that Blackhole's one packer has by these names: all others lie behind them.
void write_config_word(uint32_t word, uint32_t source) {
    require_packer("WRCFG");
    if (word < packer_count * words_of_packer) {
        set_packer_word(word, source);
    } else {
        write_config(word, /*mask=*/UINT32_MAX, running->instructions.registers.at(source));
    }
}

void set_packed_row(uint32_t row) {
    require_packer("SETADC");
    running->instructions.packed_row = row;
}

void set_pack_mode(uint32_t index, const PackMode& mode) {
    require_packer("an address mode of the packers");
    running->instructions.pack_modes.at(index) = mode;
}

void set_packed_datums(uint32_t start, uint32_t end) {
    require_packer("SETADCXX of the packers");
    const uint32_t datums = end + 1;
    const bool is_power = (datums & end) == 0;
    if (start != 0 || !is_power || datums % face_side != 0 || datums > face_side * face_side) {
        unsupported("SETADCXX of the packers for anything but 1, 2, 4, 8 or 16 rows: simulated chips know no others");
    }
    if (running->packers_at_work) {
        fail("the number of datums changes while the packers may be at work: no STALLWAIT(STALL_THCON, PACK) before");
    }
    running->instructions.packed_datums = datums;
}

void select_packed_rows() {
    InstructionState& now = running->instructions;
    const bool second = running->core->dst.packer_half() == 1;
    for (uint32_t packer = 0; packer < packer_count; ++packer) {
        const uint32_t row = now.registers[(second ? rows_in_second_half : rows_in_first_half) + packer];
        now.packed_rows[packer] = row - (second ? dst_half_rows_of_packers : 0);
    }
}

// An address of a packer takes effect with the instruction: what is under way has its own.
void pack_by_packers(uint32_t mode, uint32_t count, bool ends) {
    require_packer("PACR");
    require_chip("PACR", /*wormhole=*/true);
    InstructionState& now = running->instructions;
    running->format_packed = packed_format();
    const uint64_t packed_before = running->counters.packed_bytes;
    const uint32_t first_row = first_packed_row();
    if (now.packed_datums == 0) {
        fail("PACR without SETADCXX: nothing says how many datums");
    }
    for (uint32_t packer = 0; packer < count; ++packer) {
        if (!now.pack_goes_on) {
            open_stream(packer, packer_address(packer), running->format_packed == NumberFormat::bfloat8_b);
        }
        pack_rows(packer, now.packed_rows[packer] + first_row, now.packed_datums / face_side);
    }
    end_pack(mode, ends, packed_before);
}

// Through one of its interfaces, two or four, which take a row each.
void pack_some_rows(uint32_t mode, uint32_t interfaces, bool ends) {
    require_packer("PACR");
    require_chip("PACR", /*wormhole=*/false);
    const uint32_t count = interfaces == 0 ? 4 : interfaces == 3 ? 2 : interfaces == 1 ? 1 : 0;
    if (count == 0) {
        unsupported("PACR of other rows than 1, 2 or 4 that follow each other");
    }
    running->format_packed = packed_format();
    const uint64_t packed_before = running->counters.packed_bytes;
    if (!running->instructions.pack_goes_on) {
        open_stream(0, packer_address(0), running->format_packed == NumberFormat::bfloat8_b);
    }
    pack_rows(0, first_packed_row(), count);
    end_pack(mode, ends, packed_before);
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
    const DstTile& tile = running->core->dst.packer_tile(dst_tile);
    pack_bfloat16(reinterpret_cast<uint8_t*>(packed.data()), tile.data(), tile_datums, running->packer);
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
