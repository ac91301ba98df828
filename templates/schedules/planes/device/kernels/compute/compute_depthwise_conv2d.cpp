#include <algorithm>

#include "../variant.hpp"
#include "strip_multiply.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

constexpr uint32_t div_up(uint32_t value, uint32_t divisor) { return (value + divisor - 1) / divisor; }

// A function of its own, so that the vector unit has all its registers for one tile.
__attribute__((noinline)) void activate_tiles(Activation activation, uint32_t first_tile, uint32_t end_tile) {
    for (uint32_t idst = first_tile; idst < end_tile; ++idst) {
        activate(activation, idst);
    }
}

}  // namespace

// Computes plane by plane, in sections of Dst: all columns of the kernel, and of each the taps that SrcB holds at once.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    const auto args = read_args<compute::Args>();

    const uint32_t ones_rows = shared.has_bias * kStripSticks;
    const uint32_t plane_taps = shared.kernel_height * shared.kernel_width + shared.has_bias;

    // Sums in the section += weights * input, under all taps, and the bias as one more tap, whose input are ones.
    const auto multiply_taps = [&](const Section& section, uint32_t input_stick, uint32_t weight_row) {
        // Taps farther apart than the section is long share no strip, and there may be strips between them.
        const uint32_t load_taps = shared.tap_step <= section.num_tiles * kStripSticks ? kLoadTaps : 1;
        for (uint32_t column = 0; column < shared.kernel_width; ++column) {
            uint32_t phase_stick = input_stick + column * shared.dilation_width;
            for (uint32_t phase = 0; phase < shared.phases; ++phase) {
                const uint32_t phase_taps = div_up(shared.kernel_height - phase, shared.phases);
                for (uint32_t tap = 0; tap < phase_taps; tap += load_taps) {
                    const uint32_t num_taps = std::min(load_taps, phase_taps - tap);
                    const uint32_t num_strips = section.num_tiles + div_up((num_taps - 1) * shared.tap_step, kStripSticks);
                    const Load load{phase_stick + tap * shared.tap_step, weight_row, num_taps, num_strips};
                    multiply_add(section, load, shared.tap_step, cb::input, cb::weights);
                    weight_row += num_taps * kBlockRows;
                }
                phase_stick += shared.phase_sticks;
            }
        }
        if (shared.has_bias) {
            const Load ones{/*input_stick=*/0, weight_row, /*num_taps=*/1, section.num_tiles};
            multiply_add_repeated(section, ones, cb::weights, cb::weights);
        }
    };

    compute_kernel_hw_startup(cb::input, cb::weights, cb::linear);
    strip_multiply_init();
    init_activation(shared.activation);
    cb_wait_front(cb::input, shared.input_shard_sticks);
    cb_wait_front(cb::weights, shared.weight_tiles);

    for (uint32_t plane = 0; plane < shared.planes; ++plane) {
        const uint32_t plane_stick = plane * shared.input_shard_sticks;
        const uint32_t plane_weights = ones_rows + plane * plane_taps * kBlockRows;
        for (uint32_t tile = 0; tile < args.plane_tiles; tile += shared.section_tiles) {
            const Section section{shared.slack_tiles, std::min(shared.section_tiles, args.plane_tiles - tile)};
            tile_regs_acquire();
            multiply_taps(section, plane_stick + tile * kStripSticks, plane_weights);
            activate_tiles(shared.activation, section.first_tile, section.first_tile + section.num_tiles);
            tile_regs_commit();

            cb_reserve_back(cb::linear, shared.section_tiles);
            tile_regs_wait();
            for (uint32_t i = 0; i < section.num_tiles; ++i) {
                pack_tile</*out_of_order_output=*/true>(section.first_tile + i, cb::linear, i);
            }
            tile_regs_release();
            cb_push_back(cb::linear, shared.section_tiles);
        }
    }

    cb_pop_front(cb::weights, shared.weight_tiles);
    cb_pop_front(cb::input, shared.input_shard_sticks);
}
