#pragma once

#include <cstdint>

namespace emulator {

// Instructions as words: what a macro operation is programmed with. The fields are the emulator's own.
enum class Opcode : uint32_t { unpacr = 1, elwmul = 2, elwadd = 3, replay = 4 };

constexpr uint32_t opcode_shift = 28;
constexpr uint32_t plain_flag = 1u << 27;  // has no mode but those that the emulator implements
constexpr uint32_t broadcast_flag = 1u << 26;  // a row of SrcB takes part in place of all rows of a block
constexpr uint32_t operand_shift = 16;
constexpr uint32_t address_mode_mask = 0xffff;

inline uint32_t instruction_word(Opcode opcode, uint32_t operand, uint32_t address_mode, bool plain) {
    return static_cast<uint32_t>(opcode) << opcode_shift | (plain ? plain_flag : 0) | operand << operand_shift |
           address_mode;
}

// Fills SrcA (operand 0) or SrcB (1).
inline uint32_t unpacr(uint32_t operand, uint32_t address_mode, bool plain) {
    return instruction_word(Opcode::unpacr, operand, address_mode, plain);
}

// What takes part of SrcB: a block of rows, or one row for all rows of the block of SrcA.
enum Broadcast : uint32_t { no_broadcast = 0, broadcast_row = 2 };

// Computes with a block of each, and frees SrcA (bit 0) and SrcB (bit 1).
inline uint32_t blockwise(Opcode opcode, uint32_t frees, uint32_t broadcast, uint32_t address_mode, bool plain) {
    const bool known = broadcast == no_broadcast || broadcast == broadcast_row;
    return instruction_word(opcode, frees, address_mode, plain && known) |
           (broadcast == broadcast_row ? broadcast_flag : 0);
}

// Executes instructions that were recorded: so many, from a place on.
inline uint32_t replay(uint32_t first, uint32_t count) {
    return instruction_word(Opcode::replay, first, count, /*plain=*/true);
}

// How a counter moves: on by a number, or back to zero, or on from where it last returned to.
struct CounterStep {
    uint32_t increment;
    bool clears;
    bool returns;
};

struct AddressMode {
    CounterStep src_a;
    CounterStep src_b;
    CounterStep dst;
    CounterStep phase;
};

// How counters Y and Z of the packers move.
struct PackMode {
    CounterStep row;
    CounterStep step;
};

// A loop in a loop of one instruction, or of two by turns: `last_inner` replaces the last one of the inner loop, `last_outer`
// the last of all.
struct Macro {
    static constexpr uint32_t none = 0;

    uint32_t outer;
    uint32_t inner;
    uint32_t instruction;
    uint32_t second;
    uint32_t last_inner;
    uint32_t last_outer;
};

// Words of the configuration that instructions depend on. The bases stand there for two contexts.
enum ConfigWord : uint32_t {
    base_of_src_a = 0,
    base_of_src_b = 2,
    row_pitches_of_src_a = 4,
    speeds_of_src_b = 5,
    dst_offset = 6,
    format_fetched_to_src_a = 7,
    faces_fetched_to_src_a = 8,
    format_of_src_a = 9,
    strides_in_dst = 10,
    format_taken_from_dst = 11,
    stride_of_steps_in_dst = 12,
    first_edge_mask = 13,  // and what table each packer has
    second_edge_mask = 14,
    masks_of_rows = 15,  // in the second table
    rows_of_table = 16   // that are looked up, of each packer
};
constexpr uint32_t config_word_count = 20;

// The number of faces is a field of its word.
constexpr uint32_t faces_shift = 16;

// Number formats in the configuration.
enum FormatCode : uint32_t { code_of_float32 = 0, code_of_bfloat16 = 5, code_of_bfloat8_b = 6 };
constexpr uint32_t format_mask = 0xf;
constexpr uint32_t taken_format_shift = 25;

// Words of the configuration of a packer, of which Wormhole has four.
constexpr uint32_t packer_count = 4;
constexpr uint32_t words_of_packer = 3;
enum PackerWord : uint32_t { size_of_exponents = 0, address_in_l1 = 1, formats = 2 };

// The distances of two datums and of two rows in Dst, as counters X and Y of the packers count them: fields of their word.
constexpr uint32_t datum_stride_mask = 0xfff;
constexpr uint32_t row_stride_shift = 12;
constexpr uint32_t row_stride_mask = 0xfffu << row_stride_shift;

// The distance of two steps of the packers, as their counter Z counts them.
constexpr uint32_t step_stride_mask = 0xfff;

// Masks of the columns of a row, whose other datums packers write as zeros. A table has two bits for each row of a face, which
// choose its mask; two bits for each packer choose its table, of which the first one has the first mask for all rows.
constexpr uint32_t all_columns = 0xffff;
constexpr uint32_t row_table_shift = 17;
constexpr uint32_t row_table_mask = 0xffu << row_table_shift;
constexpr uint32_t bits_of_choice = 2;
constexpr uint32_t rows_of_table_shift = 8;
constexpr uint32_t rows_of_table_mask = 0xffu << rows_of_table_shift;

// Formats in a word of a packer: a flag that nothing is compressed, the format in L1, that in Dst.
constexpr uint32_t uncompressed_flag = 1;
constexpr uint32_t packed_format_shift = 4;
constexpr uint32_t dst_format_shift = 8;

// The speed at which SrcB is fetched: a field of its word.
constexpr uint32_t speed_shift = 4;
constexpr uint32_t speed_mask = 3u << speed_shift;
enum FetchSpeed : uint32_t { fetch_16_bytes = 0, fetch_32_bytes = 1, fetch_64_bytes = 2 };

// Registers of the scalar unit in which the start-up has stored where packers begin in both halves of Dst, and the sizes of
// exponents.
constexpr uint32_t register_count = 64;
constexpr uint32_t rows_in_first_half = 4;
constexpr uint32_t rows_in_second_half = 8;
constexpr uint32_t sizes_of_exponents = 52;
constexpr uint32_t dst_half_rows_of_packers = 512;

// What STALLWAIT holds back, and until when.
enum Stall : uint32_t { stall_unpack = 1, stall_config = 2, stall_pack = 3, stall_scalar = 4, stall_math = 5 };
enum StallUntil : uint32_t {
    until_stores_to_config = 1,
    until_unpacked = 2,
    until_packed = 3,
    until_registers_are_set = 4,
    until_src_b_is_filled = 5
};

// Semaphores between the processors and units of a core.
enum TensixSemaphore : uint8_t { unpack_sync = 0 };

}  // namespace emulator
