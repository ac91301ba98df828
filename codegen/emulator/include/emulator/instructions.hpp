#pragma once

#include <cstdint>

#include "emulator/caller.hpp"
#include "emulator/zeros.hpp"

// The Tensix instructions that kernels may issue themselves, and what tt-metal's low-level kernels wrap around them, with
// the names and the parameters that they have there. Each calls a function of the device interface, which does what the
// instruction does; what a parameter asks for beyond that is refused. Masks of unpackers, registers and counters are the
// chip's, all other numbers the emulator's own.
//
// A macro that begins with TTI_ or TT_ issues an instruction, with constant or computed fields. One that begins with
// TT_OP_ makes a word of it, for the program of a macro operation.

// The operands of the matrix unit, and the unpackers that fill them.
constexpr uint32_t SrcA = 0;
constexpr uint32_t SrcB = 1;

namespace ckernel {

struct p_setadc {
    static const uint32_t UNP_A = 1;
    static const uint32_t UNP_B = 2;
    static const uint32_t UNP_AB = 3;
    static const uint32_t PAC = 4;
    static const uint32_t CH_0 = 0;
    static const uint32_t SET_Y = 1;
};

struct p_stall {
    static const uint32_t STALL_UNPACK = emulator::stall_unpack;
    static const uint32_t STALL_CFG = emulator::stall_config;
    static const uint32_t STALL_PACK = emulator::stall_pack;
    static const uint32_t TRISC_CFG = emulator::until_stores_to_config;
    static const uint32_t UNPACK = emulator::until_unpacked;
    static const uint32_t STALL_THCON = emulator::stall_scalar;
    static const uint32_t STALL_MATH = emulator::stall_math;
    static const uint32_t PACK = emulator::until_packed;
    static const uint32_t THCON = emulator::until_registers_are_set;
    static const uint32_t SRCB_VLD = emulator::until_src_b_is_filled;
};

struct p_setdmareg {
    static const uint32_t PAYLOAD_IMMEDIATE = 0;
    static const uint32_t MODE_IMMEDIATE = 0;
};

struct p_adddmareg {
    static const uint32_t REG_PLUS_REG = 0;
};

struct p_pacr {
    static const uint32_t P_ZERO_OUTPUT_DISABLED = 0;
    static const uint32_t CFG_CTXT_0 = 0;
    static const uint32_t NO_ROW_PAD_ZERO = 0;
    static const uint32_t DST_ACCESS_NORMAL_MODE = 0;
    static const uint32_t ADDR_CNT_CTXT_0 = 0;
    static const uint32_t NO_CTXT_CTRL = 0;
    static const uint32_t ALL_INTF_ACTIVE = 0;
    static const uint32_t SINGLE_INTF_ACTIVE = 1;
    static const uint32_t TWO_INTFS_ACTIVE = 3;
};

struct p_cfg {
    static const uint32_t WRCFG_32b = 0;
};

// Registers of the scalar unit, with what the start-up has stored in some of them.
struct p_gpr {
    static const uint32_t ZERO = 0;
};

struct p_gpr_pack {
    static const uint32_t DEST_OFFSET_LO = emulator::rows_in_first_half;
    static const uint32_t DEST_OFFSET_HI = emulator::rows_in_second_half;
    static const uint32_t OUTPUT_ADDR = 12;
    static const uint32_t TMP0 = 28;
    static const uint32_t TMP1 = 29;
    static const uint32_t TMP_LO = 30;
    static const uint32_t OUTPUT_ADDR_OFFSET = 50;
    static const uint32_t EXP0_SEC_SIZE_BFP = emulator::sizes_of_exponents;
    static const uint32_t EXP1_SEC_SIZE_BFP8 = emulator::sizes_of_exponents + 1;
    static const uint32_t EXP2_SEC_SIZE_BFP8 = emulator::sizes_of_exponents + 2;
    static const uint32_t EXP3_SEC_SIZE_BFP8 = emulator::sizes_of_exponents + 3;
};
#define LO_16(reg) (2 * (reg))
#define HI_16(reg) (2 * (reg) + 1)
#define LOWER_HALFWORD(value) ((value) & 0xffff)
#define UPPER_HALFWORD(value) ((value) >> 16)

struct p_unpacr {
    static const uint32_t RAREFYB_DISABLE = 0;
};

struct p_elwise {
    static const uint32_t SRCB_NO_BCAST = emulator::no_broadcast;
    static const uint32_t SRCB_BCAST_ROW = emulator::broadcast_row;
};

struct p_setrwc {
    static const uint32_t CLR_NONE = 0;
    static const uint32_t CLR_A = 1;
    static const uint32_t CLR_B = 2;
    static const uint32_t CLR_AB = 3;
    static const uint32_t SET_ABD_F = 15;
};

enum AddressModeName : uint8_t { ADDR_MOD_0, ADDR_MOD_1, ADDR_MOD_2, ADDR_MOD_3 };

struct semaphore {
    static const uint8_t UNPACK_SYNC = emulator::unpack_sync;
};

// Words of the configuration.
const uint32_t THCON_SEC0_REG3_Base_address_ADDR32 = emulator::base_of_src_a;
const uint32_t THCON_SEC0_REG3_Base_cntx1_address_ADDR32 = emulator::base_of_src_a + 1;
const uint32_t THCON_SEC1_REG3_Base_address_ADDR32 = emulator::base_of_src_b;
const uint32_t THCON_SEC1_REG3_Base_cntx1_address_ADDR32 = emulator::base_of_src_b + 1;
const uint32_t THCON_SEC0_REG5_Tile_x_dim_cntx0_ADDR32 = emulator::row_pitches_of_src_a;
const uint32_t THCON_SEC0_REG0_TileDescriptor_ADDR32 = emulator::format_fetched_to_src_a;
const uint32_t DEST_TARGET_REG_CFG_MATH_Offset_ADDR32 = emulator::dst_offset;
const uint32_t PCK_EDGE_OFFSET_SEC0_mask_ADDR32 = emulator::first_edge_mask;
const uint32_t PCK_EDGE_OFFSET_SEC1_mask_ADDR32 = emulator::second_edge_mask;
const uint32_t TILE_ROW_SET_MAPPING_1_row_set_mapping_0_ADDR32 = emulator::masks_of_rows;
#define PCK_EDGE_TILE_ROW_SET_SELECT_select_SHAMT emulator::row_table_shift
#define ROWS_OF_TABLE_RMW(packer) \
    emulator::rows_of_table + packer, emulator::rows_of_table_shift, emulator::rows_of_table_mask
#define PACK_COUNTERS_SEC0_pack_reads_per_xy_plane_RMW ROWS_OF_TABLE_RMW(0)
#define PACK_COUNTERS_SEC1_pack_reads_per_xy_plane_RMW ROWS_OF_TABLE_RMW(1)
#define PACK_COUNTERS_SEC2_pack_reads_per_xy_plane_RMW ROWS_OF_TABLE_RMW(2)
#define PACK_COUNTERS_SEC3_pack_reads_per_xy_plane_RMW ROWS_OF_TABLE_RMW(3)

// Those of the packers, by the names of which the scalar unit writes them.
const uint32_t THCON_CFGREG_BASE_ADDR32 = 0;
const uint32_t THCON_SEC0_REG1_Row_start_section_size_ADDR32 = 0 * emulator::words_of_packer;
const uint32_t THCON_SEC0_REG8_Row_start_section_size_ADDR32 = 1 * emulator::words_of_packer;
const uint32_t THCON_SEC1_REG1_Row_start_section_size_ADDR32 = 2 * emulator::words_of_packer;
const uint32_t THCON_SEC1_REG8_Row_start_section_size_ADDR32 = 3 * emulator::words_of_packer;
const uint32_t THCON_SEC0_REG1_L1_Dest_addr_ADDR32 = THCON_SEC0_REG1_Row_start_section_size_ADDR32 + emulator::address_in_l1;
const uint32_t THCON_SEC0_REG8_L1_Dest_addr_ADDR32 = THCON_SEC0_REG8_Row_start_section_size_ADDR32 + emulator::address_in_l1;
const uint32_t THCON_SEC1_REG1_L1_Dest_addr_ADDR32 = THCON_SEC1_REG1_Row_start_section_size_ADDR32 + emulator::address_in_l1;
const uint32_t THCON_SEC1_REG8_L1_Dest_addr_ADDR32 = THCON_SEC1_REG8_Row_start_section_size_ADDR32 + emulator::address_in_l1;

// A circular buffer as a compute processor sees it, in units of 16 bytes.
struct LocalCBInterface {
    uint32_t fifo_rd_ptr;
    uint32_t fifo_wr_ptr;
    uint32_t fifo_page_size;
};

inline LocalCBInterface get_local_cb_interface(uint32_t cb) {
    const uint32_t unit = 16;
    return {emulator::device::read_pointer(cb) / unit, emulator::device::write_pointer(cb) / unit, emulator::device::page_size(cb) / unit};
}

inline volatile uint32_t* get_cfg_pointer(emulator::Caller caller = emulator::Caller::here()) {
    caller.stand();
    return emulator::device::config_words();
}

#define unp_cfg_context (emulator::device::config_context())

inline void wait_for_next_context(uint32_t contexts, emulator::Caller caller = emulator::Caller::here()) {
    caller.stand();
    emulator::device::wait_for_config_context(contexts);
}

inline void switch_config_context(uint32_t& context, emulator::Caller caller = emulator::Caller::here()) {
    caller.stand();
    caller.issue("SETC16");
    context = 1 - context;
    emulator::device::use_config_context(context);
}

inline void semaphore_post(uint8_t index) {
    emulator::device::post_tensix_semaphore(index);
}

inline void t6_semaphore_get(uint8_t index, emulator::Caller caller = emulator::Caller::here()) {
    caller.issue("SEMGET");
    emulator::device::get_tensix_semaphore(index);
}

// The formats of buffers as the configuration wants them.
struct FormatOfBuffer {
    uint32_t operator[](uint32_t cb) const { return emulator::device::format_code(cb); }
};
constexpr FormatOfBuffer unpack_src_format;
constexpr FormatOfBuffer unpack_dst_format;
constexpr FormatOfBuffer pack_dst_format;

// What packers take out of Dst on the way there.
struct FormatOfDst {
    uint32_t operator[](uint32_t cb) const { return emulator::device::format_code_in_dst(cb); }
};
constexpr FormatOfDst pack_src_format;

#define ALU_FORMAT_SPEC_REG2_Dstacc_RMW \
    emulator::format_taken_from_dst, emulator::taken_format_shift, emulator::format_mask << emulator::taken_format_shift
#define PCK0_ADDR_CTRL_XY_REG_0_Xstride_RMW emulator::strides_in_dst, 0, emulator::datum_stride_mask
#define PCK0_ADDR_CTRL_ZW_REG_0_Zstride_RMW emulator::stride_of_steps_in_dst, 0, emulator::step_stride_mask
#define PCK0_ADDR_CTRL_XY_REG_0_Ystride_RMW emulator::strides_in_dst, emulator::row_stride_shift, emulator::row_stride_mask

#define THCON_SEC0_REG2_Out_data_format_RMW emulator::format_of_src_a, 0, emulator::format_mask
#define THCON_SEC1_REG2_Throttle_mode_RMW emulator::speeds_of_src_b, emulator::speed_shift, emulator::speed_mask

// A field of a word of the configuration, byte by byte.
template <uint32_t Word, uint32_t Shift, uint32_t Mask>
inline void cfg_reg_rmw_tensix(uint32_t value, emulator::Caller caller = emulator::Caller::here()) {
    const char* const by_byte[] = {"RMWCIB0", "RMWCIB1", "RMWCIB2", "RMWCIB3"};
    for (uint32_t byte = 0; byte < 4; ++byte) {
        if ((Mask >> 8 * byte & 0xff) != 0) {
            caller.issue(by_byte[byte]);
        }
    }
    emulator::device::write_config(Word, Mask, value << Shift);
}

inline uint32_t get_dest_buffer_base() {
    return emulator::device::dst_half_base();
}

// How counters move behind an instruction of the matrix unit.
struct addr_mod_t {
    struct addr_mod_src_t {
        uint8_t incr = 0;
        uint8_t clr = 0;
        uint8_t cr = 0;
    };
    struct addr_mod_dest_t {
        int16_t incr = 0;
        uint8_t clr = 0;
        uint8_t cr = 0;
        uint8_t c_to_cr = 0;
    };
    struct addr_mod_fidelity_t {
        uint8_t incr = 0;
        uint8_t clr = 0;
    };

    addr_mod_src_t srca = {};
    addr_mod_src_t srcb = {};
    addr_mod_dest_t dest = {};
    addr_mod_fidelity_t fidelity = {};

    void set(uint8_t index, emulator::Caller caller = emulator::Caller::here()) const {
        if (srca.cr || srcb.cr || dest.c_to_cr || dest.incr < 0) {
            emulator::device::unsupported("addr_mod_t with cr of a source, with c_to_cr, or back in Dst");
        }
        for (int word = 0; word < 3; ++word) {
            caller.issue("SETC16");
        }
        emulator::device::set_address_mode(
            index,
            {{srca.incr, srca.clr != 0, false},
             {srcb.incr, srcb.clr != 0, false},
             {static_cast<uint32_t>(dest.incr), dest.clr != 0, dest.cr != 0},
             {fidelity.incr, fidelity.clr != 0, false}});
    }
};

// How counters Y and Z of the packers move behind a pack.
struct addr_mod_pack_t {
    struct addr_mod_vals_t {
        uint8_t incr = 0;
        uint8_t clr = 0;
        uint8_t cr = 0;
    };

    struct addr_mod_reduced_t {
        uint8_t incr = 0;
        uint8_t clr = 0;
    };

    addr_mod_vals_t y_src = {};
    addr_mod_reduced_t z_src = {};

    void set(uint8_t index, emulator::Caller caller = emulator::Caller::here()) const {
        if (y_src.cr) {
            emulator::device::unsupported("addr_mod_pack_t with cr");
        }
        caller.issue("SETC16");
        emulator::device::set_pack_mode(
            index, {{y_src.incr, y_src.clr != 0, false}, {z_src.incr, z_src.clr != 0, false}});
    }
};

enum class DstSync { SyncHalf };
#define DST_SYNC_MODE (ckernel::DstSync::SyncHalf)
#define DEST_REGISTER_HALF_SIZE (emulator::dst_half_rows_of_packers)

template <DstSync Sync>
inline void select_packer_dest_registers(emulator::Caller caller = emulator::Caller::here()) {
    caller.issue("WRCFG");
    caller.issue("DMANOP");
    caller.issue("DMANOP");
    emulator::device::require_registers(emulator::rows_in_first_half, emulator::packer_count);
    emulator::device::require_registers(emulator::rows_in_second_half, emulator::packer_count);
    emulator::device::select_packed_rows();
}

namespace math {

inline void reset_counters(uint32_t counters, emulator::Caller caller = emulator::Caller::here()) {
    caller.issue("SETRWC");
    emulator::device::set_row_counters(p_setrwc::CLR_NONE, counters);
}

}  // namespace math

namespace math {

// Behind what the calls of the API record.
constexpr uint32_t replay_buf_offset = 16;

}  // namespace math

// The program of a macro operation: one instruction or two in two loops, the last one of each replaced.
class ckernel_template {
public:
    ckernel_template(uint32_t outer, uint32_t inner, uint32_t loop_op)
        : program_{outer, inner, loop_op, emulator::Macro::none, loop_op, loop_op} {}
    ckernel_template(uint32_t outer, uint32_t inner, uint32_t loop_op0, uint32_t loop_op1)
        : program_{outer, inner, loop_op0, loop_op1, loop_op1, loop_op1} {}

    void set_last_inner_loop_instr(uint32_t op) { program_.last_inner = op; }
    void set_last_outer_loop_instr(uint32_t op) { program_.last_outer = op; }
    void program(emulator::Caller caller = emulator::Caller::here()) const {
        caller.stand();
        emulator::device::load_macro(program_);
    }
    static void run(emulator::Caller caller = emulator::Caller::here()) {
        caller.stand();
        emulator::device::run_macro();
    }

private:
    emulator::Macro program_;
};

}  // namespace ckernel

// Instructions that are recorded as they come, without being executed, and executed as often as they are asked for.
namespace lltt {

inline void record(uint32_t first, uint32_t count, emulator::Caller caller = emulator::Caller::here()) {
    caller.stand();
    emulator::device::record(first, count);
}
inline uint32_t replay_insn(uint32_t first, uint32_t count) { return emulator::replay(first, count); }

}  // namespace lltt

// The number of a fidelity is that of its phases, but for LoFi, which has one and the number 0.
#define MATH_FIDELITY (emulator::device::math_fidelity())

// Instructions as words. Of UNPACR's many modes there is one: regular, with the contexts of the configuration.
#define TT_OP_UNPACR(                                                                                                 \
    operand, address_mode, increment, context, counters, multi, valid, rarefy, zero, auto_increment, search, flush, last) \
    (emulator::unpacr(                                                                                                \
        operand,                                                                                                      \
        address_mode,                                                                                                 \
        (increment) == 0 && (context) == 0 && (counters) == 0 && (multi) == 1 && (valid) == 1 && (rarefy) == 0 &&      \
            (zero) == 0 && (auto_increment) == 0 && (search) == 0 && (flush) == 0 && (last) == 1))
#define TT_OP_ELWMUL(frees, accumulate, broadcast, address_mode, dst) \
    (emulator::blockwise(emulator::Opcode::elwmul, frees, broadcast, address_mode, (accumulate) == 0 && (dst) == 0))
#define TT_OP_ELWADD(frees, accumulate, broadcast, address_mode, dst) \
    (emulator::blockwise(emulator::Opcode::elwadd, frees, broadcast, address_mode, (accumulate) == 0 && (dst) == 0))

#define TTI_UNPACR(...) (emulator::Caller::here().stand("UNPACR"), emulator::device::execute(TT_OP_UNPACR(__VA_ARGS__)))
#define TTI_ELWMUL(...) (emulator::Caller::here().stand("ELWMUL"), emulator::device::execute(TT_OP_ELWMUL(__VA_ARGS__)))
#define TTI_ELWADD(...) (emulator::Caller::here().stand("ELWADD"), emulator::device::execute(TT_OP_ELWADD(__VA_ARGS__)))
#define TT_SETDMAREG(payload, value, mode, half) \
    (emulator::Caller::here().issue("SETDMAREG"), \
     (payload) == 0 && (mode) == 0 ? emulator::device::set_half_register(half, value) \
                                   : emulator::device::unsupported("SETDMAREG of something else than a constant"))
#define TTI_ADDDMAREG(constant, result, right, left) \
    (emulator::Caller::here().issue("ADDDMAREG"), \
     (constant) == 0 ? emulator::device::add_registers(result, right, left) \
                     : emulator::device::unsupported("ADDDMAREG of a constant"))
#define TTI_REG2FLOP(size, target, byte, context, word, reg) \
    (emulator::Caller::here().issue("REG2FLOP"), \
     (size) == 1 && (target) == 0 && (byte) == 0 && (context) == 0 \
         ? emulator::device::write_packer_config(word, reg) \
         : emulator::device::unsupported("REG2FLOP of anything but a word of the configuration"))
#define TT_SETADC(counters, channel, dimension, value) \
    (emulator::Caller::here().issue("SETADC"), \
     (counters) == 4 && (channel) == 0 && (dimension) == 1 \
         ? emulator::device::set_packed_row(value) \
         : emulator::device::unsupported("SETADC of another counter than Y of the packers"))
// Wormhole's PACR has seven fields, Blackhole's twelve.
inline void issue_pacr(
    emulator::Caller caller,
    uint32_t mode,
    uint32_t zero,
    uint32_t packers,
    uint32_t thread,
    uint32_t /*concat*/,
    uint32_t flush,
    uint32_t last) {
    caller.issue("PACR");
    if (zero != 0 || (packers != 15 && packers != 3) || thread != 0 || flush != 0) {
        emulator::device::unsupported("PACR of anything but rows by all packers, or the first two");
    }
    emulator::device::pack_by_packers(mode, packers == 15 ? 4 : 2, last != 0);
}
inline void issue_pacr(
    emulator::Caller caller,
    uint32_t config,
    uint32_t pads,
    uint32_t access,
    uint32_t mode,
    uint32_t counters,
    uint32_t zero,
    uint32_t interfaces,
    uint32_t thread,
    uint32_t /*concat*/,
    uint32_t context,
    uint32_t flush,
    uint32_t last) {
    caller.issue("PACR");
    if ((config | pads | access | counters | zero | thread | context | flush) != 0) {
        emulator::device::unsupported("PACR of anything but rows");
    }
    emulator::device::pack_some_rows(mode, interfaces, last != 0);
}
#define TTI_PACR(...) (issue_pacr(emulator::Caller::here(), __VA_ARGS__))
#define TTI_WRCFG(reg, size, word) \
    (emulator::Caller::here().issue("WRCFG"), \
     emulator::device::require_registers(reg, 1), \
     (size) == 0 ? emulator::device::write_config_word(word, reg) \
                 : emulator::device::unsupported("WRCFG of more than a word"))
#define TTI_STALLWAIT(stalls, until) \
    (emulator::Caller::here().issue("STALLWAIT"), emulator::device::stall(stalls, until))
#define TT_SETADCXX(unpackers, end, start) \
    (emulator::Caller::here().issue("SETADCXX"), \
     (unpackers) == 4 ? emulator::device::set_packed_datums(start, end) \
                      : emulator::device::set_datum_range(unpackers, start, end))
#define TTI_SETADCXY(unpackers, y1, x1, y0, x0, which)               \
    (emulator::Caller::here().issue("SETADCXY"),                     \
     (y1) == 0 && (x1) == 0 && (x0) == 0 && (which) == 0b0010        \
         ? emulator::device::set_input_row(unpackers, y0)            \
         : emulator::device::unsupported("SETADCXY of another counter than Y of the input"))
#define TT_INCADCXY(unpackers, y1, x1, y0, x0)              \
    (emulator::Caller::here().issue("INCADCXY"),            \
     (y1) == 0 && (x1) == 0 && (x0) == 0                    \
         ? emulator::device::pass_input_rows(unpackers, y0) \
         : emulator::device::unsupported("INCADCXY of another counter than Y of the input"))
// Z and W count faces and tiles: the emulator unpacks none of them by instructions, so the counters stay zero.
#define TTI_SETADCZW(unpackers, w1, z1, w0, z0, which)         \
    (emulator::Caller::here().issue("SETADCZW"),               \
     (w1) == 0 && (z1) == 0 && (w0) == 0 && (z0) == 0 ? void() \
                                                      : emulator::device::unsupported("SETADCZW other than to zero"))
#define TTI_SETRWC(frees, carriage_return, d, b, a, counters) \
    (emulator::Caller::here().issue("SETRWC"),                 \
     (carriage_return) == 0 && (d) == 0 && (b) == 0 && (a) == 0 \
         ? emulator::device::set_row_counters(frees, counters) \
         : emulator::device::unsupported("SETRWC other than to zero"))
#define TTI_INCRWC(carriage_return, d, b, a)                   \
    (emulator::Caller::here().issue("INCRWC"),                 \
     (carriage_return) == 0 && (d) == 0 && (a) == 0            \
         ? emulator::device::pass_rows_of_src_b(b)             \
         : emulator::device::unsupported("INCRWC of other rows than those of SrcB"))
#define TT_REPLAY(first, count, executes, loads) \
    (emulator::Caller::here().stand("REPLAY"), \
     (executes) == 0 && (loads) == 0 ? emulator::device::play(emulator::replay(first, count)) \
                                     : emulator::device::unsupported("REPLAY that records"))
#define TT_SETC16(word, value) \
    (emulator::Caller::here().issue("SETC16"), emulator::device::write_thread_config(word, value))
