#include <cstdint>

#include "api/core_local_mem.h"

#include "../variant.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Gathers the window of each output. The buffer holds one: its ones, which a bias is multiplied with, stay there.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<writer::Args::Shared>();
    const auto args = read_args<writer::Args>();

    const auto top_left = [&](uint32_t output) {
        const uint32_t row = output / shared.output_width;
        const uint32_t image = row / shared.output_height;
        const uint32_t padded_row = image * shared.padded_height + row % shared.output_height * shared.stride_height;
        return padded_row * shared.padded_width + output % shared.output_width * shared.stride_width;
    };

    const uint32_t input_addr = get_read_ptr(cb::input);
    for (uint32_t output = args.first_output; output < args.first_output + args.num_outputs; ++output) {
        const uint32_t first = top_left(output) - args.first_input_stick;
        cb_reserve_back(cb::window, shared.weight_tiles);
        uint32_t window_addr = get_write_ptr(cb::window);
        for (uint32_t row = 0; row < shared.kernel_height; ++row) {
            for (uint32_t column = 0; column < shared.kernel_width; ++column) {
                const uint32_t stick =
                    first + row * shared.dilation_height * shared.padded_width + column * shared.dilation_width;
                noc_async_read(get_noc_addr(input_addr + stick * shared.stick_bytes), window_addr, shared.stick_bytes);
                window_addr += shared.stick_bytes;
            }
        }
        if (shared.has_bias && output == args.first_output) {
            CoreLocalMem<volatile uint32_t> words(window_addr);
            for (uint32_t i = 0; i < shared.stick_bytes / sizeof(uint32_t); ++i) {
                words[i] = 0x3f803f80;  // two ones in bfloat16
            }
        }
        noc_async_read_barrier();
        cb_push_back(cb::window, shared.weight_tiles);
    }
}
