#pragma once

#include "../../plan/toy_args.hpp"

// By Wormhole's packers, with instructions that the kernel issues itself. Each has a face of a tile that is first in Dst.
#ifdef TRISC_PACK

namespace toy {

inline void set_register(uint32_t reg, uint32_t value) {
    TT_SETDMAREG(
        p_setdmareg::PAYLOAD_IMMEDIATE, LOWER_HALFWORD(value), p_setdmareg::MODE_IMMEDIATE, LO_16(reg));
    TT_SETDMAREG(
        p_setdmareg::PAYLOAD_IMMEDIATE, UPPER_HALFWORD(value), p_setdmareg::MODE_IMMEDIATE, HI_16(reg));
}

// From a row of a face on, packers look up the second mask.
inline void mask_from(uint32_t row) {
    set_register(p_gpr_pack::TMP0, 0x55555555u << 2 * row);
    set_register(p_gpr_pack::TMP1, all_columns | 0x55u << PCK_EDGE_TILE_ROW_SET_SELECT_select_SHAMT);
    set_register(p_gpr_pack::TMP_LO, no_column);
    TTI_STALLWAIT(p_stall::STALL_CFG, p_stall::THCON);
    TTI_WRCFG(p_gpr_pack::TMP_LO, p_cfg::WRCFG_32b, PCK_EDGE_OFFSET_SEC1_mask_ADDR32);
    TTI_WRCFG(p_gpr_pack::TMP0, p_cfg::WRCFG_32b, TILE_ROW_SET_MAPPING_1_row_set_mapping_0_ADDR32);
    TTI_WRCFG(p_gpr_pack::TMP1, p_cfg::WRCFG_32b, PCK_EDGE_OFFSET_SEC0_mask_ADDR32);
    cfg_reg_rmw_tensix<PACK_COUNTERS_SEC0_pack_reads_per_xy_plane_RMW>(rows_of_table);
    cfg_reg_rmw_tensix<PACK_COUNTERS_SEC1_pack_reads_per_xy_plane_RMW>(rows_of_table);
    cfg_reg_rmw_tensix<PACK_COUNTERS_SEC2_pack_reads_per_xy_plane_RMW>(rows_of_table);
    cfg_reg_rmw_tensix<PACK_COUNTERS_SEC3_pack_reads_per_xy_plane_RMW>(rows_of_table);
}

inline void pack_faces(uint32_t packers, uint32_t rows) {
    constexpr uint32_t unit = 16;
    constexpr uint32_t header = 1;  // addresses are those of a header in front
    constexpr uint32_t addresses_count_from_the_first = 1u << 31;
    const uint32_t address = get_local_cb_interface(output).fifo_wr_ptr;
    addr_mod_pack_t{}.set(ADDR_MOD_0);
    select_packer_dest_registers<DST_SYNC_MODE>();
    TT_SETADCXX(p_setadc::PAC, packed_rows * row_datums - 1, 0);
    mask_from(rows);
    for (uint32_t face = 0; face < faces; face += packers) {
        const uint32_t first = address + face * face_bytes / unit - header;
        TT_SETADC(p_setadc::PAC, p_setadc::CH_0, p_setadc::SET_Y, face * face_rows);
        set_register(p_gpr_pack::OUTPUT_ADDR, addresses_count_from_the_first | first);
        TTI_REG2FLOP(
            1, 0, 0, 0, THCON_SEC0_REG1_L1_Dest_addr_ADDR32 - THCON_CFGREG_BASE_ADDR32, p_gpr_pack::OUTPUT_ADDR);
        TTI_PACR(ADDR_MOD_0, p_pacr::P_ZERO_OUTPUT_DISABLED, packers == 4 ? 0xf : 0x3, 0, 1, 0, /*last=*/1);
    }
}

}  // namespace toy

#endif
