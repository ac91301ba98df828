#pragma once

#include <cstdint>

// Which rows packers make zeros of: each counts the rows that it takes out of Dst, and looks up in a table what mask they pass.
namespace emulator::device {

// What the start-up sets: all datums pass.
void pass_all_rows();

// For calls that know nothing of masks.
void require_no_masks(const char* call);

// A packer is about to write to another address.
void require_first_row_of_table(uint32_t packer);

// Makes zeros of rows of bfloat16 that a packer has taken out of Dst, those that its table says.
void mask_rows(uint32_t packer, uint8_t* rows, uint32_t count);

}  // namespace emulator::device
