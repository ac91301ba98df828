#include <cstdint>

#include "../variant.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// One output stick after the other: windows times weights, summed over the taps in Dst.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const auto args = read_args<compute::Args>();
    compute_kernel_hw_startup(cb::window, cb::weights, cb::output);
    mul_init(cb::window, cb::weights);
    init_activation(shared.activation);
    cb_wait_front(cb::weights, shared.weight_tiles);
    for (uint32_t output = 0; output < args.num_outputs; ++output) {
        cb_wait_front(cb::window, shared.weight_tiles);
        for (uint32_t tile = 0; tile < shared.stick_tiles; ++tile) {
            tile_regs_acquire();
            for (uint32_t page = tile; page < shared.weight_tiles; page += shared.stick_tiles) {
                mul_tiles(cb::window, cb::weights, page, page, /*idst=*/0);  // adds to what Dst holds
            }
            activate(shared.activation, /*first_tile=*/0, /*end_tile=*/1);
            tile_regs_commit();
            cb_reserve_back(cb::output, 1);
            tile_regs_wait();
            pack_tile(/*idst=*/0, cb::output);
            tile_regs_release();
            cb_push_back(cb::output, 1);
        }
        cb_pop_front(cb::window, shared.weight_tiles);
    }
    cb_pop_front(cb::weights, shared.weight_tiles);
}
