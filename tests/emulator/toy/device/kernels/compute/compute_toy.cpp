#include "api/compute/eltwise_binary.h"
#include "api/compute/tile_move_copy.h"

#include "../../plan/toy_args.hpp"
#include "block_multiply.hpp"
#include "pack_faces.hpp"

namespace blocks = ttnn::operations::experimental::depthwise_conv2d;

namespace {

void start() {
    compute_kernel_hw_startup(toy::input, toy::weights, toy::output);
    mul_init(toy::input, toy::weights);
}

void wait_for_tiles() {
    constexpr uint32_t tiles = get_compile_time_arg_val(0);
    cb_wait_front(toy::input, tiles);
    cb_wait_front(toy::weights, tiles);
}

void pack_to_output(uint32_t dst) {
    cb_reserve_back(toy::output, 1);
    tile_regs_wait();
    pack_tile(dst, toy::output);
    tile_regs_release();
    cb_push_back(toy::output, 1);
}

// output tile 0 = sum of input tile i * weight tile i
void multiply_all() {
    constexpr uint32_t tiles = get_compile_time_arg_val(0);
    start();
    wait_for_tiles();
    tile_regs_acquire();
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        mul_tiles(toy::input, toy::weights, tile, tile, 1);
    }
    tile_regs_commit();
    pack_to_output(1);
}

// output tile i = input tile i * weight tile i
void multiply_one_by_one() {
    constexpr uint32_t tiles = get_compile_time_arg_val(0);
    start();
    wait_for_tiles();
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        tile_regs_acquire();
        mul_tiles(toy::input, toy::weights, tile, tile, 0);
        tile_regs_commit();
        pack_to_output(0);
    }
}

void multiply_from_ring() {
    compute_kernel_hw_startup(toy::ring, toy::weights, toy::output);
    mul_init(toy::ring, toy::weights);
    cb_wait_front(toy::ring, toy::ring_pages);
    cb_wait_front(toy::weights, 1);
    tile_regs_acquire();
    mul_tiles(toy::ring, toy::weights, get_arg_val<uint32_t>(toy::arg_parameter), 0, 0);
    tile_regs_commit();
    pack_to_output(0);
}

// Two tiles, the second one over half of the first.
void pack_over_each_other() {
    const uint32_t between = get_arg_val<uint32_t>(toy::arg_parameter);
    start();
    wait_for_tiles();
    tile_regs_acquire();
    mul_tiles(toy::input, toy::weights, 0, 0, 0);
    if (between == toy::new_section) {
        tile_regs_commit();
        tile_regs_acquire();
    }
    mul_tiles(toy::input, toy::weights, 1, 1, 1);
    tile_regs_commit();

    cb_reserve_back(toy::ring, toy::ring_pages);
    tile_regs_wait();
    pack_tile<true>(0, toy::ring, 0);
    if (between == toy::new_section) {
        tile_regs_release();
        tile_regs_wait();
    } else if (between == toy::wait_for_packer) {
        PACK(TTI_STALLWAIT(p_stall::STALL_PACK, p_stall::PACK));
    }
    pack_tile<true>(1, toy::ring, toy::tile_pages / 2);
    tile_regs_release();
    cb_push_back(toy::ring, toy::ring_pages);
}

void pack_two_to_output(uint32_t first_dst) {
    cb_reserve_back(toy::output, 2);
    tile_regs_wait();
    pack_tile(first_dst, toy::output);
    pack_tile(first_dst + 1, toy::output);
    tile_regs_release();
    cb_push_back(toy::output, 2);
}

// Two rows with each load of weights: whole chunks in two taps, then short chunks in one.
void multiply_two_rows() {
    constexpr uint32_t tiles = get_compile_time_arg_val(0);
    compute_kernel_hw_startup(toy::input, toy::weights, toy::output);
    blocks::block_multiply_init(toy::row_pitch);
    cb_wait_front(toy::input, tiles);

    const blocks::Chunks whole = {/*first_tile=*/1, /*count=*/2, /*blocks=*/8, blocks::no_jump, /*jump_rows=*/0};
    blocks::Weights weights{toy::weights};
    const blocks::Pages input = blocks::front_of(toy::input);
    blocks::begin_chunks(whole);
    uint32_t num_loaded = blocks::load_first_chunks(whole, whole.count, input.at(0), weights, 0);
    tile_regs_acquire();
    blocks::multiply_add(whole, num_loaded, input.at(0), weights, 1);
    blocks::multiply_add(whole, /*num_loaded=*/0, input.at(1));
    tile_regs_commit();
    pack_two_to_output(1);

    const blocks::Chunks few = {/*first_tile=*/0, /*count=*/2, /*blocks=*/3, blocks::no_jump, /*jump_rows=*/0};
    blocks::begin_chunks(few);
    num_loaded = blocks::load_first_chunks(few, few.count, input.at(0), weights, 2);
    tile_regs_acquire();
    blocks::multiply_add(few, num_loaded, input.at(0));
    tile_regs_commit();
    pack_two_to_output(0);
}

// Four rows with each load of weights, which comes slowly beside them: short chunks in two taps, rows passed over
// before the third one, and a last tap whose input is the same for all.
void multiply_with_jump() {
    compute_kernel_hw_startup(toy::input, toy::weights, toy::output);
    blocks::block_multiply_init(toy::narrow_pitch);
    wait_for_tiles();

    const uint32_t jump_rows = get_arg_val<uint32_t>(toy::arg_parameter);
    const blocks::Chunks rows = {/*first_tile=*/0, /*count=*/4, /*blocks=*/3, /*jump=*/2, jump_rows};
    blocks::Weights weights{toy::weights};
    const blocks::Pages input = blocks::front_of(toy::input);
    blocks::begin_chunks(rows);
    const uint32_t num_loaded = blocks::load_first_chunks(rows, rows.count, input.at(0), weights, 0);
    tile_regs_acquire();
    blocks::multiply_add(rows, num_loaded, input.at(0), weights, 1);
    blocks::multiply_add(rows, /*num_loaded=*/0, input.at(1), weights, 2);
    blocks::multiply_add_repeated(rows, blocks::front_of(toy::weights).at(3));
    tile_regs_commit();

    cb_reserve_back(toy::output, rows.count);
    tile_regs_wait();
    for (uint32_t tile = 0; tile < rows.count; ++tile) {
        pack_tile(tile, toy::output);
    }
    tile_regs_release();
    cb_push_back(toy::output, rows.count);
}

// output tile i = input tile i
void convert_all() {
    constexpr uint32_t tiles = get_compile_time_arg_val(0);
    compute_kernel_hw_startup(toy::input, toy::weights, toy::output);
    copy_init(toy::input);
    wait_for_tiles();
    for (uint32_t tile = 0; tile < tiles; ++tile) {
        tile_regs_acquire();
        copy_tile(toy::input, tile, 0);
        tile_regs_commit();
        pack_to_output(0);
    }
}

// output tile 0 = the first rows of each face of input tile 0, and zeros
void pack_first_rows([[maybe_unused]] uint32_t packers) {
    compute_kernel_hw_startup(toy::input, toy::weights, toy::output);
    copy_init(toy::input);
    wait_for_tiles();
    tile_regs_acquire();
    copy_tile(toy::input, 0, 0);
    tile_regs_commit();
    cb_reserve_back(toy::output, 1);
    tile_regs_wait();
    PACK((toy::pack_faces(packers, get_arg_val<uint32_t>(toy::arg_parameter))));
    tile_regs_release();
    cb_push_back(toy::output, 1);
}

void break_a_rule(uint32_t scenario) {
    switch (scenario) {
        case multiply_without_init:
            compute_kernel_hw_startup(toy::input, toy::weights, toy::output);
            wait_for_tiles();
            tile_regs_acquire();
            mul_tiles(toy::input, toy::weights, 0, 0, 0);
            break;
        case multiply_without_startup:
            mul_init(toy::input, toy::weights);
            wait_for_tiles();
            tile_regs_acquire();
            mul_tiles(toy::input, toy::weights, 0, 0, 0);
            break;
        case multiply_without_acquire:
            start();
            wait_for_tiles();
            mul_tiles(toy::input, toy::weights, 0, 0, 0);
            break;
        case multiply_beyond_dst:
            start();
            wait_for_tiles();
            tile_regs_acquire();
            mul_tiles(toy::input, toy::weights, 0, 0, get_arg_val<uint32_t>(toy::arg_parameter));
            break;
        case multiply_without_wait:
            start();
            tile_regs_acquire();
            mul_tiles(toy::input, toy::weights, 0, 0, 0);
            break;
        case pack_without_wait:
            PACK((cb_reserve_back(toy::output, 1)));
            PACK((pack_tile(0, toy::output)));
            break;
        case pack_beyond_dst:
            tile_regs_acquire();
            tile_regs_commit();
            cb_reserve_back(toy::output, 1);
            tile_regs_wait();
            pack_tile(get_arg_val<uint32_t>(toy::arg_parameter), toy::output);
            break;
        case pack_without_reserve:
            tile_regs_acquire();
            tile_regs_commit();
            tile_regs_wait();
            pack_tile(0, toy::output);
            break;
        case commit_without_acquire:
            tile_regs_commit();
            break;
        case release_without_wait:
            tile_regs_release();
            break;
        default:
            break;
    }
}

void hang(uint32_t scenario) {
    start();
    wait_for_tiles();
    switch (scenario) {
        case wait_for_operands:
            tile_regs_acquire();
            MATH((mul_tiles(toy::input, toy::weights, 0, 0, 0)));
            break;
        case wait_for_free_bank:
            for (uint32_t i = 0; i < 3; ++i) {
                UNPACK((mul_tiles(toy::input, toy::weights, 0, 0, 0)));
            }
            break;
        case wait_for_free_dst:
            for (uint32_t i = 0; i < 3; ++i) {
                tile_regs_acquire();
                tile_regs_commit();
            }
            break;
        case wait_for_filled_dst:
            tile_regs_wait();
            break;
        default:
            break;
    }
}

}  // namespace

void kernel_main() {
    const uint32_t scenario = get_arg_val<uint32_t>(toy::arg_scenario);
    switch (scenario) {
        case multiply:
            return multiply_all();
        case multiply_each:
            return multiply_one_by_one();
        case multiply_shifted:
            return multiply_from_ring();
        case pack_overlapping:
            return pack_over_each_other();
        case multiply_in_blocks:
            return multiply_two_rows();
        case multiply_over_a_jump:
            return multiply_with_jump();
        case convert:
            return convert_all();
        case pack_by_four_packers:
            return pack_first_rows(4);
        case pack_by_two_packers:
            return pack_first_rows(2);
        case wait_for_operands:
        case wait_for_free_bank:
        case wait_for_free_dst:
        case wait_for_filled_dst:
            return hang(scenario);
        default:
            return break_a_rule(scenario);
    }
}
