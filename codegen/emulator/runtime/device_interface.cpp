#include "emulator/device_interface.hpp"

#include "buffers.hpp"
#include "edge_masks.hpp"
#include "feeder.hpp"
#include "noc.hpp"
#include "operands.hpp"
#include "timing.hpp"
#include "vector_unit.hpp"

namespace emulator::device {
namespace {

constexpr uint32_t words_of_tensor_accessor_args = 2;
constexpr uint32_t faces = 4;  // of a tile, which the unpackers deliver one by one
constexpr uint32_t accessor_is_dram = 2;  // bit of the first word; a sharded tensor has bit 0 as well

uint32_t argument(const std::vector<uint32_t>& args, const char* kind, uint32_t index) {
    if (index >= args.size()) {
        fail(kind, " argument ", index, " is read, but the kernel has ", args.size());
    }
    return args[index];
}

// Does something with the pages of a buffer from `first` on; behind the last page comes the first one.
template <typename Do>
void for_pages(const CircularBuffer& buffer, uint32_t offset, uint32_t first, uint32_t end, const Do& action) {
    for (uint32_t page = first; buffer.own_memory && page < end; ++page) {
        const uint64_t place = (offset + uint64_t{page} * buffer.page_bytes) % buffer.size();
        action(running->core->l1, buffer.address + place, buffer.page_bytes);
    }
}

// Reads what a tile takes of a buffer's front, from a byte on.
void unpack_bytes(
    const char* call, uint8_t* to, const CircularBuffer& buffer, uint64_t begin, uint32_t size) {
    const CircularBufferView& view = view_of(buffer);
    if (begin + size > uint64_t{view.pages_waited} * buffer.page_bytes) {
        fail(
            call,
            " reads bytes ",
            begin,
            " to ",
            begin + size - 1,
            " of ",
            buffer.name,
            ", but only ",
            view.pages_waited,
            " pages of ",
            buffer.page_bytes,
            " bytes are promised by a wait");
    }
    if (view.read_offset + begin + size > buffer.size()) {
        fail(call, " runs over the end of ", buffer.name);
    }
    const uint64_t address = buffer.address + view.read_offset + begin;
    const uint8_t* bytes = running->core->l1.read(address, size);
    watch::read(running->core->l1, address, size, watch::own_access(call));
    std::memcpy(to, bytes, size);
}

void unpack_tile(const char* call, Bfloat16Tile& tile, uint32_t buffer_index, uint32_t page) {
    const CircularBuffer& buffer = find_buffer(buffer_index);
    const CircularBufferView& view = view_of(buffer);
    require_format(call, buffer, NumberFormat::bfloat16, "copy_tile into a buffer in that format");
    const uint32_t address = tile_address("unpacking a tile", buffer, view.read_offset, page, view.pages_waited);
    const uint8_t* bytes = running->core->l1.read(address, tile_bytes);
    watch::read(running->core->l1, address, tile_bytes, watch::own_access(call));
    std::memcpy(tile.data(), bytes, tile_bytes);
}

void require_operation(TensixOperation operation, const char* call, const char* init) {
    if (!running->hardware_started) {
        fail(call, " without compute_kernel_hw_startup");
    }
    if (running->operation != operation) {
        fail(call, " without ", init);
    }
}

std::string semaphore_name(uint64_t address) {
    const std::vector<uint32_t>& addresses = running->core->semaphore_addresses;
    for (uint32_t id = 0; id < addresses.size(); ++id) {
        if (addresses[id] == address) {
            return machine->semaphore_names[id];
        }
    }
    return text("semaphore at L1 address ", address);
}

template <typename Condition>
void wait_for_semaphore(uint64_t address, const char* call, const char* relation, uint32_t value, Condition enough) {
    noc::require_word(address);
    Processor* self = running;
    const std::string name = semaphore_name(address);
    self->wait_until(
        [self, address, &enough] { return enough(self->core->l1.read_word(address)); },
        [&, self] {
            const uint32_t has = self->core->l1.read_word(address);
            const Signal* signal = &self->core->l1.shadow.signals[address];
            return Wait{text(call, " on ", name, ": needs ", relation, value, ", has ", has), "", signal};
        });
    timing::wait_until(self->core->l1.shadow.signals[address].learn(self->clock, enough));
}

// The unpackers deliver a tile and what it is combined with, face by face.
void hand_over_both(uint32_t bytes_b) {
    running->counters.src_a_datums += tile_datums;
    running->counters.src_b_datums += tile_datums;
    running->counters.unpacked_bytes += tile_bytes + bytes_b;
    const timing::Arrival arrival = timing::unpack(tile_bytes, bytes_b, faces, running->unit_cycles);
    running->core->src_a.hand_over(watch::publish(), arrival);
    running->core->src_b.hand_over(watch::publish(), arrival);
}

void init_multiply_as(TensixOperation operation, const char* call, uint32_t buffer_a, uint32_t buffer_b) {
    find_buffer(buffer_a);
    find_buffer(buffer_b);
    if (running->tilizes) {
        fail(call, " between tilizeA_B_reduce_init and unpack_tilizeA_B_uninit");
    }
    running->operation = operation;
    running->instructions.macro = {};  // the calls run a macro operation of their own
    running->instructions.recorded = {};  // the calls record instructions of their own
}

// The matrix unit does something with the operands that come next.
template <typename Operation>
void consume_operands(const char* call, uint32_t dst_tile, const Operation& operation) {
    Core& core = *running->core;
    if (!running->holds_dst) {
        fail(call, " outside of tile_regs_acquire and tile_regs_commit");
    }
    if (dst_tile >= core.dst.tiles_per_half()) {
        fail(call, " into Dst tile ", dst_tile, ", but half of Dst holds ", core.dst.tiles_per_half());
    }
    wait_for_operands();
    timing::compute(core.src_a.in_use().arrival, running->unit_cycles);
    operation(core.dst.math_tile(dst_tile), core.src_a.in_use().datums, core.src_b.in_use().datums, machine->math);
    free_bank(timing::Source::a);
    free_bank(timing::Source::b);
}

}  // namespace

void called_from(const char* file, uint32_t line, const char* call) {
    running->site = {file, line};
    ++running->counters.calls[call];
    timing::enter(call);
}

void stands_at(const char* file, uint32_t line, const char* step) {
    running->site = {file, line};
    timing::step(step);
}

void issues(const char* instruction) {
    ++running->counters.instructions[instruction];
    timing::execute(instruction);
}

void unsupported(const char* what) {
    fail("the emulator does not implement ", what);
}

uint32_t compile_time_arg(uint32_t index) {
    return argument(running->shared_args->compile_time_args, "compile-time", index);
}
uint32_t common_arg(uint32_t index) {
    return argument(running->shared_args->common_args, "common runtime", index);
}
uint32_t runtime_arg(uint32_t index) {
    return argument(running->runtime_args, "runtime", index);
}
uintptr_t runtime_arg_address(uint32_t index) {
    if (index > running->runtime_args.size()) {
        fail("a list begins at runtime argument ", index, ", but the kernel has ", running->runtime_args.size());
    }
    return reinterpret_cast<uintptr_t>(running->argument_memory.data() + index);
}

void reserve_back(uint32_t index, uint32_t pages) {
    CircularBuffer& buffer = find_buffer(index);
    CircularBufferView& view = view_of(buffer);
    view.require_count(buffer, "cb_reserve_back", pages);
    running->wait_until(
        [&] { return buffer.free() >= pages; },
        [&, core = running->core] {
            return Wait{
                text("cb_reserve_back on ", buffer.name, ": needs ", pages, " pages, has ", buffer.free()),
                popper(*core, buffer)};
        });
    const uint64_t pushed = buffer.pushed.total();
    if (pushed + pages > buffer.num_pages) {
        const uint64_t settled = pushed > buffer.num_pages ? pushed - buffer.num_pages : 0;
        timing::wait_until(buffer.popped.learn(running->clock, pushed + pages - buffer.num_pages, settled));
    }
    for_pages(buffer, view.write_offset, view.pages_reserved, pages, watch::reserve);
    view.pages_reserved = std::max(view.pages_reserved, pages);
}

void push_back(uint32_t index, uint32_t pages) {
    CircularBuffer& buffer = find_buffer(index);
    CircularBufferView& view = view_of(buffer);
    const uint32_t offset = view.write_offset;
    view.push(buffer, pages);
    for_pages(buffer, offset, 0, pages, watch::push);
    buffer.pusher = {running, running->site};
    if (running->kind == ProcessorKind::trisc2) {
        timing::wait_for_packer();
    }
    buffer.pushed.publish(pages, watch::publish(), timing::told());
}

void wait_front(uint32_t index, uint32_t pages) {
    CircularBuffer& buffer = find_buffer(index);
    CircularBufferView& view = view_of(buffer);
    view.require_count(buffer, "cb_wait_front", pages);
    running->wait_until(
        [&] { return buffer.available() >= pages; },
        [&, core = running->core] {
            return Wait{
                text("cb_wait_front on ", buffer.name, ": needs ", pages, " pages, has ", buffer.available()),
                pusher(*core, buffer)};
        });
    const uint64_t popped = buffer.popped.total();
    timing::wait_until(buffer.pushed.learn(running->clock, popped + pages, popped));
    view.pages_waited = std::max(view.pages_waited, pages);
}

void pop_front(uint32_t index, uint32_t pages) {
    CircularBuffer& buffer = find_buffer(index);
    CircularBufferView& view = view_of(buffer);
    const uint32_t offset = view.read_offset;
    view.pop(buffer, pages);
    for_pages(buffer, offset, 0, pages, watch::pop);
    buffer.popper = {running, running->site};
    if (running->kind == ProcessorKind::trisc0) {
        timing::wait_for_unpackers();
    }
    buffer.popped.publish(pages, watch::publish(), timing::told());
}

uint32_t write_pointer(uint32_t index) {
    const CircularBuffer& buffer = find_buffer(index);
    return buffer.address + view_of(buffer).write_offset;
}

uint32_t read_pointer(uint32_t index) {
    const CircularBuffer& buffer = find_buffer(index);
    return buffer.address + view_of(buffer).read_offset;
}

uint32_t tile_size(uint32_t index) {
    return find_buffer(index).bytes_of_tile();  // of the data format: the size of a page does not matter
}

uint32_t page_size(uint32_t index) {
    return find_buffer(index).page_bytes;
}

void store_word(uint64_t l1_address, uint32_t value) {
    noc::require_word(l1_address);
    Memory& l1 = running->core->l1;
    l1.write_word(l1_address, value);
    watch::write(l1, l1_address, sizeof(value), watch::own_store("a store"));
    timing::store();
}

uint8_t own_noc() {
    return running->noc;
}

uint64_t own_noc_address(uint32_t l1_address) {
    return noc::unicast(running->core->noc, l1_address);
}

uint64_t noc_address(uint32_t x, uint32_t y, uint32_t l1_address) {
    return noc::unicast({x, y}, l1_address);
}

uint64_t multicast_address(uint32_t start_x, uint32_t start_y, uint32_t end_x, uint32_t end_y, uint32_t l1_address) {
    return noc::multicast({start_x, start_y}, {end_x, end_y}, l1_address);
}

uint64_t page_address(uint32_t accessor_offset, uint32_t tensor_address, uint32_t page_bytes, uint32_t page) {
    if (compile_time_arg(accessor_offset) != accessor_is_dram) {
        fail(
            "TensorAccessorArgs<",
            accessor_offset,
            ">: compile-time argument ",
            accessor_offset,
            " is ",
            compile_time_arg(accessor_offset),
            ", and ",
            accessor_is_dram,
            " says interleaved in DRAM");
    }
    const uint32_t args_page_bytes = compile_time_arg(accessor_offset + words_of_tensor_accessor_args - 1);
    if (page_bytes != args_page_bytes) {
        fail("TensorAccessor with pages of ", page_bytes, " bytes, but the tensor has pages of ", args_page_bytes);
    }
    const uint32_t banks = machine->chip.dram_banks;
    const uint32_t alignment = machine->chip.dram_alignment;
    const uint64_t stride = (page_bytes + alignment - 1) / alignment * alignment;
    return noc::dram(page % banks, tensor_address + page / banks * stride);
}

void read(uint64_t from, uint32_t to, uint32_t size, uint8_t noc) {
    noc::read("noc_async_read", from, to, size, noc);
}
void set_read_core(uint64_t from, uint8_t noc) {
    noc::set_read_target(from, noc);
}
void read_with_state(uint32_t from, uint32_t to, uint32_t size, uint8_t noc) {
    noc::read_with_state(from, to, size, noc);
}

void write(uint32_t from, uint64_t to, uint32_t size, uint8_t noc) {
    noc::write("noc_async_write", from, to, size, /*is_flag=*/false, noc);
}

void multicast(
    uint32_t from, uint64_t rectangle, uint32_t size, uint32_t num_dests, bool linked, bool loopback, uint8_t noc) {
    const char* call = loopback ? "noc_async_write_multicast_loopback_src" : "noc_async_write_multicast";
    noc::multicast_write(call, from, rectangle, size, num_dests, /*is_flag=*/false, linked, loopback, noc);
}

void read_barrier(uint8_t noc) {
    noc::wait_for_reads(noc);
}
void set_read_id(uint32_t id, uint8_t noc) {
    noc::require_read_id(id);
    running->read_id[noc] = id;
}
void read_barrier_of(uint32_t id, uint8_t noc) {
    noc::require_read_id(id);
    noc::wait_for_reads_of(id, noc);
}
void write_barrier(uint8_t noc) {
    noc::wait_for(Transaction::Kind::write, noc, "noc_async_write_barrier");
}
void atomic_barrier(uint8_t noc) {
    noc::wait_for(Transaction::Kind::increment, noc, "noc_async_atomic_barrier");
}
void writes_flushed(uint8_t noc) {
    noc::flush_writes(noc);
}

uint32_t semaphore_address(uint32_t id) {
    const std::vector<uint32_t>& addresses = running->core->semaphore_addresses;
    if (id >= addresses.size() || addresses[id] == 0) {
        fail("semaphore ", id, " is not configured");
    }
    return addresses[id];
}

void set_semaphore(uint64_t l1_address, uint32_t value) {
    noc::require_word(l1_address);
    Memory& l1 = running->core->l1;
    l1.write_word(l1_address, value);
    watch::write(l1, l1_address, sizeof(value), watch::own_access("noc_semaphore_set"));
    Signal& signal = l1.shadow.signals[l1_address];
    signal.clock = watch::publish();
    signal.time = std::max(signal.time, timing::now());
    signal.has(value);
    signal.from[running] = running->site;
}

void wait_semaphore(uint64_t l1_address, uint32_t value) {
    wait_for_semaphore(l1_address, "noc_semaphore_wait", "", value, [value](uint32_t has) { return has == value; });
}

void wait_semaphore_min(uint64_t l1_address, uint32_t value) {
    wait_for_semaphore(
        l1_address, "noc_semaphore_wait_min", "at least ", value, [value](uint32_t has) { return has >= value; });
}

void increment_semaphore(uint64_t noc_address, uint32_t value, uint8_t noc) {
    noc::increment(noc_address, value, noc);
}

void set_remote_semaphore(uint32_t from, uint64_t noc_address, uint8_t noc) {
    noc::write("noc_semaphore_set_remote", from, noc_address, sizeof(uint32_t), /*is_flag=*/true, noc);
}

void multicast_semaphore(
    uint32_t from, uint64_t rectangle, uint32_t num_dests, bool linked, bool loopback, uint8_t noc) {
    const char* call = loopback ? "noc_semaphore_set_multicast_loopback_src" : "noc_semaphore_set_multicast";
    noc::multicast_write(call, from, rectangle, sizeof(uint32_t), num_dests, /*is_flag=*/true, linked, loopback, noc);
}

void start_hardware(uint32_t buffer_a, uint32_t buffer_b, uint32_t buffer_out) {
    if (find_buffer(buffer_b).format != NumberFormat::bfloat16) {
        unsupported("SrcB in another format than bfloat16");
    }
    configure_src_a(buffer_a, /*with_faces=*/true);
    constexpr std::array<uint32_t, packer_count> exponents = {4, 19, 34, 49};
    constexpr uint32_t exponents_shift = 16;
    for (uint32_t packer = 0; packer < packer_count; ++packer) {
        running->instructions.registers[sizes_of_exponents + packer] = exponents[packer] << exponents_shift;
        const uint32_t first_row = packer * face_side;
        running->instructions.registers[rows_in_first_half + packer] = first_row;
        running->instructions.registers[rows_in_second_half + packer] = dst_half_rows_of_packers + first_row;
    }
    configure_packer(buffer_out);
    pass_all_rows();
    running->hardware_started = true;
    InstructionState& now = running->instructions;
    now.config[speeds_of_src_b] = now.config_seen[speeds_of_src_b] = fetch_64_bytes << speed_shift;
}

void init_multiply(uint32_t buffer_a, uint32_t buffer_b) {
    init_multiply_as(TensixOperation::multiply, "mul_init", buffer_a, buffer_b);
}

void init_multiply_by_row(uint32_t buffer_a, uint32_t buffer_b) {
    init_multiply_as(TensixOperation::multiply_by_row, "mul_bcast_rows_init", buffer_a, buffer_b);
}

void unpack_operands(uint32_t buffer_a, uint32_t buffer_b, uint32_t page_a, uint32_t page_b) {
    require_operation(TensixOperation::multiply, "mul_tiles", "mul_init");
    SourceRegister& src_a = wait_for_bank(running->core->src_a);
    SourceRegister& src_b = wait_for_bank(running->core->src_b);
    unpack_tile("mul_tiles", src_a.to_fill().datums, buffer_a, page_a);
    unpack_tile("mul_tiles", src_b.to_fill().datums, buffer_b, page_b);
    hand_over_both(tile_bytes);
}

void unpack_with_row(uint32_t buffer_a, uint32_t buffer_b, uint32_t page_a, uint32_t page_b, uint32_t row) {
    constexpr const char* call = "mul_tiles_bcast_rows";
    constexpr uint32_t row_bytes = face_side * sizeof(uint16_t);
    require_operation(TensixOperation::multiply_by_row, call, "mul_bcast_rows_init");
    if (row >= tile_side) {
        fail(call, " with row ", row, " of a tile of ", tile_side);
    }
    SourceRegister& src_a = wait_for_bank(running->core->src_a);
    SourceRegister& src_b = wait_for_bank(running->core->src_b);
    unpack_tile(call, src_a.to_fill().datums, buffer_a, page_a);
    // For each face of A the unpacker brings a face of B, which begins with a half of the row; that is all that is used.
    const CircularBuffer& rows = find_buffer(buffer_b);
    require_format(call, rows, NumberFormat::bfloat16, "copy_tile into a buffer in that format");
    Bfloat16Tile& repeated = src_b.to_fill().datums;
    for (uint32_t column = 0; column < tile_side; column += face_side) {
        std::array<uint16_t, face_side> half;
        const uint64_t begin = uint64_t{page_b} * rows.page_bytes + place_in_tile(row, column) * sizeof(uint16_t);
        unpack_bytes(call, reinterpret_cast<uint8_t*>(half.data()), rows, begin, row_bytes);
        for (uint32_t to_row = 0; to_row < tile_side; ++to_row) {
            std::copy(half.begin(), half.end(), &repeated[place_in_tile(to_row, column)]);
        }
    }
    hand_over_both(tile_bytes);
}

void init_tilized_reduce(uint32_t buffer_a, uint32_t buffer_scaler, uint32_t width) {
    find_buffer(buffer_a);
    find_buffer(buffer_scaler);
    running->operation = TensixOperation::reduce;
    running->tilizes = running->kind == ProcessorKind::trisc0;
    running->tilized_width = width;
}

void unpack_tilized(
    uint32_t buffer_a, uint32_t buffer_scaler, uint32_t tile_a, uint32_t page_scaler, uint32_t width) {
    constexpr const char* call = "llk_unpack_tilizeA_B";
    require_operation(TensixOperation::reduce, call, "tilizeA_B_reduce_init");
    if (width != running->tilized_width) {
        fail(call, " from rows of ", width, " tiles, but the init said ", running->tilized_width);
    }
    SourceRegister& src_a = wait_for_bank(running->core->src_a);
    SourceRegister& src_b = wait_for_bank(running->core->src_b);
    const CircularBuffer& matrix = find_buffer(buffer_a);
    constexpr uint32_t row_bytes = tile_side * sizeof(uint16_t);
    std::array<uint16_t, tile_side> row = {};
    for (uint32_t r = 0; r < tile_side; ++r) {
        const uint64_t begin = (uint64_t{r} * width + tile_a) * row_bytes;
        unpack_bytes(call, reinterpret_cast<uint8_t*>(row.data()), matrix, begin, row_bytes);
        for (uint32_t column = 0; column < tile_side; ++column) {
            src_a.to_fill().datums[place_in_tile(r, column)] = row[column];
        }
    }
    // Only the first face of the scaler is read, once for each face of the tile.
    const CircularBuffer& scaler = find_buffer(buffer_scaler);
    constexpr uint32_t face_bytes = face_side * face_side * sizeof(uint16_t);
    const uint64_t begin = uint64_t{page_scaler} * scaler.page_bytes;
    unpack_bytes(call, reinterpret_cast<uint8_t*>(src_b.to_fill().datums.data()), scaler, begin, face_bytes);
    hand_over_both(faces * face_bytes);
}

void uninit_tilized_unpack(uint32_t buffer_a) {
    find_buffer(buffer_a);
    running->tilizes = false;
    running->operation = TensixOperation::none;
}

void multiply(uint32_t dst_tile) {
    require_operation(TensixOperation::multiply, "mul_tiles", "mul_init");
    consume_operands("mul_tiles", dst_tile, multiply_tiles);
}

void multiply_by_row(uint32_t dst_tile) {
    constexpr const char* call = "mul_tiles_bcast_rows";
    require_operation(TensixOperation::multiply_by_row, call, "mul_bcast_rows_init");
    consume_operands(call, dst_tile, multiply_tiles);
}

void reduce_columns(uint32_t dst_tile) {
    require_operation(TensixOperation::reduce, "reduce_tile_math", "tilizeA_B_reduce_init");
    consume_operands("reduce_tile_math", dst_tile, sum_columns);
}

void init_vector_function(VectorFunction function) {
    running->vector_function = function;
}

void require_vector_function(VectorFunction function) {
    if (running->vector_function != function) {
        fail("a function of the vector unit without its init");
    }
}

uint32_t* dst_for_vector_unit(uint32_t dst_tile) {
    Core& core = *running->core;
    if (!running->holds_dst) {
        fail("a function of the vector unit outside of tile_regs_acquire and tile_regs_commit");
    }
    if (dst_tile >= core.dst.tiles_per_half()) {
        fail("the vector unit on Dst tile ", dst_tile, ", but half of Dst holds ", core.dst.tiles_per_half());
    }
    return core.dst.math_tile(dst_tile).data();
}

void apply_vector_function(VectorFunction function, uint32_t dst_tile, float parameter) {
    require_vector_function(function);
    uint32_t* dst = dst_for_vector_unit(dst_tile);
    for (uint32_t i = 0; i < tile_datums; ++i) {
        dst[i] = apply(function, dst[i], parameter, machine->math.fp32_dest_acc);
    }
}

bool fp32_dest_acc() {
    return machine->math.fp32_dest_acc;
}

void acquire_dst_for_math() {
    DstRegister& dst = running->core->dst;
    running->wait_until(
        [&] { return dst.half_free(); },
        waits_for("tile_regs_acquire: the packer has released neither half of Dst", ProcessorKind::trisc2));
    running->clock.learn(dst.known_to_math());
    timing::thread_waits_until(running->core->times.dst_released[dst.math_half()]);
    running->holds_dst = true;
}

void commit_dst() {
    if (!running->holds_dst) {
        fail("tile_regs_commit without tile_regs_acquire");
    }
    running->holds_dst = false;
    DstRegister& dst = running->core->dst;
    dst.known_to_math() = watch::publish();
    timing::wait_for_matrix_unit();
    running->core->times.dst_committed[dst.math_half()] = timing::thread_now();
    dst.commit();
    running->instructions.dst_offset = dst_half_base();  // as tt-metal does with the half that comes next
}

void wait_for_dst() {
    DstRegister& dst = running->core->dst;
    running->wait_until(
        [&] { return dst.half_ready(); },
        waits_for("tile_regs_wait: the matrix unit has committed no half of Dst", ProcessorKind::trisc1));
    running->clock.learn(dst.known_to_packer());
    timing::thread_waits_until(running->core->times.dst_committed[dst.packer_half()]);
    running->holds_dst = true;
}

void release_dst() {
    if (!running->holds_dst) {
        fail("tile_regs_release without tile_regs_wait");
    }
    running->holds_dst = false;
    running->writes_under_way.clear();  // the half is not free until the packer has read it
    DstRegister& dst = running->core->dst;
    dst.known_to_packer() = watch::publish();
    timing::wait_for_packer();
    running->core->times.dst_released[dst.packer_half()] = timing::thread_now();
    dst.release();
    select_packed_rows();
}

}  // namespace emulator::device
