#pragma once

#include <cstdint>

#include "../variant.hpp"
#include "faces.hpp"
#include "zeros.hpp"

// Where results go: the output shard, or columns of tiles that the compute kernel converts from bfloat16.
namespace ttnn::operations::experimental::depthwise_conv2d {

using namespace variant;

// The output shard is the compute kernel's where it converts.
template <typename Args>
void take_output() {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    if (shared.result_column_tiles == 0) {
        cb_reserve_back(cb::output, shared.output_tiles);
    }
}

template <typename Args>
void give_output() {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    if (shared.result_column_tiles == 0) {
        cb_push_back(cb::output, shared.output_tiles);
    }
}

// The address that places of pieces count from, for a plane.
template <typename Args>
uint32_t plane_target(uint32_t plane) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    if (shared.result_column_tiles == 0) {
        return get_write_ptr(cb::output) + face_column_offset(plane);
    }
    const bool begins_column = plane % kColumnPlanes == 0;
    if (begins_column) {
        cb_reserve_back(cb::results, shared.result_column_tiles);
    }
    const uint32_t column_addr = get_write_ptr(cb::results);
    if (begins_column && plane < kColumnSlots * kColumnPlanes) {
        // Results leave the same rows of each column unfilled: later columns find zeros there.
        clear(column_addr, shared.result_column_tiles * get_tile_size(cb::results));
    }
    return column_addr + face_column_offset(plane % kColumnPlanes);
}

// Behind the last piece of a plane.
template <typename Args>
void leave_target(uint32_t plane) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    if (shared.result_column_tiles > 0 && plane % kColumnPlanes == kColumnPlanes - 1) {
        cb_push_back(cb::results, shared.result_column_tiles);
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
