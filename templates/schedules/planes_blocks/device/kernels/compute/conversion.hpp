#pragma once

#include <algorithm>
#include <cstdint>

#include "multiply_taps.hpp"
#include "placing.hpp"
#include "strip_multiply.hpp"

// Tiles that become planes, and results that become tiles: through Dst, where the faces of a column of tiles lie behind each
// other, the left ones in the first half of what a section holds and the right ones in the second. The matrix unit adds
// a row of SrcB to what fills SrcA, block by block, which moves it to Dst: zeros, or the bias of a plane.
//
// All three processors of a compute kernel call these functions; each does its part.
namespace ttnn::operations::experimental::depthwise_conv2d {

// Tiles of a column that Dst holds at once, and where in it the right faces begin.
ALWI uint32_t window_tiles() { return DST_ACCUM_MODE ? kDstTilesFp32 : kDstTiles; }
ALWI uint32_t right_row() { return window_tiles() * kTileSide; }

// Tiles of a buffer, each a step behind the one before.
struct Tiles {
    uint32_t cb;
    uint32_t first_page;
    uint32_t step;
    uint32_t count;
};

// Results of a plane of the core, from a stick of their buffer on.
struct Results {
    uint32_t plane;
    uint32_t first_stick;
};

#ifdef TRISC_UNPACK

// What is unpacked to SrcA next has the format of a buffer.
ALWI void configure_format(uint32_t cb) {
    constexpr uint32_t input_format = 0xf;
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::UNPACK);
    cfg_reg_rmw_tensix<THCON_SEC0_REG0_TileDescriptor_ADDR32, 0, input_format>(unpack_src_format[cb]);
    cfg_reg_rmw_tensix<THCON_SEC0_REG2_Out_data_format_RMW>(unpack_dst_format[cb]);
}

ALWI bool is_bfloat16(uint32_t cb) { return unpack_src_format[cb] == unpack_src_format[variant::cb::planes]; }

// Around the tiles of the input: all else is in bfloat16.
ALWI void begin_input_format() {
    if (!is_bfloat16(variant::cb::input)) {
        configure_format(variant::cb::input);
    }
}
ALWI void end_input_format() {
    if (!is_bfloat16(variant::cb::input)) {
        configure_format(variant::cb::planes);
    }
}

// Datums in bfloat8_b follow the exponents of all faces that a tile has by the configuration. Here, it is one face of
// the size of a strip.
ALWI void configure_faces() {
    constexpr uint32_t z_shift = 16;
    constexpr uint32_t z_mask = 0xff << z_shift;
    cfg_reg_rmw_tensix<THCON_SEC0_REG0_TileDescriptor_ADDR32 + 1, z_shift, z_mask>(/*faces=*/1);
}

ALWI uint32_t page_units(uint32_t cb) { return get_local_cb_interface(cb).fifo_page_size; }

// Zeros that the firmware keeps in L1.
constexpr uint32_t zeros_address = MEM_ZEROS_BASE / address_unit - header;

// A row for all blocks of all tiles.
ALWI void unpack_zeros() {
    begin_context(zeros_address, zeros_address);
    unpack_rows_of_src_b(kPlaneChannels);
    end_context();
}

ALWI void unpack_tiles(const Tiles& tiles) {
    uint32_t address = stick_address(tiles.cb, 0) + tiles.first_page * page_units(tiles.cb);
    for (uint32_t i = 0; i < tiles.count; ++i, address += tiles.step * page_units(tiles.cb)) {
        begin_context(address, address);
        TTI_UNPACR(SrcA, no_step, 0, 0, 0, /*contexts=*/1, /*valid=*/1, p_unpacr::RAREFYB_DISABLE, 0, 0, 0, 0, /*last=*/1);
        end_context();
    }
}

// What is added to all results of a plane.
ALWI uint32_t bias_address(uint32_t plane) {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const uint32_t bias = shared.kernel_height * shared.kernel_width;
    return shared.has_bias ? stick_address(variant::cb::weights, weight_row_of(plane, bias)) : zeros_address;
}

// Sticks of a plane of results, whole tiles of them: half a strip may be the last.
ALWI void unpack_results(const Results& results, uint32_t num_sticks) {
    begin_context(stick_address(variant::cb::results, results.first_stick), bias_address(results.plane));
    unpack_rows_of_src_b(kPlaneChannels);
    unpack_sticks(num_sticks, kStripSticks);
    end_context();
}

#endif

#ifdef TRISC_MATH

// Behind a block of a tile: from a left face to the right one beside it, from there to the left one below. And behind a strip.
constexpr uint8_t to_right_face = ADDR_MOD_1;
constexpr uint8_t to_left_face = ADDR_MOD_2;
constexpr uint8_t to_next_tile = ADDR_MOD_3;
constexpr uint8_t behind_strip = ADDR_MOD_3;

ALWI uint32_t add_block(uint32_t frees, uint8_t then) {
    return TT_OP_ELWADD(frees, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, then, /*dst=*/0);
}

// The program that the matrix unit runs for a tile: of each face two blocks.
ALWI void program_tiles() {
    const int16_t to_right = right_row() - kBlockRows;
    addr_mod_t{.srca = {.incr = kBlockRows}, .srcb = {.incr = 0}, .dest = {.incr = to_right}}.set(to_right_face);
    addr_mod_t{.srca = {.incr = kBlockRows}, .srcb = {.incr = 0}, .dest = {.incr = kFaceSide, .cr = 1}}.set(to_left_face);
    addr_mod_t{.srca = {.clr = 1}, .srcb = {.incr = 0}, .dest = {.incr = kFaceSide, .cr = 1}}.set(to_next_tile);
    constexpr uint32_t faces = kTileSide / kFaceSide;  // in each direction
    ckernel_template program(
        faces, faces, add_block(p_setrwc::CLR_NONE, to_next_block), add_block(p_setrwc::CLR_NONE, to_right_face));
    program.set_last_inner_loop_instr(add_block(p_setrwc::CLR_NONE, to_left_face));
    program.set_last_outer_loop_instr(add_block(p_setrwc::CLR_A, to_next_tile));
    program.program();
}

// The same for a strip, all blocks of which stay behind each other.
ALWI void program_strips() {
    addr_mod_t{.srca = {.clr = 1}, .srcb = {.incr = 0}, .dest = {.incr = kBlockRows}}.set(behind_strip);
    ckernel_template program(/*outer=*/1, kStripSticks / kBlockRows, add_block(p_setrwc::CLR_NONE, to_next_block));
    program.set_last_outer_loop_instr(add_block(p_setrwc::CLR_A, behind_strip));
    program.program();
}

ALWI void free_addend() { TTI_SETRWC(p_setrwc::CLR_B, 0, 0, 0, 0, p_setrwc::SET_ABD_F); }

// What SrcA is filled with, one program each, to rows of Dst from a row on.
ALWI void copy_fills(uint32_t row, uint32_t num_fills) {
    TT_SETC16(DEST_TARGET_REG_CFG_MATH_Offset_ADDR32, get_dest_buffer_base() + row);
    TTI_SETRWC(p_setrwc::CLR_NONE, 0, 0, 0, 0, p_setrwc::SET_ABD_F);
    for (uint32_t i = 0; i < num_fills; ++i) {
        ckernel_template::run();
    }
}

// The same with strips of which half may be the last. What is added is used up.
ALWI void copy_sticks(uint32_t row, uint32_t num_sticks) {
    copy_fills(row, num_sticks / kStripSticks);
    const uint32_t rest = num_sticks % kStripSticks;
    if (rest > 0) {
        for (uint32_t stick = kBlockRows; stick < rest; stick += kBlockRows) {
            TTI_ELWADD(p_setrwc::CLR_NONE, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, to_next_block, /*dst=*/0);
        }
        TTI_ELWADD(p_setrwc::CLR_A, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, behind_strip, /*dst=*/0);
    }
    free_addend();
}

// They may not be there yet, where they have been added to nothing.
ALWI void free_zeros() {
    TTI_STALLWAIT(p_stall::STALL_MATH, p_stall::SRCB_VLD);
    free_addend();
}

#endif

// Behind multiply_init.
ALWI void conversions_init() { UNPACK((configure_faces())); }

// In front of tiles of the input, and behind them.
ALWI void tiles_init() {
    UNPACK((begin_input_format()));
    UNPACK((unpack_zeros()));
    MATH((program_tiles()));
}
ALWI void tiles_uninit() {
    UNPACK((end_input_format()));
    MATH((free_zeros()));
}

// In front of results that become tiles.
ALWI void results_init() {
    UNPACK((configure_whole_strips(planned_strip())));
    MATH((program_strips()));
}

// Tiles of a column -> Dst, from one of its tiles on.
ALWI void copy_tiles([[maybe_unused]] uint32_t to_tile, [[maybe_unused]] const Tiles& tiles) {
    UNPACK((unpack_tiles(tiles)));
    MATH((copy_fills(to_tile * kTileSide, tiles.count)));
}

// So many sticks of the two planes of a column, and the bias -> Dst.
ALWI void copy_results(
    [[maybe_unused]] const Results& left, [[maybe_unused]] const Results& right, [[maybe_unused]] uint32_t num_sticks) {
    UNPACK((unpack_results(left, num_sticks)));
    UNPACK((unpack_results(right, num_sticks)));
    MATH((copy_sticks(/*row=*/0, num_sticks)));
    MATH((copy_sticks(right_row(), num_sticks)));
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
