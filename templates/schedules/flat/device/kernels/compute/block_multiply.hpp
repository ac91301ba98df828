#pragma once

#include <algorithm>
#include <cstdint>

#include "../../../../depthwise_common/kernels/kernel_api.hpp"

// mul_tiles in finer steps, made of the instructions that it is made of. For each tile it unpacks four faces of both
// operands. Here an operand is unpacked by one instruction, weights stay in SrcB for as many chunks as want them, and a
// chunk may be shorter than a tile.
//
// All three processors of a compute kernel call these functions; each does its part.
namespace ttnn::operations::experimental::depthwise_conv2d {

// What one instruction of the matrix unit multiplies: 8 rows of 16 datums.
constexpr uint32_t block_rows = 8;
constexpr uint32_t block_datums = block_rows * 16;
// What SrcA, SrcB and a tile of Dst hold.
constexpr uint32_t max_chunk_blocks = 8;
constexpr uint32_t dst_tile_rows = max_chunk_blocks * block_rows;
// The unpacker counts the datums from a row to the next one with 16 bits, and passes over so many rows at once.
constexpr uint32_t max_row_pitch = 0xffff;
constexpr uint32_t max_jump_rows = 7;
constexpr uint32_t no_jump = UINT8_MAX;

// Chunks that are multiplied with the same weights, each into a tile of Dst of its own. The input of each begins a row
// behind that of the one before; in one place, rows may be passed over. Small, as a processor has less than a kilobyte for
// its stack.
struct Chunks {
    uint32_t first_tile : 8;  // of Dst
    uint32_t count : 8;
    uint32_t blocks : 8;     // of each, and of the weights
    uint32_t jump : 8;       // the chunk before which rows are passed over, or no_jump
    uint32_t jump_rows : 8;  // how many
};

// As many chunks have room in SrcA before the matrix unit frees it.
ALWI uint32_t first_chunks(const Chunks& chunks) { return std::min<uint32_t>(chunks.count, 2); }

// The pages at the front of a circular buffer, by their addresses: only the unpackers' processor wants to know them.
struct Pages {
    uint32_t first_address = 0;
    uint32_t page_units = 0;  // of 16 bytes, as circular buffers count

    ALWI uint32_t at(uint32_t page) const { return first_address + page * page_units; }
};

// An unpacker adds the size of a tile's header to its address.
ALWI Pages front_of([[maybe_unused]] uint32_t cb) {
    [[maybe_unused]] constexpr uint32_t header = 1;
    Pages pages;
    UNPACK((pages.first_address = get_local_cb_interface(cb).fifo_rd_ptr - header));
    UNPACK((pages.page_units = get_local_cb_interface(cb).fifo_page_size));
    return pages;
}

// Tiles of weights at the front of a circular buffer. Those that have been waited for once are there to stay.
struct Weights {
    uint32_t cb;
    Pages tiles;
    uint32_t num_arrived = 0;

    explicit ALWI Weights(uint32_t cb) : cb(cb), tiles(front_of(cb)) {}

    ALWI void wait_for(uint32_t tile) {
        if (tile >= num_arrived) {
            num_arrived = tile + 1;
            cb_wait_front(cb, num_arrived);
        }
    }
    ALWI void pop_front(uint32_t num_tiles) {
        wait_for(num_tiles - 1);
        cb_pop_front(cb, num_tiles);
        tiles = front_of(cb);
        num_arrived -= num_tiles;
    }
};

#ifdef TRISC_UNPACK

// The addresses of the next operands are written into the configuration while the unpackers still work with the ones
// before: the configuration has two contexts, which take turns.
constexpr uint32_t config_contexts = 2;

// Which of an unpacker's counters an instruction sets, as bits; not all releases of tt-metal have names for them.
constexpr uint32_t input_y = 0b0010;
constexpr uint32_t all_zw = 0b1111;  // of the input and of the output

// Counters Z and W count faces and tiles, and operands are unpacked whole here. Counter Y counts rows of SrcA's input:
// its unit stands in the configuration for both contexts.
ALWI void configure_counters(uint32_t row_pitch) {
    constexpr uint32_t second_context = 16;
    TTI_SETADCZW(p_setadc::UNP_AB, 0, 0, 0, 0, all_zw);
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::UNPACK);
    cfg_reg_rmw_tensix<THCON_SEC0_REG5_Tile_x_dim_cntx0_ADDR32, 0, UINT32_MAX>(row_pitch | row_pitch << second_context);
}

// How fast weights are fetched: 64 bytes in a cycle, or 16.
enum class WeightSpeed : uint32_t { slow = 0, fast = 2 };

// Both unpackers at full speed get half of it each. But slow weights cost SrcA nothing, and as long as there are four
// chunks to unpack meanwhile, they come in time.
ALWI void set_weight_speed([[maybe_unused]] WeightSpeed speed) {
#ifdef ARCH_WORMHOLE
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::UNPACK);
    cfg_reg_rmw_tensix<THCON_SEC1_REG2_Throttle_mode_RMW>(static_cast<uint32_t>(speed));
#endif
}

ALWI WeightSpeed speed_beside(uint32_t num_chunks) {
    constexpr uint32_t enough_chunks = 4;
    return num_chunks < enough_chunks ? WeightSpeed::fast : WeightSpeed::slow;
}

// Into the context whose turn it is: their words lie beside each other.
static_assert(THCON_SEC0_REG3_Base_cntx1_address_ADDR32 == THCON_SEC0_REG3_Base_address_ADDR32 + 1);
static_assert(THCON_SEC1_REG3_Base_cntx1_address_ADDR32 == THCON_SEC1_REG3_Base_address_ADDR32 + 1);
ALWI void store_input_address(uint32_t address) {
    get_cfg_pointer()[THCON_SEC0_REG3_Base_address_ADDR32 + unp_cfg_context] = address;
}
ALWI void store_weights_address(uint32_t address) {
    get_cfg_pointer()[THCON_SEC1_REG3_Base_address_ADDR32 + unp_cfg_context] = address;
}
ALWI void store_addresses(uint32_t input_address, uint32_t weights_address) {
    volatile uint32_t tt_reg_ptr* context = get_cfg_pointer() + unp_cfg_context;
    context[THCON_SEC0_REG3_Base_address_ADDR32] = input_address;
    context[THCON_SEC1_REG3_Base_address_ADDR32] = weights_address;
}

// Around the stores of addresses, the instructions that use them, and the way to the other context.
ALWI void begin_context() { wait_for_next_context(config_contexts); }
ALWI void use_context() {
    semaphore_post(ckernel::semaphore::UNPACK_SYNC);
    TTI_STALLWAIT(p_stall::STALL_UNPACK, p_stall::TRISC_CFG);
}
ALWI void end_context() {
    t6_semaphore_get(ckernel::semaphore::UNPACK_SYNC);
    switch_config_context(unp_cfg_context);
}

// UNPACR's bits for a step of counter Y.
constexpr uint32_t no_step = 0;
constexpr uint32_t next_row = 1 << 2;

ALWI void unpack_weights_now() {
    TTI_UNPACR(SrcB, no_step, 0, 0, 0, /*contexts=*/1, /*valid=*/1, p_unpacr::RAREFYB_DISABLE, 0, 0, 0, 0, /*last=*/1);
}

ALWI void unpack_weights_when_there(Weights& weights, uint32_t weight_tile) {
    weights.wait_for(weight_tile);
    unpack_weights_now();
}

ALWI void unpack_chunks_now(const Chunks& chunks, uint32_t first, uint32_t end) {
    for (uint32_t chunk = first; chunk < end; ++chunk) {
        if (chunk == chunks.jump) {
            TT_INCADCXY(p_setadc::UNP_A, 0, 0, chunks.jump_rows, 0);
        }
        TTI_UNPACR(
            SrcA, next_row, 0, 0, 0, /*contexts=*/1, /*valid=*/1, p_unpacr::RAREFYB_DISABLE, 0, 0, 0, 0, /*last=*/1);
    }
}

ALWI void unpack_weights(Weights& weights, uint32_t weight_tile) {
    begin_context();
    store_weights_address(weights.tiles.at(weight_tile));
    use_context();
    unpack_weights_when_there(weights, weight_tile);
    end_context();
}

ALWI void unpack_chunks(const Chunks& chunks, uint32_t first, uint32_t address) {
    begin_context();
    store_input_address(address);
    use_context();
    unpack_chunks_now(chunks, first, chunks.count);
    TTI_SETADCXY(p_setadc::UNP_A, 0, 0, 0, 0, input_y);
    end_context();
}

// One chunk, as often as there are tiles of Dst.
ALWI void unpack_repeatedly(uint32_t count, uint32_t address) {
    begin_context();
    store_input_address(address);
    use_context();
    for (uint32_t chunk = 0; chunk < count; ++chunk) {
        TTI_UNPACR(
            SrcA, no_step, 0, 0, 0, /*contexts=*/1, /*valid=*/1, p_unpacr::RAREFYB_DISABLE, 0, 0, 0, 0, /*last=*/1);
    }
    end_context();
}

// The first chunks, and weights behind them.
ALWI void unpack_first_chunks_and_weights(
    const Chunks& chunks, uint32_t address, Weights& weights, uint32_t weight_tile) {
    begin_context();
    store_addresses(address, weights.tiles.at(weight_tile));
    use_context();
    unpack_chunks_now(chunks, 0, first_chunks(chunks));
    unpack_weights_when_there(weights, weight_tile);
    end_context();
}

// As unpack_chunks, and the weights of the next call: as soon as their bank is free. It is when the matrix unit works on the
// first chunk, and so has freed the bank of SrcA that the third one wants.
ALWI void unpack_chunks_and_weights(
    const Chunks& chunks, uint32_t first, uint32_t address, Weights& weights, uint32_t weight_tile) {
    const uint32_t ahead = first_chunks(chunks);
    begin_context();
    store_addresses(address, weights.tiles.at(weight_tile));
    use_context();
    unpack_chunks_now(chunks, first, ahead);
    unpack_weights_when_there(weights, weight_tile);
    unpack_chunks_now(chunks, ahead, chunks.count);
    TTI_SETADCXY(p_setadc::UNP_A, 0, 0, 0, 0, input_y);
    end_context();
}

#endif

#ifdef TRISC_MATH

// The phases of a multiply. Fidelities are numbered by their phases, but for LoFi, which has one and the number 0.
ALWI uint32_t fidelity_phases() {
    return std::max(static_cast<uint32_t>(MATH_FIDELITY), uint32_t{1});
}

// How the counters of rows and phases move behind a multiply. Dst goes on to its next tile behind a chunk.
constexpr uint8_t to_next_block = ADDR_MOD_0;
constexpr uint8_t to_next_phase = ADDR_MOD_1;
constexpr uint8_t to_next_chunk = ADDR_MOD_2;

ALWI void configure_rows() {
    addr_mod_t{.srca = {.incr = block_rows}, .srcb = {.incr = block_rows}, .dest = {.incr = block_rows}}.set(to_next_block);
    addr_mod_t{.srca = {.clr = 1}, .srcb = {.clr = 1}, .dest = {.cr = 1}, .fidelity = {.incr = 1}}.set(to_next_phase);
    addr_mod_t{
        .srca = {.clr = 1}, .srcb = {.clr = 1}, .dest = {.incr = dst_tile_rows, .cr = 1}, .fidelity = {.clr = 1}}
        .set(to_next_chunk);
    math::reset_counters(p_setrwc::SET_ABD_F);
}

ALWI uint32_t multiply_block(uint32_t frees, uint8_t then) {
    return TT_OP_ELWMUL(frees, /*accumulate=*/0, p_elwise::SRCB_NO_BCAST, then, /*dst=*/0);
}

// The program that the matrix unit runs for a chunk: its blocks, once in each phase.
ALWI void program_multiply(uint32_t num_blocks) {
    ckernel_template program(fidelity_phases(), num_blocks, multiply_block(p_setrwc::CLR_NONE, to_next_block));
    program.set_last_inner_loop_instr(multiply_block(p_setrwc::CLR_NONE, to_next_phase));
    program.set_last_outer_loop_instr(multiply_block(p_setrwc::CLR_A, to_next_chunk));
    program.program();
}

ALWI void multiply(const Chunks& chunks) {
    TT_SETC16(DEST_TARGET_REG_CFG_MATH_Offset_ADDR32, get_dest_buffer_base() + chunks.first_tile * dst_tile_rows);
    for (uint32_t chunk = 0; chunk < chunks.count; ++chunk) {
        ckernel_template::run();
    }
    TTI_SETRWC(p_setrwc::CLR_B, 0, 0, 0, 0, p_setrwc::SET_ABD_F);
}

#endif

// Behind compute_kernel_hw_startup, instead of the initialization of mul_tiles. `row_pitch` is in datums.
ALWI void block_multiply_init([[maybe_unused]] uint32_t row_pitch) {
    UNPACK((configure_counters(row_pitch)));
    MATH((configure_rows()));
}

// Weights of the next call, as soon as their bank is free.
ALWI void load_weights([[maybe_unused]] Weights& weights, [[maybe_unused]] uint32_t weight_tile) {
    UNPACK((unpack_weights(weights, weight_tile)));
}

// What all calls of multiply_add to come multiply at once.
ALWI void begin_chunks([[maybe_unused]] const Chunks& chunks) {
    UNPACK((TT_SETADCXX(p_setadc::UNP_AB, chunks.blocks * block_datums - 1, 0)));
    MATH((program_multiply(chunks.blocks)));
}

// From here on, calls of multiply_add multiply chunks of another length. The weights stay as long as the longest.
ALWI void change_chunks([[maybe_unused]] const Chunks& chunks) {
    UNPACK((TT_SETADCXX(p_setadc::UNP_A, chunks.blocks * block_datums - 1, 0)));
    MATH((program_multiply(chunks.blocks)));
}

// What the next call begins with: the input of its first chunks, which need not wait for weights, and its weights. Weights
// to come have the time of so many chunks at least. Returns how many chunks have been loaded.
ALWI uint32_t load_first_chunks(
    const Chunks& chunks,
    [[maybe_unused]] uint32_t fewest_chunks,
    [[maybe_unused]] uint32_t input_address,
    [[maybe_unused]] Weights& weights,
    [[maybe_unused]] uint32_t weight_tile) {
    UNPACK((set_weight_speed(WeightSpeed::fast)));
    UNPACK((unpack_first_chunks_and_weights(chunks, input_address, weights, weight_tile)));
    UNPACK((set_weight_speed(speed_beside(fewest_chunks))));
    return first_chunks(chunks);
}

// Adds to each chunk's tile of Dst its product with the weights. The input of the first chunk begins at the address; so
// many of them have been loaded.
ALWI void multiply_add(
    [[maybe_unused]] const Chunks& chunks,
    [[maybe_unused]] uint32_t num_loaded,
    [[maybe_unused]] uint32_t input_address) {
    UNPACK((unpack_chunks(chunks, num_loaded, input_address)));
    MATH((multiply(chunks)));
}

// The same with one chunk of input for all tiles.
ALWI void multiply_add_repeated(
    [[maybe_unused]] const Chunks& chunks, [[maybe_unused]] uint32_t input_address) {
    UNPACK((unpack_repeatedly(chunks.count, input_address)));
    MATH((multiply(chunks)));
}

// As multiply_add, and brings the weights of the next call meanwhile.
ALWI void multiply_add(
    [[maybe_unused]] const Chunks& chunks,
    [[maybe_unused]] uint32_t num_loaded,
    [[maybe_unused]] uint32_t input_address,
    [[maybe_unused]] Weights& weights,
    [[maybe_unused]] uint32_t next_weight_tile) {
    UNPACK((unpack_chunks_and_weights(chunks, num_loaded, input_address, weights, next_weight_tile)));
    MATH((multiply(chunks)));
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
