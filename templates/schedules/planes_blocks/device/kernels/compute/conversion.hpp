#pragma once

#include <algorithm>
#include <cstdint>

#include "multiply_taps.hpp"
#include "packing.hpp"
#include "strip_multiply.hpp"

// Tiles on their way from a number format to another one: through Dst, as they are. A tile fills SrcA as a strip does, and
// the matrix unit adds zeros to its blocks.
//
// All three processors of a compute kernel call these functions; each does its part.
namespace ttnn::operations::experimental::depthwise_conv2d {

#ifdef TRISC_UNPACK

// What is unpacked to SrcA next has the format of a buffer.
ALWI void configure_format(uint32_t cb) {
    constexpr uint32_t input_format = 0xf;
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::UNPACK);
    cfg_reg_rmw_tensix<THCON_SEC0_REG0_TileDescriptor_ADDR32, 0, input_format>(unpack_src_format[cb]);
    cfg_reg_rmw_tensix<THCON_SEC0_REG2_Out_data_format_RMW>(unpack_dst_format[cb]);
}

ALWI bool is_bfloat16(uint32_t cb) { return unpack_src_format[cb] == unpack_src_format[variant::cb::planes]; }

// Around what is unpacked of a buffer: planes are in bfloat16.
ALWI void begin_format(uint32_t cb) {
    if (!is_bfloat16(cb)) {
        configure_format(cb);
    }
}
ALWI void end_format(uint32_t cb) {
    if (!is_bfloat16(cb)) {
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

ALWI uint32_t tile_address(const Tile& tile) {
    return stick_address(tile.cb, 0) + tile.page * get_local_cb_interface(tile.cb).fifo_page_size;
}

// A row for all blocks, out of the zeros that the firmware keeps in L1.
ALWI void unpack_zeros() {
    constexpr uint32_t zeros_address = MEM_ZEROS_BASE / address_unit - header;
    begin_context(zeros_address, zeros_address);
    unpack_rows_of_src_b(kPlaneChannels);
    end_context();
}

// In bfloat16, tiles lie behind each other as strips do. In bfloat8_b, each has its exponents in front of it.
template <typename TileOf>
ALWI void unpack_tiles(const TileOf& tile_of, uint32_t first, uint32_t end) {
    if (is_bfloat16(tile_of(first).cb)) {
        const uint32_t address = tile_address(tile_of(first));
        begin_context(address, address);
        unpack_strips(end - first);
        end_context();
        return;
    }
    for (uint32_t i = first; i < end; ++i) {
        const uint32_t address = tile_address(tile_of(i));
        begin_context(address, address);
        TTI_UNPACR(SrcA, no_step, 0, 0, 0, /*contexts=*/1, /*valid=*/1, p_unpacr::RAREFYB_DISABLE, 0, 0, 0, 0, /*last=*/1);
        end_context();
    }
}

#endif

#ifdef TRISC_MATH

constexpr uint8_t to_next_tile = ADDR_MOD_3;

ALWI uint32_t add_block(uint32_t frees, uint8_t then) {
    return TT_OP_ELWADD(frees, /*accumulate=*/0, p_elwise::SRCB_BCAST_ROW, then, /*dst=*/0);
}

// The program that the matrix unit runs for a tile.
ALWI void program_copies() {
    ckernel_template program(/*outer=*/1, strip_blocks, add_block(p_setrwc::CLR_NONE, to_next_block));
    program.set_last_outer_loop_instr(add_block(p_setrwc::CLR_A, to_next_tile));
    program.program();
}

ALWI void configure_copies() {
    addr_mod_t{.srca = {.clr = 1}, .srcb = {.incr = 0}, .dest = {.incr = kBlockRows}}.set(to_next_tile);
}

ALWI void copy_tiles(uint32_t num_tiles) {
    TT_SETC16(DEST_TARGET_REG_CFG_MATH_Offset_ADDR32, get_dest_buffer_base());
    TTI_SETRWC(p_setrwc::CLR_NONE, 0, 0, 0, 0, p_setrwc::SET_ABD_F);
    for (uint32_t i = 0; i < num_tiles; ++i) {
        ckernel_template::run();
    }
}

#endif

// Behind multiply_init.
ALWI void conversions_init() {
    UNPACK((configure_faces()));
    MATH((configure_copies()));
}

// In front of tiles of a buffer, and behind them.
ALWI void conversion_init([[maybe_unused]] uint32_t from_cb) {
    UNPACK((begin_format(from_cb)));
    UNPACK((unpack_zeros()));
    MATH((program_copies()));
}
ALWI void conversion_uninit([[maybe_unused]] uint32_t from_cb) {
    UNPACK((end_format(from_cb)));
    MATH((TTI_SETRWC(p_setrwc::CLR_B, 0, 0, 0, 0, p_setrwc::SET_ABD_F)));
}

// In front of multiplies.
ALWI void conversions_uninit() { MATH((program_multiplies(planned_taps()))); }

template <typename TileOf>
ALWI void convert_tiles([[maybe_unused]] const TileOf& tile_of, const Tiles& to, uint32_t num_tiles) {
    const uint32_t dst_tiles = DST_ACCUM_MODE ? kDstTilesFp32 : kDstTiles;
    for (uint32_t done = 0; done < num_tiles; done += dst_tiles) {
        const uint32_t end = std::min(done + dst_tiles, num_tiles);
        tile_regs_acquire();
        UNPACK((unpack_tiles(tile_of, done, end)));
        MATH((copy_tiles(end - done)));
        tile_regs_commit();

        tile_regs_wait();
        pack_tiles(/*first_tile=*/0, {to.cb, to.first + done * to.step, to.step}, end - done);
        tile_regs_release();
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
