#include <cstdint>

#include "../variant.hpp"
#include "gather.hpp"
#include "input_columns.hpp"
#include "zeros.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Gathers the planes, for which it need not wait for anything, unless they are converted.
namespace {

// Input shards of this core and others, or a converted column -> a plane.
void gather_plane(const writer::Args& args, uint32_t input_addr, uint32_t plane_addr) {
    gather(args, input_addr, plane_addr, /*before_piece=*/[](uint32_t /*to_byte*/) {});
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
