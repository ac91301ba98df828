#pragma once

#include <cstdint>

#include "../../../../depthwise_common/kernels/kernel_api.hpp"
#ifdef COMPILE_FOR_TRISC
#include "api/compute/reconfig_data_format.h"
#endif
#include "../../plan/numbers.hpp"
#include "../variant.hpp"
#include "section.hpp"

// Rows of Dst to a buffer: at four places at once, step by step. Wormhole has a packer for each place. Blackhole's one packer
// goes from place to place.
namespace ttnn::operations::experimental::depthwise_conv2d {

// How far apart two of them are: in Dst, and in L1 in units of 16 bytes.
struct Distance {
    uint32_t rows;
    uint32_t units;
};

// Two places beside each other, and two more below. From a step to the next one, all move on. A run may end with half a
// step: the first two places.
struct Places {
    uint32_t rows;  // of Dst, at each place
    Distance beside;
    Distance below;
    Distance step;
};

constexpr uint32_t stick_units = kPlaneChannels * kDatumBytes / address_unit;

ALWI constexpr Distance in_units(uint32_t rows, uint32_t sticks) { return {rows, sticks * stick_units}; }

// The faces of a tile in Dst, if its left ones lie in one half of a section and its right ones in the other. In bfloat8_b, a
// tile begins with the exponents of its faces.
ALWI Places places_of_tile(uint32_t right_row, bool shares_exponents, uint32_t tile_units) {
    const uint32_t face = shares_exponents ? kFaceSide / address_unit : kFaceSide * stick_units;
    return {kFaceSide, {right_row, face}, {kFaceSide, 2 * face}, {kTileSide, tile_units}};
}

#ifdef TRISC_PACK

// A Dst of 32 bits is rounded to bfloat16 as it is read, but not to bfloat8_b.
ALWI bool reads_32_bits(uint32_t to_cb) { return pack_src_format[to_cb] != pack_src_format[variant::cb::results]; }
ALWI uint32_t dst_datum_bytes(uint32_t to_cb) { return reads_32_bits(to_cb) ? sizeof(float) : sizeof(uint16_t); }
ALWI bool shares_exponents(uint32_t cb) { return pack_dst_format[cb] != pack_dst_format[variant::cb::results]; }

// Half a register of the scalar unit, from which words of the configuration are written.
ALWI void set_register(uint32_t half, uint32_t value) {
    TT_SETDMAREG(p_setdmareg::PAYLOAD_IMMEDIATE, value, p_setdmareg::MODE_IMMEDIATE, half);
}
ALWI void set_whole_register(uint32_t reg, uint32_t value) {
    set_register(LO_16(reg), LOWER_HALFWORD(value));
    set_register(HI_16(reg), UPPER_HALFWORD(value));
}

// A packer counts the rows that it writes, and looks up in a table which mask they pass: two bits for each of 16 rows. The first
// mask lets all datums pass, the second one makes zeros of them. The first table has the first mask for all rows; two bits for
// each packer, in the word of the first mask, choose the second table instead.
constexpr uint32_t pass_all = 0xffff;
constexpr uint32_t second_table_of_all = 0x55 << PCK_EDGE_TILE_ROW_SET_SELECT_select_SHAMT;
constexpr uint32_t second_mask_of_all = 0x55555555;
constexpr uint32_t bits_of_row = 2;

// Behind so many rows, packers count from the first one again, whether or not they have begun at another address.
ALWI void set_rows_of_table(uint32_t rows) {
    cfg_reg_rmw_tensix<PACK_COUNTERS_SEC0_pack_reads_per_xy_plane_RMW>(rows);
#ifdef ARCH_WORMHOLE
    cfg_reg_rmw_tensix<PACK_COUNTERS_SEC1_pack_reads_per_xy_plane_RMW>(rows);
    cfg_reg_rmw_tensix<PACK_COUNTERS_SEC2_pack_reads_per_xy_plane_RMW>(rows);
    cfg_reg_rmw_tensix<PACK_COUNTERS_SEC3_pack_reads_per_xy_plane_RMW>(rows);
#endif
}

// Behind so many rows of each place, packers write zeros, until end_padding.
ALWI void begin_padding(const Places& places, uint32_t filled_rows) {
    TTI_STALLWAIT(p_stall::STALL_THCON, p_stall::PACK);
    set_whole_register(p_gpr_pack::TMP0, second_mask_of_all << filled_rows * bits_of_row);
    set_whole_register(p_gpr_pack::TMP1, pass_all | second_table_of_all);
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::THCON);
    TTI_WRCFG(p_gpr::ZERO, p_cfg::WRCFG_32b, PCK_EDGE_OFFSET_SEC1_mask_ADDR32);
    TTI_WRCFG(p_gpr_pack::TMP0, p_cfg::WRCFG_32b, TILE_ROW_SET_MAPPING_1_row_set_mapping_0_ADDR32);
    TTI_WRCFG(p_gpr_pack::TMP1, p_cfg::WRCFG_32b, PCK_EDGE_OFFSET_SEC0_mask_ADDR32);
    set_rows_of_table(places.rows);
}
ALWI void end_padding() {
    TTI_STALLWAIT(p_stall::STALL_THCON, p_stall::PACK);
    set_whole_register(p_gpr_pack::TMP1, pass_all);
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::THCON);
    TTI_WRCFG(p_gpr_pack::TMP1, p_cfg::WRCFG_32b, PCK_EDGE_OFFSET_SEC0_mask_ADDR32);
    set_rows_of_table(1);  // as the public API expects it
}

#ifdef ARCH_WORMHOLE

constexpr uint32_t all_packers = 0xf;
constexpr uint32_t first_two_packers = 0x3;
constexpr uint32_t others_follow = 1u << 31;  // the addresses of the other packers count from that of the first one

// Counter Y is the row of the first step, and counter Z counts steps.
constexpr uint8_t to_next_step = ADDR_MOD_0;
constexpr uint8_t to_first_step = ADDR_MOD_1;
constexpr uint8_t to_same_step = ADDR_MOD_2;

// Words of the configuration of each packer.
constexpr uint32_t packer_words[] = {
    THCON_SEC0_REG1_Row_start_section_size_ADDR32 - THCON_CFGREG_BASE_ADDR32,
    THCON_SEC0_REG8_Row_start_section_size_ADDR32 - THCON_CFGREG_BASE_ADDR32,
    THCON_SEC1_REG1_Row_start_section_size_ADDR32 - THCON_CFGREG_BASE_ADDR32,
    THCON_SEC1_REG8_Row_start_section_size_ADDR32 - THCON_CFGREG_BASE_ADDR32};
constexpr uint32_t exponents_word = 0;
constexpr uint32_t address_word = 1;
constexpr uint32_t formats_word = 2;

// The exponents of a tile in bfloat8_b are kept out of the way of its datums.
ALWI void configure_packers() {
    addr_mod_pack_t{.z_src = {.incr = 1}}.set(to_next_step);
    addr_mod_pack_t{.z_src = {.clr = 1}}.set(to_first_step);
    addr_mod_pack_t{}.set(to_same_step);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[0] + exponents_word, p_gpr_pack::EXP0_SEC_SIZE_BFP);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[1] + exponents_word, p_gpr_pack::EXP1_SEC_SIZE_BFP8);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[2] + exponents_word, p_gpr_pack::EXP2_SEC_SIZE_BFP8);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[3] + exponents_word, p_gpr_pack::EXP3_SEC_SIZE_BFP8);
}

// What is packed next has the format of a buffer.
ALWI void configure_packed_format(uint32_t cb) {
    constexpr uint32_t uncompressed = 1;
    constexpr uint32_t format_in_l1 = 4;
    constexpr uint32_t format_in_dst = 8;
    const uint32_t formats = uncompressed | pack_dst_format[cb] << format_in_l1 | pack_src_format[cb] << format_in_dst;
    TTI_STALLWAIT(p_stall::STALL_THCON, p_stall::PACK);
    // The scalar unit is held back, and with its first instruction all that is issued behind that.
    set_register(LO_16(p_gpr_pack::TMP_LO), formats);
    if (reads_32_bits(variant::cb::output)) {
        cfg_reg_rmw_tensix<ALU_FORMAT_SPEC_REG2_Dstacc_RMW>(pack_src_format[cb]);
        cfg_reg_rmw_tensix<PCK0_ADDR_CTRL_XY_REG_0_Xstride_RMW>(dst_datum_bytes(cb));
    }
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[0] + formats_word, p_gpr_pack::TMP_LO);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[1] + formats_word, p_gpr_pack::TMP_LO);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[2] + formats_word, p_gpr_pack::TMP_LO);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[3] + formats_word, p_gpr_pack::TMP_LO);
}

// The rows of Dst at which packers begin, in each of its halves.
ALWI void set_first_rows(uint32_t packer, uint32_t row) {
    set_register(LO_16(p_gpr_pack::DEST_OFFSET_LO + packer), row);
    set_register(LO_16(p_gpr_pack::DEST_OFFSET_HI + packer), DEST_REGISTER_HALF_SIZE + row);
}

ALWI void configure_places(const Places& places, uint32_t cb) {
    const uint32_t row_bytes = kPlaneChannels * dst_datum_bytes(cb);
    TTI_STALLWAIT(p_stall::STALL_THCON, p_stall::PACK);
    set_first_rows(1, places.beside.rows);
    set_first_rows(2, places.below.rows);
    set_first_rows(3, places.below.rows + places.beside.rows);
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::THCON);
    select_packer_dest_registers<DST_SYNC_MODE>();
    set_whole_register(p_gpr_pack::TMP0, places.beside.units - header);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[1] + address_word, p_gpr_pack::TMP0);
    set_whole_register(p_gpr_pack::TMP0, places.below.units - header);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[2] + address_word, p_gpr_pack::TMP0);
    set_whole_register(p_gpr_pack::TMP0, places.below.units + places.beside.units - header);
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[3] + address_word, p_gpr_pack::TMP0);
    set_register(LO_16(p_gpr_pack::OUTPUT_ADDR_OFFSET), places.step.units);
    TT_SETADCXX(p_setadc::PAC, places.rows * kPlaneChannels - 1, 0);
    cfg_reg_rmw_tensix<PCK0_ADDR_CTRL_XY_REG_0_Ystride_RMW>(row_bytes);
    cfg_reg_rmw_tensix<PCK0_ADDR_CTRL_ZW_REG_0_Zstride_RMW>(places.step.rows * row_bytes);
}

ALWI void begin_run(uint32_t row, uint32_t address) {
    TT_SETADC(p_setadc::PAC, p_setadc::CH_0, p_setadc::SET_Y, row);
    set_whole_register(p_gpr_pack::OUTPUT_ADDR, others_follow | (address - header));
    TTI_REG2FLOP(1, 0, 0, 0, packer_words[0] + address_word, p_gpr_pack::OUTPUT_ADDR);
}

template <uint32_t Packers, uint8_t Then>
ALWI void pack_places() {
    TTI_PACR(Then, p_pacr::P_ZERO_OUTPUT_DISABLED, Packers, 0, /*concat=*/1, /*flush=*/0, /*last=*/1);
}

ALWI void pack_run(const Places& /*places*/, uint32_t /*cb*/, uint32_t row, uint32_t address, uint32_t num_pairs) {
    begin_run(row, address);
    for (; num_pairs > kStepPairs; num_pairs -= kStepPairs) {
        pack_places<all_packers, to_next_step>();
        TTI_ADDDMAREG(
            p_adddmareg::REG_PLUS_REG,
            p_gpr_pack::OUTPUT_ADDR,
            p_gpr_pack::OUTPUT_ADDR_OFFSET,
            p_gpr_pack::OUTPUT_ADDR);
        TTI_REG2FLOP(1, 0, 0, 0, packer_words[0] + address_word, p_gpr_pack::OUTPUT_ADDR);
    }
    if (num_pairs == kStepPairs) {
        pack_places<all_packers, to_first_step>();
    } else {
        pack_places<first_two_packers, to_first_step>();
    }
}

// The same rows again and again, each time behind what was written last.
ALWI void pack_same_rows(const Places& /*places*/, uint32_t /*cb*/, uint32_t address, uint32_t num_steps) {
    begin_run(/*row=*/0, address);
#pragma GCC unroll 8
    for (uint32_t step = 1; step < num_steps; ++step) {
        TTI_PACR(to_same_step, p_pacr::P_ZERO_OUTPUT_DISABLED, all_packers, 0, /*concat=*/1, /*flush=*/0, /*last=*/0);
    }
    TTI_PACR(to_first_step, p_pacr::P_ZERO_OUTPUT_DISABLED, all_packers, 0, /*concat=*/1, /*flush=*/0, /*last=*/1);
}

#else

// What the packer takes with one instruction: rows that follow each other.
constexpr uint32_t most_rows = 4;
constexpr uint8_t to_next_rows = ADDR_MOD_0;
constexpr uint8_t to_same_rows = ADDR_MOD_1;

ALWI void configure_packers() {
    addr_mod_pack_t{.y_src = {.incr = most_rows}}.set(to_next_rows);
    addr_mod_pack_t{}.set(to_same_rows);
}

ALWI void configure_places(const Places& /*places*/, uint32_t /*cb*/) {}

ALWI void begin_place(uint32_t row, uint32_t address) {
    TT_SETADC(p_setadc::PAC, p_setadc::CH_0, p_setadc::SET_Y, row);
    set_whole_register(p_gpr_pack::OUTPUT_ADDR, address - header);
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::THCON);
    TTI_WRCFG(p_gpr_pack::OUTPUT_ADDR, p_cfg::WRCFG_32b, THCON_SEC0_REG1_L1_Dest_addr_ADDR32);
}

template <uint32_t Interfaces, uint32_t Last, uint8_t Then = to_next_rows>
ALWI void pack_some_rows() {
    TTI_PACR(
        p_pacr::CFG_CTXT_0,
        p_pacr::NO_ROW_PAD_ZERO,
        p_pacr::DST_ACCESS_NORMAL_MODE,
        Then,
        p_pacr::ADDR_CNT_CTXT_0,
        p_pacr::P_ZERO_OUTPUT_DISABLED,
        Interfaces,
        0,
        /*concat=*/1,
        p_pacr::NO_CTXT_CTRL,
        /*flush=*/0,
        Last);
}

template <uint32_t Last>
ALWI void pack_rows(uint32_t rows) {
    for (; rows > most_rows; rows -= most_rows) {
        pack_some_rows<p_pacr::ALL_INTF_ACTIVE, 0>();
    }
    if (rows == most_rows) {
        pack_some_rows<p_pacr::ALL_INTF_ACTIVE, Last>();
    } else if (rows == 2) {
        pack_some_rows<p_pacr::TWO_INTFS_ACTIVE, Last>();
    } else {
        pack_some_rows<p_pacr::SINGLE_INTF_ACTIVE, Last>();
    }
}

// Two places that overlap or follow each other, in Dst and in L1: the packer takes them as one. Not so where that leaves three
// rows.
ALWI bool are_one(const Places& places) {
    return places.beside.rows <= places.rows && places.beside.units == places.beside.rows * stick_units &&
           (places.rows + places.beside.rows) % most_rows != 3;
}

// Four places that follow each other in L1 are written as one, as the faces of a tile are: of one in bfloat8_b, datums lie
// behind the exponents of all.
ALWI bool follow_each_other(const Places& places, uint32_t cb) {
    const uint32_t place_units = places.rows * stick_units;
    return shares_exponents(cb) || (places.beside.units == place_units && places.below.units == 2 * place_units);
}
ALWI void pack_step(const Places& places, uint32_t row, uint32_t address) {
    begin_place(row, address);
    pack_rows<0>(places.rows);
    TT_SETADC(p_setadc::PAC, p_setadc::CH_0, p_setadc::SET_Y, row + places.beside.rows);
    pack_rows<0>(places.rows);
    TT_SETADC(p_setadc::PAC, p_setadc::CH_0, p_setadc::SET_Y, row + places.below.rows);
    pack_rows<0>(places.rows);
    TT_SETADC(p_setadc::PAC, p_setadc::CH_0, p_setadc::SET_Y, row + places.below.rows + places.beside.rows);
    pack_rows<1>(places.rows);
}

ALWI void pack_pair(const Places& places, uint32_t row, uint32_t address) {
    begin_place(row, address);
    if (are_one(places)) {
        pack_rows<1>(places.rows + places.beside.rows);
        return;
    }
    pack_rows<1>(places.rows);
    begin_place(row + places.beside.rows, address + places.beside.units);
    pack_rows<1>(places.rows);
}

ALWI void pack_run(const Places& places, uint32_t cb, uint32_t row, uint32_t address, uint32_t num_pairs) {
    for (; num_pairs >= kStepPairs; num_pairs -= kStepPairs) {
        if (follow_each_other(places, cb)) {
            pack_step(places, row, address);
        } else {
            pack_pair(places, row, address);
            pack_pair(places, row + places.below.rows, address + places.below.units);
        }
        row += places.step.rows;
        address += places.step.units;
    }
    if (num_pairs > 0) {
        pack_pair(places, row, address);
    }
}

// The same rows again and again, each time behind what was written last: as many as all places have.
ALWI void pack_same_rows(const Places& places, uint32_t /*cb*/, uint32_t address, uint32_t num_steps) {
    begin_place(/*row=*/0, address);
#pragma GCC unroll 8
    for (uint32_t i = 1; i < num_steps * kPlaces * places.rows / most_rows; ++i) {
        pack_some_rows<p_pacr::ALL_INTF_ACTIVE, 0, to_same_rows>();
    }
    pack_some_rows<p_pacr::ALL_INTF_ACTIVE, 1, to_same_rows>();
}

#endif

#endif

// Behind compute_kernel_hw_startup, which has configured the packers for the format of planes and results.
ALWI void placing_init() { PACK((configure_packers())); }

// What is packed next has the format of a buffer.
#ifdef ARCH_WORMHOLE
ALWI void configure_pack_format([[maybe_unused]] uint32_t cb) { PACK((configure_packed_format(cb))); }
#else
ALWI void configure_pack_format(uint32_t cb) { pack_reconfig_data_format(cb); }
#endif

}  // namespace ttnn::operations::experimental::depthwise_conv2d
