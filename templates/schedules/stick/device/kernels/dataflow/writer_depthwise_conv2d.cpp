#include <cstdint>

#include "api/core_local_mem.h"

#include "../variant.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

constexpr uint32_t two_zeros = 0;
constexpr uint32_t two_ones = 0x3f803f80;  // in bfloat16

// Fills whole words of L1 with two datums each.
void fill(uint32_t l1_addr, uint32_t num_bytes, uint32_t two_datums) {
    CoreLocalMem<volatile uint32_t> words(l1_addr);
    for (uint32_t i = 0; i < num_bytes / sizeof(uint32_t); ++i) {
        words[i] = two_datums;
    }
}

}  // namespace

// Gathers the window of each output, while the compute kernel is busy with the one before.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<writer::Args::Shared>();
    const auto args = read_args<writer::Args>();

    // What no tap fills of a window: a stick of ones, which meets the bias, and zeros, so that no old number meets a weight.
    const auto pad_window = [&](uint32_t window_addr) {
        const uint32_t ones = shared.kernel_height * shared.kernel_width * shared.stick_bytes;
        const uint32_t zeros = ones + shared.has_bias * shared.stick_bytes;
        fill(window_addr + ones, zeros - ones, two_ones);
        fill(window_addr + zeros, shared.weight_tiles * get_tile_size(cb::window) - zeros, two_zeros);
    };

    // Input shard -> window: the sticks under the taps, one behind the other.
    const auto gather_window = [&](uint32_t top_left_addr, uint32_t window_addr) {
        for (uint32_t row = 0; row < shared.kernel_height; ++row) {
            const uint32_t row_addr = top_left_addr + row * shared.tap_row_bytes;
            if (shared.tap_column_bytes == shared.stick_bytes) {  // the taps of a row touch
                noc_async_read(get_noc_addr(row_addr), window_addr, shared.kernel_width * shared.stick_bytes);
            } else {
                for (uint32_t column = 0; column < shared.kernel_width; ++column) {
                    noc_async_read(
                        get_noc_addr(row_addr + column * shared.tap_column_bytes),
                        window_addr + column * shared.stick_bytes,
                        shared.stick_bytes);
                }
            }
            window_addr += shared.kernel_width * shared.stick_bytes;
        }
        noc_async_read_barrier();
    };

    // Ones, with which the compute kernel sums.
    cb_reserve_back(cb::scaler, 1);
    fill(get_write_ptr(cb::scaler), get_tile_size(cb::scaler), two_ones);
    cb_push_back(cb::scaler, 1);

    const uint32_t input_addr = get_read_ptr(cb::input);
    // The buffer holds two windows: later ones find the padding of the first two still there.
    uint32_t windows_to_pad = 2;
    for (uint32_t i = 0; i < args.num_segments; ++i) {
        const auto segment = args.segments()[i];
        for (uint32_t stick = segment.start; stick <= segment.end; stick += shared.stride_width) {
            cb_reserve_back(cb::window, shared.weight_tiles);
            const uint32_t window_addr = get_write_ptr(cb::window);
            if (windows_to_pad > 0) {
                pad_window(window_addr);
                --windows_to_pad;
            }
            gather_window(input_addr + stick * shared.stick_bytes, window_addr);
            cb_push_back(cb::window, shared.weight_tiles);
        }
    }
}
