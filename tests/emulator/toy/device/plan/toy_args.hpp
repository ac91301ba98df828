#pragma once

#include <cstdint>

#include "scenarios.hpp"

// The layout of the toy program, shared by its plan and its kernels.
namespace toy {

// Circular buffers.
const uint32_t input = 0;    // the input shard: tiles
const uint32_t weights = 1;  // tiles
const uint32_t ring = 2;     // small pages
const uint32_t output = 3;   // the output shard: tiles

const uint32_t tile_bytes = 2048;
const uint32_t ring_page_bytes = 64;
const uint32_t ring_pages = 48;                            // one and a half tiles
const uint32_t tile_pages = tile_bytes / ring_page_bytes;  // pages of the ring that a tile takes

// From a row to the next one, in datums.
const uint32_t row_pitch = 1040;
const uint32_t narrow_pitch = 256;

// What keeps apart two tiles that are packed over each other.
const uint32_t wait_for_packer = 0;
const uint32_t new_section = 1;
const uint32_t nothing = 2;

// Which of the two tensors is in bfloat8_b.
const uint32_t output_in_bfloat8_b = 0;
const uint32_t input_in_bfloat8_b = 1;
const uint32_t bfloat8_b_tile_bytes = 1088;

// What packers take at a place, a face at most, and after how many rows they look up the first one of a table of masks again.
const uint32_t faces = 4;
const uint32_t face_rows = 16;
const uint32_t row_datums = 16;
const uint32_t face_bytes = tile_bytes / faces;
const uint32_t packed_rows = face_rows;
const uint32_t rows_of_table = face_rows;

// Masks of columns, whose other datums become zeros.
const uint32_t all_columns = 0xffff;
const uint32_t no_column = 0;

// Semaphores.
const uint32_t wanted = 0;
const uint32_t valid = 1;

// Arguments: compile-time argument 0 is the number of tiles; the runtime arguments are the same for all kernels.
const uint32_t arg_scenario = 0;
const uint32_t arg_parameter = 1;
const uint32_t arg_core_index = 2;
const uint32_t arg_num_cores = 3;
const uint32_t arg_first_x = 4;  // NoC coordinates of the first core
const uint32_t arg_first_y = 5;
const uint32_t arg_last_x = 6;  // and of the last
const uint32_t arg_last_y = 7;
const uint32_t arg_weight_addr = 8;
const uint32_t num_args = 9;

const uint32_t accessor_offset = 1;  // compile-time arguments of the weights' accessor

}  // namespace toy
