#pragma once

#include <cstdint>

#include "../../../../depthwise_common/kernels/kernel_api.hpp"
#ifdef COMPILE_FOR_TRISC
#include "api/compute/reconfig_data_format.h"
#endif
#include "../../plan/numbers.hpp"
#include "../variant.hpp"
#include "section.hpp"

// Tiles of Dst to a buffer. Wormhole has four packers, each of which writes a face of a tile; where the tile lies, the first
// one is told by its address, and the others by how far behind it theirs is. Blackhole's packer is called by the public API.
namespace ttnn::operations::experimental::depthwise_conv2d {

#ifdef ARCH_WORMHOLE
#ifdef TRISC_PACK

constexpr uint32_t all_packers = 0xf;

// Counter Y goes through Dst by tiles of 16-bit datums, or by halves of tiles of 32-bit ones.
constexpr uint32_t y_stride_bytes = kTileDatums * sizeof(uint16_t);
constexpr uint8_t to_next_tile_of_16_bits = ADDR_MOD_0;
constexpr uint8_t to_next_tile_of_32_bits = ADDR_MOD_3;

// A Dst of 32 bits is rounded to bfloat16 as it is read, but not to bfloat8_b.
ALWI bool reads_32_bits(uint32_t to_cb) { return pack_src_format[to_cb] != pack_src_format[variant::cb::linear]; }

// Words of the configuration of each packer.
constexpr uint32_t packer_words[] = {
    THCON_SEC0_REG1_Row_start_section_size_ADDR32 - THCON_CFGREG_BASE_ADDR32,
    THCON_SEC0_REG8_Row_start_section_size_ADDR32 - THCON_CFGREG_BASE_ADDR32,
    THCON_SEC1_REG1_Row_start_section_size_ADDR32 - THCON_CFGREG_BASE_ADDR32,
    THCON_SEC1_REG8_Row_start_section_size_ADDR32 - THCON_CFGREG_BASE_ADDR32};
constexpr uint32_t exponents_word = 0;
constexpr uint32_t address_word = 1;
constexpr uint32_t formats_word = 2;

// Half a register of the scalar unit, from which the words are written.
ALWI void set_register(uint32_t half, uint32_t value) {
    TT_SETDMAREG(p_setdmareg::PAYLOAD_IMMEDIATE, value, p_setdmareg::MODE_IMMEDIATE, half);
}

// The rows of Dst are counted by tiles, and the exponents of a tile in bfloat8_b are kept out of the way of its datums.
ALWI void configure_packers() {
    cfg_reg_rmw_tensix<PCK0_ADDR_CTRL_XY_REG_0_Ystride_RMW>(y_stride_bytes);
    addr_mod_pack_t{.y_src = {.incr = 1}}.set(to_next_tile_of_16_bits);
    addr_mod_pack_t{.y_src = {.incr = 2}}.set(to_next_tile_of_32_bits);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[0] + exponents_word, p_gpr_pack::EXP0_SEC_SIZE_BFP);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[1] + exponents_word, p_gpr_pack::EXP1_SEC_SIZE_BFP8);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[2] + exponents_word, p_gpr_pack::EXP2_SEC_SIZE_BFP8);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[3] + exponents_word, p_gpr_pack::EXP3_SEC_SIZE_BFP8);
}

// What is packed next has the format of a buffer. A face in bfloat8_b begins with its exponents, which lie behind each
// other.
ALWI void configure_packed_format(uint32_t cb) {
    constexpr uint32_t uncompressed = 1;
    constexpr uint32_t format_in_l1 = 4;
    constexpr uint32_t format_in_dst = 8;
    constexpr uint32_t bfloat16_face = kFaceSide * kFaceSide * kDatumBytes / address_unit;
    constexpr uint32_t bfloat8_exponents = kFaceSide / address_unit;
    const uint32_t face = pack_dst_format[cb] == pack_dst_format[variant::cb::linear] ? bfloat16_face : bfloat8_exponents;
    const uint32_t formats =
        uncompressed | pack_dst_format[cb] << format_in_l1 | pack_src_format[cb] << format_in_dst;
    TTI_STALLWAIT(p_stall::STALL_THCON, p_stall::PACK);
    if (reads_32_bits(variant::cb::output)) {
        cfg_reg_rmw_tensix<ALU_FORMAT_SPEC_REG2_Dstacc_RMW>(pack_src_format[cb]);
        cfg_reg_rmw_tensix<PCK0_ADDR_CTRL_XY_REG_0_Xstride_RMW>(reads_32_bits(cb) ? sizeof(float) : sizeof(uint16_t));
    }
    set_register(LO_16(p_gpr_pack::TMP_LO), formats);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[0] + formats_word, p_gpr_pack::TMP_LO);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[1] + formats_word, p_gpr_pack::TMP_LO);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[2] + formats_word, p_gpr_pack::TMP_LO);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[3] + formats_word, p_gpr_pack::TMP_LO);
    set_register(LO_16(p_gpr_pack::TMP_LO), face - header);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[1] + address_word, p_gpr_pack::TMP_LO);
    set_register(LO_16(p_gpr_pack::TMP_LO), 2 * face - header);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[2] + address_word, p_gpr_pack::TMP_LO);
    set_register(LO_16(p_gpr_pack::TMP_LO), 3 * face - header);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[3] + address_word, p_gpr_pack::TMP_LO);
}

ALWI void pack_one(bool of_32_bits) {
    if (of_32_bits) {
        TTI_PACR(to_next_tile_of_32_bits, p_pacr::P_ZERO_OUTPUT_DISABLED, all_packers, 0, /*concat=*/1, /*flush=*/0, /*last=*/1);
    } else {
        TTI_PACR(to_next_tile_of_16_bits, p_pacr::P_ZERO_OUTPUT_DISABLED, all_packers, 0, /*concat=*/1, /*flush=*/0, /*last=*/1);
    }
}

ALWI void pack_to(uint32_t first_tile, const Tiles& to, uint32_t num_tiles) {
    constexpr uint32_t others_follow = 1u << 31;
    const bool of_32_bits = reads_32_bits(to.cb);
    const uint32_t page = get_local_cb_interface(to.cb).fifo_page_size;
    const uint32_t address = get_local_cb_interface(to.cb).fifo_wr_ptr + to.first * page - header;
    TT_SETADC(p_setadc::PAC, p_setadc::CH_0, p_setadc::SET_Y, of_32_bits ? 2 * first_tile : first_tile);
    set_register(LO_16(p_gpr_pack::OUTPUT_ADDR), LOWER_HALFWORD(address));
    set_register(HI_16(p_gpr_pack::OUTPUT_ADDR), UPPER_HALFWORD(others_follow | address));
    set_register(LO_16(p_gpr_pack::OUTPUT_ADDR_OFFSET), to.step * page);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[0] + address_word, p_gpr_pack::OUTPUT_ADDR);
    pack_one(of_32_bits);
    for (uint32_t i = 1; i < num_tiles; ++i) {
        TTI_ADDDMAREG(
            p_adddmareg::REG_PLUS_REG, p_gpr_pack::OUTPUT_ADDR, p_gpr_pack::OUTPUT_ADDR_OFFSET, p_gpr_pack::OUTPUT_ADDR);
        TTI_REG2FLOP(1, 0, 0, 0, packer_words[0] + address_word, p_gpr_pack::OUTPUT_ADDR);
        pack_one(of_32_bits);
    }
}

#endif

// Behind compute_kernel_hw_startup, which has configured the packers for results.
ALWI void packing_init() { PACK((configure_packers())); }

ALWI void configure_pack_format([[maybe_unused]] uint32_t to_cb) { PACK((configure_packed_format(to_cb))); }

ALWI void pack_tiles(
    [[maybe_unused]] uint32_t first_tile, [[maybe_unused]] const Tiles& to, [[maybe_unused]] uint32_t num_tiles) {
    PACK((pack_to(first_tile, to, num_tiles)));
}

#else

ALWI void packing_init() {}

ALWI void configure_pack_format(uint32_t to_cb) { pack_reconfig_data_format(to_cb); }

ALWI void pack_tiles(uint32_t first_tile, const Tiles& to, uint32_t num_tiles) {
    for (uint32_t i = 0; i < num_tiles; ++i) {
        pack_tile</*out_of_order_output=*/true>(first_tile + i, to.cb, to.first + i * to.step);
    }
}

#endif

}  // namespace ttnn::operations::experimental::depthwise_conv2d
