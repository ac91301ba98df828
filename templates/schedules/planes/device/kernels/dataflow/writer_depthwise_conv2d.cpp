#include <cstdint>

#include "../variant.hpp"
#include "input_columns.hpp"
#include "zeros.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Gathers the planes, for which it need not wait for anything, unless they are converted.
namespace {

// Input shards of this core and others, or a converted column -> a plane. No core writes to its input shard, so that it
// makes no difference when others start.
void gather_plane(const writer::Args& args, uint32_t input_addr, uint32_t plane_addr) {
    const auto* source = args.input_sources();
    const auto* piece = args.input_pieces();
    for (uint32_t i = 0; i < args.num_input_sources; ++i, ++source) {
        // The command buffer keeps the core: of each piece it wants addresses and size only.
        noc_async_read_set_state(get_noc_addr(source->noc_x, source->noc_y, input_addr));
        for (const auto* end = piece + source->num_pieces; piece < end; ++piece) {
            noc_async_read_with_state(input_addr + piece->from_byte, plane_addr + piece->to_byte, piece->num_bytes);
        }
    }
    noc_async_read_barrier();
}

}  // namespace

void kernel_main() {
    SHARED_ARGS auto shared = read_args<writer::Args::Shared>();
    const auto args = read_args<writer::Args>();

    give_input(args);
    for (uint32_t plane = 0; plane < shared.planes; ++plane) {
        cb_reserve_back(cb::planes, shared.plane_sticks);
        const uint32_t plane_addr = get_write_ptr(cb::planes);
        if (plane < shared.plane_slots) {
            // Planes have their padding in the same places: later ones find that of the first ones still there.
            clear(plane_addr, shared.plane_sticks * kPlaneChannels * kDatumBytes);
        }
        gather_plane(args, plane_source(args, plane), plane_addr);
        cb_push_back(cb::planes, shared.plane_sticks);
        leave_source<writer::Args>(plane);
    }
}
