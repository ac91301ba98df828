#include <cstdint>

#include "../variant.hpp"
#include "faces.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Copies the outputs among the results of each plane to the faces of the output shard.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<writer::Args::Shared>();
    const auto args = read_args<writer::Args>();

    constexpr uint32_t section_bytes = shared.section_tiles * kStripSticks * kPlaneChannels * kDatumBytes;
    cb_reserve_back(cb::output, shared.output_tiles);
    const uint32_t output_addr = get_write_ptr(cb::output);
    for (uint32_t plane = 0; plane < shared.planes; ++plane) {
        const uint32_t plane_addr = output_addr + face_column_offset(plane);
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
    }
    cb_push_back(cb::output, shared.output_tiles);
}
