#pragma once

#include <algorithm>
#include <cstdint>

#include "../../../../depthwise_common/kernels/kernel_api.hpp"
#include "../../plan/numbers.hpp"
#include "section.hpp"

// A strip of a plane is as many of its sticks as SrcA holds: a row is a stick. Weights of a tap are a row of SrcB, which the
// matrix unit multiplies with each row of a block. Taps of a column of the kernel see the same strip: only the rows of Dst
// differ to which they add it.
//
// All three processors of a compute kernel call these functions; each does its part.
namespace ttnn::operations::experimental::depthwise_conv2d {

constexpr uint32_t strip_blocks = kStripSticks / kBlockRows;
constexpr uint32_t strip_datums = kStripSticks * kPlaneChannels;
constexpr uint32_t tap_datums = kBlockRows * kPlaneChannels;

// What is multiplied with weights that SrcB holds at once.
struct Load {
    uint32_t input_stick;  // the first of the first strip, from the beginning of its buffer on
    uint32_t weight_row;   // of the first tap, in the same way
    uint32_t num_taps;
    uint32_t num_strips;
};

// Taps of a column of the kernel are `step` sticks apart. So many of them may be multiplied with a strip in one program: 1 if
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

// Counters Z and W count faces and tiles, and operands are unpacked whole here. Counter Y counts strips: their length
// stands in the configuration for both contexts.
ALWI void configure_unpackers() {
    constexpr uint32_t second_context = 16;
    TTI_SETADCZW(p_setadc::UNP_AB, 0, 0, 0, 0, all_zw);
    TT_SETADCXX(p_setadc::UNP_A, strip_datums - 1, 0);
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::UNPACK);
    cfg_reg_rmw_tensix<THCON_SEC0_REG5_Tile_x_dim_cntx0_ADDR32, 0, UINT32_MAX>(
        strip_datums | strip_datums << second_context);
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

ALWI void unpack_strips(uint32_t num_strips) {
    unpack_whole_strips(num_strips);
    to_first_strip();
}

ALWI void unpack_load(uint32_t input_address, uint32_t weights_address, uint32_t num_taps, uint32_t num_strips) {
    begin_context(input_address, weights_address);
    unpack_rows_of_src_b(num_taps * tap_datums);
    unpack_strips(num_strips);
    end_context();
}

#endif

#ifdef TRISC_MATH

// The phases of a multiply. Fidelities are numbered by their phases, but for LoFi, which has one and the number 0.
ALWI uint32_t fidelity_phases() { return std::max(static_cast<uint32_t>(MATH_FIDELITY), uint32_t{1}); }

// A program has two loops: one over blocks, and one over phases or, if there is one, over taps.
ALWI bool takes_taps_together(const Taps& taps) { return fidelity_phases() == 1 && taps.together > 1; }

// How the counters of rows and phases move behind a multiply. The strip begins at the row of Dst to which the tap adds it:
// the counter returns there from phase to phase, and from a tap to the next one that row moves on.
constexpr uint8_t to_next_block = ADDR_MOD_0;
constexpr uint8_t to_next_phase = ADDR_MOD_1;
constexpr uint8_t to_next_strip = ADDR_MOD_1;  // in programs for several taps, which have one phase
constexpr uint8_t to_next_tap = ADDR_MOD_2;

ALWI uint32_t multiply_block(uint8_t then, uint32_t frees = p_setrwc::CLR_NONE) {
    return TT_OP_ELWMUL(frees, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, then, /*dst=*/0);
}

ALWI void configure_blocks() {
    addr_mod_t{.srca = {.incr = kBlockRows}, .srcb = {.incr = 0}, .dest = {.incr = kBlockRows}}.set(to_next_block);
}

ALWI void configure_rows(const Taps& taps) {
    const int16_t tap_rows = taps.step;
    addr_mod_t{
        .srca = {.clr = 1}, .srcb = {.incr = kBlockRows}, .dest = {.incr = tap_rows, .cr = 1}, .fidelity = {.clr = 1}}
        .set(to_next_tap);
    if (takes_taps_together(taps)) {
        const int16_t strip_rows = kStripSticks - (taps.together - 1) * taps.step;
        addr_mod_t{.srca = {.clr = 1}, .srcb = {.clr = 1}, .dest = {.incr = strip_rows, .cr = 1}}.set(to_next_strip);
    } else {
        addr_mod_t{.srca = {.clr = 1}, .srcb = {.incr = 0}, .dest = {.cr = 1}, .fidelity = {.incr = 1}}.set(to_next_phase);
    }
    math::reset_counters(p_setrwc::SET_ABD_F);
}

// The program that the matrix unit runs for a strip: its blocks under a tap, once in each phase, or under several ones.
ALWI void program_multiplies(const Taps& taps) {
    if (takes_taps_together(taps)) {
        ckernel_template program(taps.together, strip_blocks, multiply_block(to_next_block));
        program.set_last_inner_loop_instr(multiply_block(to_next_tap));
        program.set_last_outer_loop_instr(multiply_block(to_next_strip, p_setrwc::CLR_A));
        program.program();
    } else {
        ckernel_template program(fidelity_phases(), strip_blocks, multiply_block(to_next_block));
        program.set_last_inner_loop_instr(multiply_block(to_next_phase));
        program.set_last_outer_loop_instr(multiply_block(to_next_tap));
        program.program();
    }
}

// Under a tap, another number of blocks.
ALWI void multiply_blocks(uint32_t num_blocks) {
    for (uint32_t phase = 1; phase <= fidelity_phases(); ++phase) {
        for (uint32_t block = 1; block < num_blocks; ++block) {
            TTI_ELWMUL(p_setrwc::CLR_NONE, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, to_next_block, /*dst=*/0);
        }
        if (phase < fidelity_phases()) {
            TTI_ELWMUL(p_setrwc::CLR_NONE, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, to_next_phase, /*dst=*/0);
        } else {
            TTI_ELWMUL(p_setrwc::CLR_NONE, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, to_next_tap, /*dst=*/0);
        }
    }
}

// The first tap adds the strip to the rows farthest above those of the input. What does not reach the section is left
// out: the first taps, whose rows lie in front of it, and the last ones, whose rows lie behind it.
ALWI void multiply_strip(const Section& section, const Load& load, uint32_t strip, uint32_t tap_step) {
    constexpr int32_t strip_rows = kStripSticks;
    const int32_t first_row = section.first_tile * kStripSticks;
    const int32_t end_row = first_row + section.num_sticks;
    int32_t row = first_row + strip * kStripSticks - (load.num_taps - 1) * tap_step;
    uint32_t tap = 0;
    for (; tap < load.num_taps && row <= first_row - strip_rows; ++tap, row += tap_step) {
        TTI_INCRWC(/*carriage_return=*/0, /*dst=*/0, /*srcb=*/kBlockRows, /*srca=*/0);
    }
    TT_SETC16(DEST_TARGET_REG_CFG_MATH_Offset_ADDR32, get_dest_buffer_base() + row);
    for (; tap < load.num_taps && row < end_row; ++tap, row += tap_step) {
        ckernel_template::run();
    }
}

ALWI void multiply_by_tap(const Section& section, const Load& load, uint32_t tap_step) {
    const uint32_t last_strip = load.num_strips - 1;
    for (uint32_t strip = 0; strip < last_strip; ++strip) {
        multiply_strip(section, load, strip, tap_step);
        TTI_SETRWC(p_setrwc::CLR_A, 0, 0, 0, 0, p_setrwc::SET_ABD_F);
    }
    multiply_strip(section, load, last_strip, tap_step);
    TTI_SETRWC(p_setrwc::CLR_AB, 0, 0, 0, 0, p_setrwc::SET_ABD_F);
}

// Whole strips under all taps of the load, of which none passes the slack of the section, and the rest of them.
ALWI void multiply_by_strip(const Section& section, const Load& load, uint32_t tap_step) {
    const int32_t first_row = section.first_tile * kStripSticks - (load.num_taps - 1) * tap_step;
    const int32_t end_row = section.first_tile * kStripSticks + section.num_sticks;
    const uint32_t last_strip = load.num_strips - 1;
    TT_SETC16(DEST_TARGET_REG_CFG_MATH_Offset_ADDR32, get_dest_buffer_base() + first_row);
    for (uint32_t strip = 0; strip < last_strip; ++strip) {
        ckernel_template::run();
    }
    int32_t row = first_row + last_strip * kStripSticks;
    for (uint32_t tap = 0; tap < load.num_taps && row < end_row; ++tap, row += tap_step) {
        multiply_blocks(std::min(div_up(end_row - row, kBlockRows), strip_blocks));
    }
    TTI_SETRWC(p_setrwc::CLR_AB, 0, 0, 0, 0, p_setrwc::SET_ABD_F);
}

ALWI void multiply_load(const Section& section, const Load& load, const Taps& taps) {
    if (takes_taps_together(taps)) {
        multiply_by_strip(section, load, taps.step);
    } else {
        multiply_by_tap(section, load, taps.step);
    }
}

#endif

// Behind compute_kernel_hw_startup, instead of an initialization of the public API.
ALWI void strips_init() {
    UNPACK((configure_unpackers()));
    MATH((configure_blocks()));
}

// In front of multiplies.
ALWI void strip_multiply_init([[maybe_unused]] const Taps& taps) {
    MATH((configure_rows(taps)));
    MATH((program_multiplies(taps)));
}

// Adds to the section the products of the load's strips with its weights.
ALWI void multiply_add(
    [[maybe_unused]] const Section& section,
    [[maybe_unused]] const Load& load,
    [[maybe_unused]] const Taps& taps,
    [[maybe_unused]] uint32_t input_cb,
    [[maybe_unused]] uint32_t weights_cb) {
    UNPACK((unpack_load(
        stick_address(input_cb, load.input_stick),
        stick_address(weights_cb, load.weight_row),
        load.num_taps,
        load.num_strips)));
    MATH((multiply_load(section, load, taps)));
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
