#include <cstdint>

#include "../variant.hpp"
#include "faces.hpp"
#include "zeros.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

// The address that places of pieces count from, for a plane: in the output shard, or in a column that is converted.
uint32_t planes_target(uint32_t plane) {
    SHARED_ARGS auto shared = read_args<writer::Args::Shared>();
    if (shared.result_column_tiles == 0) {
        return get_write_ptr(cb::output) + face_column_offset(plane);
    }
    if (plane % kColumnPlanes == 0) {
        cb_reserve_back(cb::results, shared.result_column_tiles);
    }
    const uint32_t column_addr = get_write_ptr(cb::results);
    if (plane % kColumnPlanes == 0 && plane / kColumnPlanes < kColumnSlots) {
        // Later columns find what no result fills as the first ones have left it.
        clear(column_addr, shared.result_column_tiles * get_tile_size(cb::results));
    }
    return column_addr + face_column_offset(plane % kColumnPlanes);
}

void leave_target(uint32_t plane) {
    SHARED_ARGS auto shared = read_args<writer::Args::Shared>();
    if (shared.result_column_tiles > 0 && plane % kColumnPlanes == kColumnPlanes - 1) {
        cb_push_back(cb::results, shared.result_column_tiles);
    }
}

}  // namespace

// Copies the outputs among the results of each plane to the faces of the output shard.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<writer::Args::Shared>();
    const auto args = read_args<writer::Args>();

    constexpr uint32_t section_bytes = shared.section_tiles * kStripSticks * kPlaneChannels * kDatumBytes;
    if (shared.result_column_tiles == 0) {
        cb_reserve_back(cb::output, shared.output_tiles);
    }
    for (uint32_t plane = 0; plane < shared.planes; ++plane) {
        const uint32_t plane_addr = planes_target(plane);
        uint32_t section_start = 0;
        for (uint32_t i = 0; i < args.num_output_pieces; section_start += section_bytes) {
            cb_wait_front(cb::linear, shared.section_tiles);
            const uint64_t section = get_noc_addr(get_read_ptr(cb::linear));
            for (; i < args.num_output_pieces; ++i) {
                const auto piece = list_record<OutputPiece, writer::Args>(i);
                if (piece.from_byte >= section_start + section_bytes) {
                    break;
                }
                noc_async_read(
                    section + (piece.from_byte - section_start), plane_addr + piece.to_byte, piece.num_bytes);
            }
            noc_async_read_barrier();
            cb_pop_front(cb::linear, shared.section_tiles);
        }
        leave_target(plane);
    }
    if (shared.result_column_tiles == 0) {
        cb_push_back(cb::output, shared.output_tiles);
    }
}
