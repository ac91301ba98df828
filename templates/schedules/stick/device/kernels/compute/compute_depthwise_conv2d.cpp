// What the reduction below is compiled for: each column of a tile is summed.
#define REDUCE_OP PoolType::SUM
#define REDUCE_DIM ReduceDim::REDUCE_COL

#include <algorithm>

#include "../variant.hpp"
#include "api/compute/pack_untilize.h"
#include "api/compute/reduce.h"
#include "api/compute/tilize.h"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// One output stick after the other: its window is multiplied with the weights, and the products are summed.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    SHARED_ARGS Activation activation = shared.activation;  // by itself, so that other functions are not compiled in
    const auto args = read_args<compute::Args>();

    // Both steps are inlined, so that compile-time arguments stay constants in them.
    //
    // Window times weights -> products. Both are row-major matrices [positions, channels], of which a tile takes the next
    // 1024 datums. Blocks of 32 positions lie in the same order, so they are added right here, in Dst.
    const auto multiply_window = [&]() __attribute__((always_inline)) {
        mul_init(cb::window, cb::weights);
        cb_wait_front(cb::window, shared.weight_tiles);
        for (uint32_t section = 0; section < shared.channel_tiles; section += shared.section_tiles) {
            const uint32_t section_end = std::min(section + shared.section_tiles, shared.channel_tiles);
            tile_regs_acquire();
            for (uint32_t block = 0; block < shared.weight_tiles; block += shared.channel_tiles) {
                for (uint32_t tile = section; tile < section_end; ++tile) {
                    // Adds to what Dst holds.
                    mul_tiles(cb::window, cb::weights, block + tile, block + tile, /*idst=*/tile - section);
                }
            }
            tile_regs_commit();
            cb_reserve_back(cb::products, section_end - section);
            tile_regs_wait();
            for (uint32_t tile = section; tile < section_end; ++tile) {
                pack_tile(tile - section, cb::products);
            }
            tile_regs_release();
            cb_push_back(cb::products, section_end - section);
        }
        cb_pop_front(cb::window, shared.weight_tiles);
    };

    // Products -> one output stick. The unpacker tilizes 32 rows of the matrix, the columns are summed into the first row of
    // Dst, and the packer writes that row alone.
    const auto reduce_products = [&]() __attribute__((always_inline)) {
        tilizeA_B_reduce_init</*neginf_srcA=*/false>(cb::products, cb::scaler, shared.channel_tiles);
        pack_untilize_dest_init</*block_ct_dim=*/1>(cb::output);
        init_activation(activation);
        cb_wait_front(cb::products, shared.channel_tiles);
        for (uint32_t section = 0; section < shared.channel_tiles; section += shared.section_tiles) {
            const uint32_t section_end = std::min(section + shared.section_tiles, shared.channel_tiles);
            tile_regs_acquire();
            for (uint32_t tile = section; tile < section_end; ++tile) {
                UNPACK((llk_unpack_tilizeA_B(
                    cb::products, cb::scaler, tile, /*tile_index_b=*/0, /*block_ct_dim=*/shared.channel_tiles)));
                reduce_tile_math<REDUCE_OP, REDUCE_DIM>(/*idst=*/tile - section);
            }
            activate(activation, /*first_tile=*/0, section_end - section);
            tile_regs_commit();
            tile_regs_wait();
            for (uint32_t tile = section; tile < section_end; ++tile) {
                cb_reserve_back(cb::output, 1);
                pack_untilize_dest</*block_ct_dim=*/1>(
                    cb::output, /*block_rt_dim=*/1, /*block_c_index=*/0, /*tile_dst_rt_offset=*/tile - section);
                cb_push_back(cb::output, 1);
            }
            tile_regs_release();
        }
        cb_pop_front(cb::products, shared.channel_tiles);
        PACK((llk_pack_relu_config(ReluConfig::none())));  // products are not clipped
        unpack_tilizeA_B_uninit(cb::products);
        pack_untilize_uninit(cb::products);
    };

    compute_kernel_hw_startup(cb::window, cb::weights, cb::products);
    cb_wait_front(cb::weights, shared.weight_tiles);
    cb_wait_front(cb::scaler, 1);
    for (uint32_t output = 0; output < args.num_outputs; ++output) {
        multiply_window();
        reduce_products();
    }
    cb_pop_front(cb::scaler, 1);
    cb_pop_front(cb::weights, shared.weight_tiles);
}
