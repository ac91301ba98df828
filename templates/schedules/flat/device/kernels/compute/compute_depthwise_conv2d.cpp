#include <algorithm>

#include "../output_rows.hpp"
#include "../variant.hpp"
#include "block_multiply.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

// Consecutive linear positions: those from the first output of a row to the last one, or all of the core. A chunk is as
// many datums of it as a tile of Dst holds, or what is left of them.
struct Run {
    uint32_t position;      // the first one [sticks]
    uint32_t first_output;  // from the core's first output on [sticks]
    uint32_t num_blocks;
    uint32_t rows;  // from the run before of its group; 0 if the unpacker cannot pass from the one to the other

    uint32_t blocks_of(uint32_t chunk) const {
        const uint32_t blocks_before = std::min(chunk * max_chunk_blocks, num_blocks);
        return std::min(num_blocks - blocks_before, max_chunk_blocks);
    }
    bool ends_with(uint32_t chunk) const { return num_blocks <= (chunk + 1) * max_chunk_blocks; }
};

// Rows from a run to the one behind it, so many sticks further on: the next row of an image, or the first one of the next.
ALWI uint32_t rows_between(uint32_t sticks, const RowSteps& steps, uint32_t row_pitch) {
    const uint32_t image_rows = steps.next_image_sticks / steps.next_row_sticks;
    const bool whole_rows = image_rows * steps.next_row_sticks == steps.next_image_sticks;
    if (row_pitch > max_row_pitch) {
        return 0;
    }
    if (sticks == steps.next_row_sticks) {
        return 1;
    }
    return sticks == steps.next_image_sticks && whole_rows && image_rows <= 1 + max_jump_rows ? image_rows : 0;
}

// Runs that share sections of Dst: one tile for each of them. Most groups are whole rows of one image, of which the first
// says all.
struct Group {
    uint32_t num_runs;
    bool alike;
    Run runs[kDstTiles];  // the first one only, if they are alike

    uint32_t position(uint32_t run, const RowSteps& steps) const {
        return alike ? runs[0].position + run * steps.next_row_sticks : runs[run].position;
    }
    uint32_t first_output(uint32_t run, const RowSteps& steps) const {
        return alike ? runs[0].first_output + run * steps.output_width : runs[run].first_output;
    }
    const Run& size_of(uint32_t run) const { return runs[alike ? 0 : run]; }
};

// A chunk of each run, as many of one size as can be had at once up to a run. Each run has its own tile.
ALWI Chunks chunks_before(uint32_t end_run, const Group& group, uint32_t chunk) {
    if (group.alike) {
        return {/*first_tile=*/0, /*count=*/group.num_runs, group.runs[0].blocks_of(chunk), no_jump, /*jump_rows=*/0};
    }
    const Run* const runs = group.runs;
    Chunks chunks{end_run - 1, /*count=*/1, runs[end_run - 1].blocks_of(chunk), no_jump, /*jump_rows=*/0};
    for (; chunks.first_tile > 0; --chunks.first_tile, ++chunks.count) {
        const uint32_t rows = runs[chunks.first_tile].rows;
        const bool jumps = rows > 1;
        const bool alike = runs[chunks.first_tile - 1].blocks_of(chunk) == chunks.blocks;
        if (rows == 0 || (jumps && chunks.jump != no_jump) || !alike) {
            break;
        }
        if (jumps) {
            chunks.jump = 1;
            chunks.jump_rows = rows - 1;
        } else if (chunks.jump != no_jump) {
            ++chunks.jump;
        }
    }
    return chunks;
}

// Chunks that are multiplied at once, and where the input under the first tap of the first of them lies.
struct Batch {
    Chunks chunks;
    uint32_t input_address;
//% if operation.input == "sharded"
    uint32_t input_end;  // up to here, the input is read under the first row of taps
//% endif
};

// What holds for all batches that share weights: these are as long as the longest chunk, and must come in time for the
// fewest chunks.
ALWI Chunks widest_of(const Batch* batches, const Batch* end) {
    Chunks widest = batches->chunks;
    for (const Batch* batch = batches; batch < end; ++batch) {
        widest.blocks = std::max(widest.blocks, batch->chunks.blocks);
        widest.count = std::min(widest.count, batch->chunks.count);
    }
    return widest;
}

// The packer begins with the next tile while it still writes the last one, unless it is told to wait.
ALWI void wait_for_packer() { PACK(TTI_STALLWAIT(p_stall::STALL_PACK, p_stall::PACK)); }

}  // namespace

// Multiplies and adds the row-major input chunk by chunk, whatever sticks the datums of a chunk belong to. A tap reads
// the same stream, shifted, and its weights lie in their tiles in the order of the stream.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<compute::Args::Shared>();
    SHARED_ARGS Activation activation = shared.activation;  // by itself, so that other functions are not compiled in
    const auto args = read_args<compute::Args>();

    SHARED_ARGS RowSteps steps{
        shared.output_height, shared.output_width, shared.stride_width, shared.next_row_sticks, shared.next_image_sticks};
    OutputRows rows(steps, args.first_output_row, args.first_output_column, args.num_outputs);
    const uint32_t row_pitch = shared.next_row_sticks * shared.shard_channels;
    uint32_t last_position = 0;
    const auto run_of = [&](const OutputRow& row) {
        const uint32_t num_sticks = shared.runs_are_rows ? (row.num_outputs - 1) * shared.stride_width + 1 : args.num_positions;
        const uint32_t num_blocks = (num_sticks * shared.shard_channels + block_datums - 1) / block_datums;
        const uint32_t rows_passed = rows_between(row.position - last_position, steps, row_pitch);
        last_position = row.position;
        return Run{row.position, row.first_output, num_blocks, rows_passed};
    };
    const auto next_run = [&] { return run_of(shared.runs_are_rows ? rows.next() : OutputRow{}); };

    // The next weights, from the front of their buffer on. They lie in the order of use.
    Weights weights{cb::weights};
    uint32_t weight_tile = 0;
    uint32_t tiles_to_come = shared.brought_tiles;
    // Goes on to later weights. Where they do not stay, spoonfuls that are used up make room for others.
    const auto pass_weights = [&](uint32_t num_tiles) {
        weight_tile += num_tiles;
        while (!shared.weights_stay && weight_tile >= shared.spoon_tiles) {
            weights.pop_front(shared.spoon_tiles);
            weight_tile -= shared.spoon_tiles;
        }
    };

    const Pages input = front_of(cb::input);
    const uint32_t tap_row_units = shared.tap_row_pages * input.page_units;
    const uint32_t tap_column_units = shared.tap_column_pages * input.page_units;
    // Tiles of Dst += weights * input, under all taps, and the bias as one more tap: its input is the tile of ones. A tap
    // brings the weights of the next one; batches that share them have them in SrcB by turns.
    const auto multiply_taps = [&](const Batch* batches, uint32_t num_batches) {
        const Batch* const end = batches + num_batches;
        const Chunks widest = widest_of(batches, end);
        const bool differ = std::any_of(batches, end, [&](const Batch& one) { return one.chunks.blocks < widest.blocks; });
        begin_chunks(widest);
        if (differ) {
            change_chunks(batches->chunks);
        }
//% if operation.input == "sharded"
        cb_wait_front(cb::input, batches->input_end);
//% endif
        uint32_t num_loaded =
            load_first_chunks(batches->chunks, widest.count, batches->input_address, weights, weight_tile);
        uint32_t tiles_left = shared.slot_tiles - 1;
        uint32_t row_address = 0;  // from the address of the first tap on
//% if operation.input == "sharded"
        uint32_t row_page = 0;
//% endif
        for (uint32_t row = 0; row < shared.kernel_height; ++row) {
//% if operation.input == "sharded"
            // The input comes row by row.
            for (const Batch* batch = batches; batch < end; ++batch) {
                cb_wait_front(cb::input, batch->input_end + row_page);
            }
//% endif
            uint32_t tap_address = row_address;
            for (uint32_t column = 0; column < shared.kernel_width; ++column) {
                for (const Batch* batch = batches; batch < end; ++batch) {
                    if (differ) {
                        change_chunks(batch->chunks);
                    }
                    const bool is_last = batch + 1 == end;
                    if (is_last && tiles_left == 0) {
                        multiply_add(batch->chunks, num_loaded, batch->input_address + tap_address);
                        continue;
                    }
                    if (is_last) {
                        --tiles_left;
                        pass_weights(1);
                    }
                    multiply_add(batch->chunks, num_loaded, batch->input_address + tap_address, weights, weight_tile);
                    num_loaded = 0;
                }
                tap_address += tap_column_units;
            }
            row_address += tap_row_units;
//% if operation.input == "sharded"
            row_page += shared.tap_row_pages;
//% endif
        }
        if (shared.has_bias) {
            cb_wait_front(cb::ones, 1);
            for (const Batch* batch = batches; batch < end; ++batch) {
                if (differ) {
                    change_chunks(batch->chunks);
                }
                if (batch > batches) {
                    load_weights(weights, weight_tile);
                }
                multiply_add_repeated(batch->chunks, front_of(cb::ones).at(0));
            }
        }
    };

    compute_kernel_hw_startup(cb::input, cb::weights, cb::output);
    block_multiply_init(row_pitch);
    init_activation(activation);
//% if operation.input != "sharded"
    cb_wait_front(cb::input, shared.input_pages);
//% endif
    cb_reserve_back(cb::output, shared.output_pages);

    Group group;
    for (uint32_t first_run = 0; first_run < args.num_runs; first_run += group.num_runs) {
        group.num_runs = std::min(args.group_runs, args.num_runs - first_run);
        group.alike = shared.runs_are_rows && row_pitch <= max_row_pitch && rows.whole(group.num_runs);
        group.runs[0] = group.alike ? run_of(rows.pass(group.num_runs)) : next_run();
        uint32_t most_blocks = group.runs[0].num_blocks;
        for (uint32_t run = 1; !group.alike && run < group.num_runs; ++run) {
            group.runs[run] = next_run();
            most_blocks = std::max(most_blocks, group.runs[run].num_blocks);
        }
        // The runs behind these go to the output shard by way of the linear buffer, or their ends do.
        const uint32_t direct_runs = std::min(std::max(args.num_direct_runs, first_run) - first_run, group.num_runs);
        if (direct_runs < group.num_runs) {
            cb_reserve_back(cb::linear, shared.linear_group_tiles);
        }

        // A tile that passes the end of its row is packed over the beginning of the next row: so last chunks come first.
        // Weights that do not stay come for all chunks, whether these runs have them or not.
        const uint32_t most_chunks = (most_blocks + max_chunk_blocks - 1) / max_chunk_blocks;
        for (uint32_t chunk = shared.weights_stay ? most_chunks : shared.run_chunks; chunk-- > 0;) {
            const uint32_t chunk_page = chunk * shared.chunk_pages;
            const uint32_t slot = (shared.run_chunks - 1 - chunk) % shared.tap_tiles;
            Batch batches[kDstTiles];
            uint32_t num_batches = 0;
            tile_regs_acquire();
            // From the last run on: the first one may be part of a row, too short to wait for the weights meanwhile.
            for (uint32_t end_run = group.num_runs; end_run > 0;) {
                const Chunks chunks = chunks_before(end_run, group, chunk);
                end_run = chunks.first_tile;
                if (chunks.blocks > 0) {  // the core's first and last row may be shorter than the others
                    const uint32_t input_address = input.at(group.position(end_run, steps) * shared.stick_pages + chunk_page);
//% if operation.input == "sharded"
                    const uint32_t last_run = end_run + chunks.count - 1;
                    const uint32_t pages_read =
                        (chunks.blocks * shared.chunk_pages + max_chunk_blocks - 1) / max_chunk_blocks +
                        (shared.kernel_width - 1) * shared.tap_column_pages;
                    const uint32_t input_end = group.position(last_run, steps) * shared.stick_pages + chunk_page + pages_read;
                    const Batch batch{chunks, input_address, input_end};
//% else
                    const Batch batch{chunks, input_address};
//% endif
                    if (shared.weights_stay) {  // they can be had again
                        weight_tile = slot * shared.slot_tiles;
                        multiply_taps(&batch, /*num_batches=*/1);
                    } else {
                        batches[num_batches++] = batch;
                    }
                }
            }
            if (num_batches > 0) {
                multiply_taps(batches, num_batches);
                pass_weights(1);
            } else if (!shared.weights_stay) {
                pass_weights(shared.slot_tiles);
            }
            activate(activation, /*first_tile=*/0, group.num_runs);
            tile_regs_commit();

            tile_regs_wait();
            for (uint32_t run = 0; run < group.num_runs; ++run) {
                const Run& size = group.size_of(run);
                if (size.blocks_of(chunk) == 0) {
                    continue;
                }
                if (run >= direct_runs && (shared.linear_takes_runs || size.ends_with(chunk))) {
                    const uint32_t index = run - direct_runs;
                    const uint32_t tile = shared.linear_takes_runs ? index * shared.run_chunks + chunk : index;
                    pack_tile</*out_of_order_output=*/true>(/*ifrom_dst=*/run, cb::linear, tile);
                    continue;
                }
                const uint32_t page = group.first_output(run, steps) * shared.stick_pages + chunk_page;
                pack_tile</*out_of_order_output=*/true>(/*ifrom_dst=*/run, cb::output, page);
                if (size.num_blocks <= max_chunk_blocks) {  // a row of one chunk
                    wait_for_packer();  // the next tile is packed over what passes the end of this row
                }
            }
            tile_regs_release();
        }
        if (direct_runs < group.num_runs) {
            cb_push_back(cb::linear, shared.linear_group_tiles);
        }
        tiles_to_come -= shared.group_weight_tiles;
    }

    cb_push_back(cb::output, shared.output_pages);
    // A core with few outputs does not use all weights.
    if (shared.weights_stay) {
        weight_tile = shared.brought_tiles;
    } else {
        pass_weights(tiles_to_come);
    }
    if (weight_tile > 0) {
        weights.pop_front(weight_tile);
    }
    if (shared.has_bias) {
        cb_wait_front(cb::ones, 1);
        cb_pop_front(cb::ones, 1);
    }
//% if operation.input == "sharded"
    cb_wait_front(cb::input, shared.input_pages);  // nor all of the input
//% endif
    cb_pop_front(cb::input, shared.input_pages);
}
