#pragma once

#include <cstdint>

#include "emulator/activation.hpp"
#include "emulator/instruction.hpp"

// What kernels call in the emulator. The headers below api/ give these functions the names and the parameters that
// tt-metal gives them; runtime/device_interface.cpp defines them. Each acts on the processor whose turn it is.
namespace emulator::device {

// The place in a kernel from which the next of these functions is called, and the function of the API that calls it.
void called_from(const char* file, uint32_t line, const char* call);

// The same for functions that are no calls of their own: they execute instructions, which are counted.
void stands_at(const char* file, uint32_t line, const char* step);
void issues(const char* instruction);

// What a header has a parameter for and the emulator does not implement.
void unsupported(const char* what);

// Arguments.
uint32_t compile_time_arg(uint32_t index);
uint32_t common_arg(uint32_t index);
uint32_t runtime_arg(uint32_t index);
uintptr_t runtime_arg_address(uint32_t index);

// Circular buffers.
void reserve_back(uint32_t buffer, uint32_t pages);
void push_back(uint32_t buffer, uint32_t pages);
void wait_front(uint32_t buffer, uint32_t pages);
void pop_front(uint32_t buffer, uint32_t pages);
uint32_t write_pointer(uint32_t buffer);
uint32_t read_pointer(uint32_t buffer);
uint32_t tile_size(uint32_t buffer);
uint32_t page_size(uint32_t buffer);

// A word in L1 of the own core.
void store_word(uint64_t l1_address, uint32_t value);

// NoC.
uint8_t own_noc();
uint64_t own_noc_address(uint32_t l1_address);
uint64_t noc_address(uint32_t x, uint32_t y, uint32_t l1_address);
uint64_t multicast_address(uint32_t start_x, uint32_t start_y, uint32_t end_x, uint32_t end_y, uint32_t l1_address);
uint64_t page_address(uint32_t accessor_offset, uint32_t tensor_address, uint32_t page_bytes, uint32_t page);
void read(uint64_t from, uint32_t to, uint32_t size, uint8_t noc);
void set_read_core(uint64_t from, uint8_t noc);
void read_with_state(uint32_t from, uint32_t to, uint32_t size, uint8_t noc);
void write(uint32_t from, uint64_t to, uint32_t size, uint8_t noc);
void multicast(
    uint32_t from, uint64_t rectangle, uint32_t size, uint32_t num_dests, bool linked, bool loopback, uint8_t noc);
void read_barrier(uint8_t noc);
void set_read_id(uint32_t id, uint8_t noc);
void read_barrier_of(uint32_t id, uint8_t noc);
void write_barrier(uint8_t noc);
void atomic_barrier(uint8_t noc);
void writes_flushed(uint8_t noc);

// Semaphores. The address is one in L1 of the own core, also where a kernel has made a pointer of it.
uint32_t semaphore_address(uint32_t id);
void set_semaphore(uint64_t l1_address, uint32_t value);
void wait_semaphore(uint64_t l1_address, uint32_t value);
void wait_semaphore_min(uint64_t l1_address, uint32_t value);
void increment_semaphore(uint64_t noc_address, uint32_t value, uint8_t noc);
void set_remote_semaphore(uint32_t from, uint64_t noc_address, uint8_t noc);
void multicast_semaphore(
    uint32_t from, uint64_t rectangle, uint32_t num_dests, bool linked, bool loopback, uint8_t noc);

// Compute.
void start_hardware(uint32_t buffer_a, uint32_t buffer_b, uint32_t buffer_out);
void init_multiply(uint32_t buffer_a, uint32_t buffer_b);
void unpack_operands(uint32_t buffer_a, uint32_t buffer_b, uint32_t page_a, uint32_t page_b);
void multiply(uint32_t dst_tile);
void init_multiply_by_row(uint32_t buffer_a, uint32_t buffer_b);
void unpack_with_row(uint32_t buffer_a, uint32_t buffer_b, uint32_t page_a, uint32_t page_b, uint32_t row);
void multiply_by_row(uint32_t dst_tile);
void init_tilized_reduce(uint32_t buffer_a, uint32_t buffer_scaler, uint32_t width);
void unpack_tilized(
    uint32_t buffer_a, uint32_t buffer_scaler, uint32_t tile_a, uint32_t page_scaler, uint32_t width);
void uninit_tilized_unpack(uint32_t buffer_a);
void reduce_columns(uint32_t dst_tile);
void init_vector_function(VectorFunction function);
void require_vector_function(VectorFunction function);
void apply_vector_function(VectorFunction function, uint32_t dst_tile, float parameter = 0);
uint32_t* dst_for_vector_unit(uint32_t dst_tile);
bool fp32_dest_acc();
void configure_src_a(uint32_t buffer, bool with_faces);  // for the format of a buffer, and for faces as rows
void configure_packer(uint32_t buffer);
void reconfigure_packer(uint32_t buffer);
void init_copy(uint32_t buffer);
void copy_to_dst(uint32_t buffer, uint32_t page, uint32_t dst_tile);
void configure_relu(ReluMode mode, uint16_t threshold);
void pack(uint32_t dst_tile, uint32_t buffer);  // behind the tile packed before
void pack_out_of_order(uint32_t dst_tile, uint32_t buffer, uint32_t page);
void init_pack_untilize(uint32_t buffer);
void pack_untilized(uint32_t dst_tile, uint32_t buffer);  // the first rows of a tile, as many as the buffer's tiles have
void uninit_pack_untilize(uint32_t buffer);
void acquire_dst_for_math();
void commit_dst();
void wait_for_dst();
void release_dst();

// Instructions of the unpacker, and the configuration that they use.
volatile uint32_t* config_words();
uint32_t& config_context();
void wait_for_config_context(uint32_t contexts);
void use_config_context(uint32_t context);
void post_tensix_semaphore(uint8_t index);
void get_tensix_semaphore(uint8_t index);
uint32_t format_code(uint32_t buffer);
uint32_t format_code_in_dst(uint32_t buffer);  // of what is packed to it
void write_config(uint32_t word, uint32_t mask, uint32_t value);
void stall(uint32_t stalls, uint32_t until);
void set_datum_range(uint32_t unpackers, uint32_t start, uint32_t end);
void set_input_row(uint32_t unpackers, uint32_t row);
void pass_input_rows(uint32_t unpackers, uint32_t rows);

// Instructions of the packers, and of the scalar unit that configures them.
void set_half_register(uint32_t half, uint32_t value);
void add_registers(uint32_t result, uint32_t right, uint32_t left);
void require_registers(uint32_t first, uint32_t count);  // by another unit, which does not wait for the scalar one
void write_packer_config(uint32_t word, uint32_t source);
void write_config_word(uint32_t word, uint32_t source);  // of a packer, or one that all have
void set_packed_row(uint32_t row);
void set_pack_mode(uint32_t index, const PackMode& mode);
void set_packed_datums(uint32_t start, uint32_t end);  // of each of Wormhole's packers
void select_packed_rows();
void pack_by_packers(uint32_t mode, uint32_t count, bool ends);  // the first ones of Wormhole
void pack_some_rows(uint32_t mode, uint32_t interfaces, bool ends);  // by Blackhole's packer

// Instructions of the matrix unit.
uint32_t math_fidelity();
uint32_t dst_half_base();
void write_thread_config(uint32_t word, uint32_t value);
void set_address_mode(uint32_t index, const AddressMode& mode);
void set_row_counters(uint32_t frees, uint32_t counters);
void pass_rows_of_src_b(uint32_t rows);

// An instruction as a word, and loops of them.
void execute(uint32_t instruction);
void record(uint32_t first, uint32_t count);
void play(uint32_t instruction);  // which may stand for others
void load_macro(const Macro& macro);
void run_macro();

}  // namespace emulator::device
