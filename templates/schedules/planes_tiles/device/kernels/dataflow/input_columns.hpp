#pragma once

#include <cstdint>

#include "../variant.hpp"
#include "faces.hpp"

// Where planes are cut out of: the input shards, or columns of tiles that the compute kernel has converted to bfloat16.
namespace ttnn::operations::experimental::depthwise_conv2d {

using namespace variant;

// A column of the tiles that neighbours have -> the compute kernel.
template <typename Args>
void read_halo(const Args& args, uint32_t column) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    if (shared.halo_column_tiles == 0) {
        return;
    }
    cb_reserve_back(cb::halo, shared.halo_column_tiles);
    const uint32_t tile_bytes = get_tile_size(cb::halo);
    const uint32_t column_addr = get_write_ptr(cb::input) + column * tile_bytes;
    uint32_t l1_addr = get_write_ptr(cb::halo);
    const auto* tile = args.halo_tiles();
    for (const auto* end = tile + args.num_halo_tiles; tile < end; ++tile) {
        noc_async_read(get_noc_addr(tile->noc_x, tile->noc_y, column_addr + tile->from_byte), l1_addr, tile_bytes);
        l1_addr += tile_bytes;
    }
    noc_async_read_barrier();
    cb_push_back(cb::halo, shared.halo_column_tiles);
}

// Lets the compute kernel begin to convert, if it does.
template <typename Args>
void give_input(const Args& args) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    if (shared.column_tiles > 0) {
        cb_reserve_back(cb::input, shared.input_tiles);
        cb_push_back(cb::input, shared.input_tiles);
        read_halo(args, /*column=*/0);
    }
}

// The address that places of pieces count from, for a plane. While it is gathered, the compute kernel converts the next
// column.
template <typename Args>
uint32_t plane_source(const Args& args, uint32_t plane) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    if (shared.column_tiles == 0) {
        return get_write_ptr(cb::input) + face_column_offset(plane);
    }
    if (plane % kColumnPlanes == 0) {
        if (plane + kColumnPlanes < shared.planes) {
            read_halo(args, plane / kColumnPlanes + 1);
        }
        cb_wait_front(cb::columns, shared.column_tiles);
    }
    return get_read_ptr(cb::columns) + face_column_offset(plane % kColumnPlanes);
}

// Behind the last piece of a plane.
template <typename Args>
void leave_source(uint32_t plane) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    if (shared.column_tiles > 0 && plane % kColumnPlanes == kColumnPlanes - 1) {
        cb_pop_front(cb::columns, shared.column_tiles);
    }
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
