#include <cstdint>

#include "api/core_local_mem.h"

#include "../variant.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Gathers the window of each output. The buffer holds one: its ones, which a bias is multiplied with, stay there.
void kernel_main() {
    const auto args = read_args<writer::Args>();

    const auto top_left = [&](uint32_t output) {
        const uint32_t row = output / args.output_width;
        const uint32_t image = row / args.output_height;
        const uint32_t padded_row = image * args.padded_height + row % args.output_height * args.stride_height;
        return padded_row * args.padded_width + output % args.output_width * args.stride_width;
    };

    const uint32_t input_addr = get_read_ptr(cb::input);
    for (uint32_t output = args.first_output; output < args.first_output + args.num_outputs; ++output) {
        const uint32_t first = top_left(output) - args.first_input_stick;
        cb_reserve_back(cb::window, args.weight_tiles);
        uint32_t window_addr = get_write_ptr(cb::window);
        for (uint32_t row = 0; row < args.kernel_height; ++row) {
            for (uint32_t column = 0; column < args.kernel_width; ++column) {
                const uint32_t stick =
                    first + row * args.dilation_height * args.padded_width + column * args.dilation_width;
                noc_async_read(get_noc_addr(input_addr + stick * args.stick_bytes), window_addr, args.stick_bytes);
                window_addr += args.stick_bytes;
            }
        }
        if (args.has_bias && output == args.first_output) {
            CoreLocalMem<volatile uint32_t> words(window_addr);
            for (uint32_t i = 0; i < args.stick_bytes / sizeof(uint32_t); ++i) {
                words[i] = 0x3f803f80;  // two ones in bfloat16
            }
        }
        noc_async_read_barrier();
        cb_push_back(cb::window, args.weight_tiles);
    }
}
