#include "edge_masks.hpp"

#include <algorithm>

#include "emulator/device_interface.hpp"
#include "machine.hpp"

namespace emulator::device {
namespace {

constexpr uint32_t one_choice = (1u << bits_of_choice) - 1;

bool looks_up_masks(uint32_t packer) {
    const uint32_t table = running->instructions.config[first_edge_mask] >> (row_table_shift + packer * bits_of_choice);
    return (table & one_choice) != 0;
}

// After how many rows a packer begins with the first one of its table again.
uint32_t rows_looked_up(uint32_t packer) {
    return (running->instructions.config[rows_of_table + packer] & rows_of_table_mask) >> rows_of_table_shift;
}

// As kernels use them: the first mask passes all, and the second one nothing; the first table has the first mask alone.
void require_masks_of_whole_rows() {
    const auto& config = running->instructions.config;
    const uint32_t tables = (config[first_edge_mask] & row_table_mask) >> row_table_shift;
    const uint32_t higher_bits = 0xaaaaaaaa;
    const bool others_are_chosen = (tables & higher_bits) != 0 || (config[masks_of_rows] & higher_bits) != 0;
    if (others_are_chosen || (config[first_edge_mask] & all_columns) != all_columns || config[second_edge_mask] != 0) {
        unsupported("masks of packers that make anything but zeros of whole rows");
    }
}

// The mask of a packer's next row. Then it goes on to the row behind that.
bool take_mask(uint32_t packer) {
    InstructionState& now = running->instructions;
    const uint32_t rows = rows_looked_up(packer);
    uint32_t& row = now.rows_of_packers[packer];
    if (row >= rows || rows > face_side) {
        fail("PACR: packer ", packer, " is at row ", row, " of a table of masks, and begins again behind ", rows);
    }
    const uint32_t mask = now.config[masks_of_rows] >> row * bits_of_choice & one_choice;
    row = (row + 1) % rows;
    return mask != 0 && looks_up_masks(packer);
}

}  // namespace

// The second mask and the second table hold what the program before has left there.
void pass_all_rows() {
    InstructionState& now = running->instructions;
    now.config[first_edge_mask] = all_columns;
    now.config[second_edge_mask] = now.config[masks_of_rows] = UINT32_MAX;
    for (uint32_t packer = 0; packer < packer_count; ++packer) {
        now.config[rows_of_table + packer] = 1u << rows_of_table_shift;
    }
}

void require_no_masks(const char* call) {
    for (uint32_t packer = 0; packer < packer_count; ++packer) {
        if (looks_up_masks(packer) || rows_looked_up(packer) != 1) {
            fail(call, " while packers look up masks of rows, of which it knows nothing");
        }
    }
}

// Documents say nothing of addresses here: a packer's next row is the one behind the last. Simulated chips begin anew.
void require_first_row_of_table(uint32_t packer) {
    const uint32_t row = running->instructions.rows_of_packers[packer];
    if (row != 0) {
        fail("PACR to another address, with packer ", packer, " at row ", row, " of a table of masks: it may begin anew or go on");
    }
}

void mask_rows(uint32_t packer, uint8_t* rows, uint32_t count) {
    constexpr uint32_t row_bytes = face_side * sizeof(uint16_t);
    if (looks_up_masks(packer)) {
        require_masks_of_whole_rows();
    }
    for (uint32_t row = 0; row < count; ++row) {
        if (take_mask(packer)) {
            std::fill_n(rows + row * row_bytes, row_bytes, uint8_t{0});
        }
    }
}

}  // namespace emulator::device
