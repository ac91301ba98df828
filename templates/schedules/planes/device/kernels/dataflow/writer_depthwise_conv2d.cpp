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
    noc_async_read_set_state(get_noc_addr(output_addr));
    const auto* const first_piece = args.output_pieces();
    const auto* const end_piece = first_piece + args.num_output_pieces;
    for (uint32_t plane = 0; plane < shared.planes; ++plane) {
        const uint32_t plane_addr = output_addr + face_column_offset(plane);
        uint32_t section_end = section_bytes;
        for (const auto* piece = first_piece; piece < end_piece; section_end += section_bytes) {
            cb_wait_front(cb::linear, shared.section_tiles);
            const uint32_t plane_results = get_read_ptr(cb::linear) + section_bytes - section_end;
            for (; piece < end_piece; ++piece) {
                const auto [from_byte, to_byte, num_bytes] = *piece;
                if (from_byte >= section_end) {
                    break;
                }
                noc_async_read_with_state(plane_results + from_byte, plane_addr + to_byte, num_bytes);
            }
            noc_async_read_barrier();
            cb_pop_front(cb::linear, shared.section_tiles);
        }
    }
    cb_push_back(cb::output, shared.output_tiles);
}
