#pragma once

#include <algorithm>
#include <cstdint>

#include "../../../../depthwise_common/kernels/kernel_api.hpp"
#include "../../plan/numbers.hpp"
#include "section.hpp"

// A strip of a plane is what SrcA holds of it: a row is a stick. Weights of a tap are a row of SrcB, which the matrix unit
// multiplies with each row of a block. Taps of a column of the kernel see the same strip: only the rows of Dst differ to which
// they add it. Sticks behind the outputs of a row are passed over, block by block.
//
// All three processors of a compute kernel call these functions; each does its part.
namespace ttnn::operations::experimental::depthwise_conv2d {

constexpr uint32_t tap_datums = kBlockRows * kPlaneChannels;

// Rows of a plane, of whose sticks so many blocks are multiplied. Or as many sticks as SrcA holds, as if they were a row.
struct Strip {
    uint32_t rows;
    uint32_t row_sticks;
    uint32_t row_blocks;

    constexpr uint32_t sticks() const { return rows * row_sticks; }
    constexpr uint32_t blocks() const { return rows * row_blocks; }
    // Of what of it lies in front of a stick.
    constexpr uint32_t blocks_before(uint32_t stick) const {
        return stick / row_sticks * row_blocks + std::min(div_up(stick % row_sticks, kBlockRows), row_blocks);
    }
    // Behind a block, another row follows.
    constexpr bool ends_row(uint32_t block) const { return block % row_blocks == row_blocks - 1; }
};

// What is multiplied with weights that SrcB holds at once.
struct Load {
    uint32_t input_stick;  // the first one, from the beginning of its buffer on
    uint32_t weight_row;   // of the first tap, in the same way
    uint32_t num_taps;
    uint32_t num_sticks;
    int32_t first_row;  // of Dst, from the section on, to which the first tap adds the first stick
};

// Taps of a column of the kernel are `step` sticks apart. So many of them are multiplied with a strip in one program: 1 if
// there are some whose sums may reach rows outside of a section and its slack.
struct Taps {
    uint32_t step;
    uint32_t together;
};

#ifdef TRISC_UNPACK

// The addresses of the next operands are written into the configuration while the unpackers still work with the ones
// before: the configuration has two contexts, which take turns.
constexpr uint32_t config_contexts = 2;

// Which of an unpacker's counters an instruction sets, as bits; not all releases of tt-metal have names for them.
constexpr uint32_t input_y = 0b0010;
constexpr uint32_t all_zw = 0b1111;  // of the input and of the output

// UNPACR's bits for a step of counter Y.
constexpr uint32_t no_step = 0;
constexpr uint32_t next_strip = 1 << 2;

ALWI uint32_t stick_address(uint32_t cb, uint32_t stick) {
    constexpr uint32_t stick_units = kPlaneChannels * kDatumBytes / address_unit;
    return get_local_cb_interface(cb).fifo_rd_ptr + stick * stick_units - header;
}

// So many sticks are unpacked next, and each time.
ALWI void set_unpacked_sticks(uint32_t num_sticks) { TT_SETADCXX(p_setadc::UNP_A, num_sticks * kPlaneChannels - 1, 0); }

// Counter Y counts strips: their length stands in the configuration for both contexts.
ALWI void configure_strips(uint32_t num_sticks) {
    constexpr uint32_t second_context = 16;
    const uint32_t num_datums = num_sticks * kPlaneChannels;
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::UNPACK);
    cfg_reg_rmw_tensix<THCON_SEC0_REG5_Tile_x_dim_cntx0_ADDR32, 0, UINT32_MAX>(num_datums | num_datums << second_context);
    set_unpacked_sticks(num_sticks);
}

// Counters Z and W count faces and tiles, and operands are unpacked whole here.
ALWI void configure_unpackers() {
    TTI_SETADCZW(p_setadc::UNP_AB, 0, 0, 0, 0, all_zw);
    configure_strips(kStripSticks);
}

// Between multiplies and conversions, which take whole tiles.
ALWI void configure_strips_of(const Strip& strip) {
    if (strip.sticks() != kStripSticks) {
        configure_strips(strip.sticks());
    }
}
ALWI void configure_whole_strips(const Strip& strip) {
    if (strip.sticks() != kStripSticks) {
        configure_strips(kStripSticks);
    }
}

// Around the instructions that use the addresses.
ALWI void begin_context(uint32_t src_a_address, uint32_t src_b_address) {
    wait_for_next_context(config_contexts);
    volatile uint32_t tt_reg_ptr* config = get_cfg_pointer();
    const bool first = unp_cfg_context == 0;
    config[first ? THCON_SEC0_REG3_Base_address_ADDR32 : THCON_SEC0_REG3_Base_cntx1_address_ADDR32] = src_a_address;
    config[first ? THCON_SEC1_REG3_Base_address_ADDR32 : THCON_SEC1_REG3_Base_cntx1_address_ADDR32] = src_b_address;
    semaphore_post(ckernel::semaphore::UNPACK_SYNC);
    TTI_STALLWAIT(p_stall::STALL_UNPACK, p_stall::TRISC_CFG);
}
ALWI void end_context() {
    t6_semaphore_get(ckernel::semaphore::UNPACK_SYNC);
    switch_config_context(unp_cfg_context);
}

ALWI void unpack_rows_of_src_b(uint32_t num_datums) {
    TT_SETADCXX(p_setadc::UNP_B, num_datums - 1, 0);
    TTI_UNPACR(SrcB, no_step, 0, 0, 0, /*contexts=*/1, /*valid=*/1, p_unpacr::RAREFYB_DISABLE, 0, 0, 0, 0, /*last=*/1);
}

// Counter Y moves on with each.
ALWI void unpack_whole_strips(uint32_t num_strips) {
    for (uint32_t strip = 0; strip < num_strips; ++strip) {
        TTI_UNPACR(
            SrcA, next_strip, 0, 0, 0, /*contexts=*/1, /*valid=*/1, p_unpacr::RAREFYB_DISABLE, 0, 0, 0, 0, /*last=*/1);
    }
}
ALWI void to_first_strip() { TTI_SETADCXY(p_setadc::UNP_A, 0, 0, 0, 0, input_y); }

// Whole strips, and what is left behind them: with another length, as that of a strip is set.
ALWI void unpack_sticks(uint32_t num_sticks, uint32_t strip_sticks) {
    const uint32_t rest = num_sticks % strip_sticks;
    unpack_whole_strips(num_sticks / strip_sticks);
    if (rest > 0) {
        set_unpacked_sticks(rest);
        unpack_whole_strips(1);
        set_unpacked_sticks(strip_sticks);
    }
    to_first_strip();
}

ALWI void unpack_load(const Load& load, const Strip& strip, uint32_t input_cb, uint32_t weights_cb) {
    begin_context(stick_address(input_cb, load.input_stick), stick_address(weights_cb, load.weight_row));
    unpack_rows_of_src_b(load.num_taps * tap_datums);
    unpack_sticks(load.num_sticks, strip.sticks());
    end_context();
}

#endif

#ifdef TRISC_MATH

// The phases of a multiply. Fidelities are numbered by their phases, but for LoFi, which has one and the number 0.
ALWI uint32_t fidelity_phases() { return std::max(static_cast<uint32_t>(MATH_FIDELITY), uint32_t{1}); }

// How the counters of rows and phases move behind a multiply. The strip begins at the row of Dst to which the tap adds it:
// the counter returns there from phase to phase, and from a tap to the next one that row moves on.
constexpr uint8_t to_next_block = ADDR_MOD_0;
constexpr uint8_t to_next_phase = ADDR_MOD_1;
constexpr uint8_t to_next_strip = ADDR_MOD_1;  // where there is one phase
constexpr uint8_t to_next_tap = ADDR_MOD_2;
constexpr uint8_t to_next_row = ADDR_MOD_3;

// With one phase, there is an address mode left by which a program for several taps frees its strip and moves on to the next one.
ALWI bool goes_on_by_itself(const Taps& taps) { return fidelity_phases() == 1 && taps.together > 1; }

ALWI void configure_blocks() {
    addr_mod_t{.srca = {.incr = kBlockRows}, .srcb = {.incr = 0}, .dest = {.incr = kBlockRows}}.set(to_next_block);
}

ALWI void configure_rows(const Taps& taps, const Strip& strip) {
    const int16_t tap_rows = taps.step;
    const int16_t row_rows = strip.row_sticks - (strip.row_blocks - 1) * kBlockRows;
    if (goes_on_by_itself(taps)) {
        const int16_t strip_rows = strip.sticks() - (taps.together - 1) * taps.step;
        addr_mod_t{.srca = {.clr = 1}, .srcb = {.clr = 1}, .dest = {.incr = strip_rows, .cr = 1}}.set(to_next_strip);
    } else {
        addr_mod_t{.srca = {.clr = 1}, .srcb = {.incr = 0}, .dest = {.cr = 1}, .fidelity = {.incr = 1}}.set(to_next_phase);
    }
    addr_mod_t{
        .srca = {.clr = 1}, .srcb = {.incr = kBlockRows}, .dest = {.incr = tap_rows, .cr = 1}, .fidelity = {.clr = 1}}
        .set(to_next_tap);
    if (strip.rows > 1) {
        addr_mod_t{
            .srca = {.incr = static_cast<uint8_t>(row_rows)}, .srcb = {.incr = 0}, .dest = {.incr = row_rows}}
            .set(to_next_row);
    }
    math::reset_counters(p_setrwc::SET_ABD_F);
}

// All blocks of a strip but the last one are replayed: as many of them as there are in front of that.
ALWI void record_blocks(const Strip& strip) {
    const uint32_t num_blocks = strip.blocks() - 1;
    lltt::record(math::replay_buf_offset, num_blocks);
    for (uint32_t block = 0; block < num_blocks; ++block) {
        if (strip.ends_row(block)) {
            TTI_ELWMUL(p_setrwc::CLR_NONE, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, to_next_row, /*dst=*/0);
        } else {
            TTI_ELWMUL(p_setrwc::CLR_NONE, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, to_next_block, /*dst=*/0);
        }
    }
}

ALWI uint32_t multiply_last_block(uint8_t then, uint32_t frees = p_setrwc::CLR_NONE) {
    return TT_OP_ELWMUL(frees, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, then, /*dst=*/0);
}

// The program that the matrix unit runs for a strip: its blocks in each phase, under one tap or several ones.
ALWI void program_multiplies(const Taps& taps, const Strip& strip) {
    const uint32_t first_blocks = lltt::replay_insn(math::replay_buf_offset, strip.blocks() - 1);
    ckernel_template program(taps.together, fidelity_phases(), first_blocks, multiply_last_block(to_next_phase));
    program.set_last_inner_loop_instr(multiply_last_block(to_next_tap));
    program.set_last_outer_loop_instr(
        goes_on_by_itself(taps) ? multiply_last_block(to_next_strip, p_setrwc::CLR_A) : multiply_last_block(to_next_tap));
    program.program();
}

// The beginning of a strip under a tap.
ALWI void multiply_blocks(uint32_t num_blocks) {
    for (uint32_t phase = 1; phase <= fidelity_phases(); ++phase) {
        if (num_blocks > 1) {
            TT_REPLAY(math::replay_buf_offset, num_blocks - 1, /*execute_while_loading=*/0, /*load=*/0);
        }
        if (phase < fidelity_phases()) {
            TTI_ELWMUL(p_setrwc::CLR_NONE, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, to_next_phase, /*dst=*/0);
        } else {
            TTI_ELWMUL(p_setrwc::CLR_NONE, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, to_next_tap, /*dst=*/0);
        }
    }
}

ALWI void set_first_row(const Section& section, int32_t row) {
    TT_SETC16(
        DEST_TARGET_REG_CFG_MATH_Offset_ADDR32, get_dest_buffer_base() + section.first_tile * kStripSticks + row);
}

ALWI void free_strip() { TTI_SETRWC(p_setrwc::CLR_A, 0, 0, 0, 0, p_setrwc::SET_ABD_F); }
ALWI void free_weights() { TTI_SETRWC(p_setrwc::CLR_B, 0, 0, 0, 0, p_setrwc::SET_ABD_F); }
ALWI void free_strip_and_weights() { TTI_SETRWC(p_setrwc::CLR_AB, 0, 0, 0, 0, p_setrwc::SET_ABD_F); }

// All taps see all sticks: none passes the slack of the section. Whole strips, and what is left behind them.
ALWI void multiply_together(const Section& section, const Load& load, const Taps& taps, const Strip& strip) {
    const uint32_t rest_blocks = strip.blocks_before(load.num_sticks % strip.sticks());
    int32_t row = load.first_row;
    set_first_row(section, row);
    for (uint32_t i = load.num_sticks / strip.sticks(); i > 0; --i) {
        ckernel_template::run();
        if (!goes_on_by_itself(taps)) {
            free_strip();
            row += strip.sticks();
            set_first_row(section, row);
        }
    }
    if (rest_blocks > 0) {
        for (uint32_t tap = 0; tap < taps.together; ++tap) {
            multiply_blocks(rest_blocks);
        }
        free_strip_and_weights();
    } else {
        free_weights();
    }
}

// So many blocks of a strip, under one tap after the other. The first tap adds them to the rows farthest above those of the
// input. What does not reach the section is left out: the first taps, whose rows lie in front of it, and the last ones, whose
// rows lie behind it.
ALWI void multiply_strip(
    const Section& section, uint32_t num_taps, uint32_t tap_step, const Strip& strip, int32_t row, uint32_t num_blocks) {
    const int32_t strip_sticks = strip.sticks();
    const int32_t end_row = section.num_sticks;
    uint32_t tap = 0;
    for (; tap < num_taps && row <= -strip_sticks; ++tap, row += tap_step) {
        TTI_INCRWC(/*carriage_return=*/0, /*dst=*/0, /*srcb=*/kBlockRows, /*srca=*/0);
    }
    set_first_row(section, row);
    for (; tap < num_taps && row < end_row; ++tap, row += tap_step) {
        if (num_blocks == strip.blocks()) {
            ckernel_template::run();
        } else {
            multiply_blocks(num_blocks);
        }
    }
}

ALWI void multiply_by_tap(const Section& section, const Load& load, const Taps& taps, const Strip& strip) {
    const int32_t strip_sticks = strip.sticks();
    int32_t row = load.first_row;
    for (int32_t rest = load.num_sticks; rest > 0; rest -= strip_sticks, row += strip_sticks) {
        const uint32_t num_blocks = rest < strip_sticks ? strip.blocks_before(rest) : strip.blocks();
        multiply_strip(section, load.num_taps, taps.step, strip, row, num_blocks);
        free_strip();
    }
    free_weights();
}

ALWI void multiply_load(const Section& section, const Load& load, const Taps& taps, const Strip& strip) {
    if (taps.together > 1) {
        multiply_together(section, load, taps, strip);
    } else {
        multiply_by_tap(section, load, taps, strip);
    }
}

#endif

// Behind compute_kernel_hw_startup, instead of an initialization of the public API.
ALWI void strips_init() {
    UNPACK((configure_unpackers()));
    MATH((configure_blocks()));
}

// In front of multiplies.
ALWI void strip_multiply_init([[maybe_unused]] const Taps& taps, [[maybe_unused]] const Strip& strip) {
    UNPACK((configure_strips_of(strip)));
    MATH((configure_rows(taps, strip)));
    MATH((record_blocks(strip)));
    MATH((program_multiplies(taps, strip)));
}

// Adds to the section the products of the load's sticks with its weights.
ALWI void multiply_add(
    [[maybe_unused]] const Section& section,
    [[maybe_unused]] const Load& load,
    [[maybe_unused]] const Taps& taps,
    [[maybe_unused]] const Strip& strip,
    [[maybe_unused]] uint32_t input_cb,
    [[maybe_unused]] uint32_t weights_cb) {
    UNPACK((unpack_load(load, strip, input_cb, weights_cb)));
    MATH((multiply_load(section, load, taps, strip)));
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
