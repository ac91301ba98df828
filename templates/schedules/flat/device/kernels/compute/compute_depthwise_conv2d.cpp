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

    uint32_t blocks_of(uint32_t chunk) const {
        const uint32_t blocks_before = std::min(chunk * max_chunk_blocks, num_blocks);
        return std::min(num_blocks - blocks_before, max_chunk_blocks);
    }
    bool ends_with(uint32_t chunk) const { return num_blocks <= (chunk + 1) * max_chunk_blocks; }
};

// Rows from a run to the next one; 0 if the unpacker cannot pass from the one to the other.
ALWI uint32_t rows_between(const Run& run, const Run& next, uint32_t row_sticks, uint32_t row_pitch) {
    const uint32_t sticks = next.position - run.position;
    const uint32_t rows = sticks / row_sticks;
    const bool in_reach = row_pitch <= max_row_pitch && rows <= 1 + max_jump_rows;
    return in_reach && rows * row_sticks == sticks ? rows : 0;
}

// A chunk of each run, as many of one size as can be had at once up to a run. Each run has its own tile.
ALWI Chunks chunks_before(uint32_t end_run, const Run* runs, uint32_t chunk, uint32_t row_sticks, uint32_t row_pitch) {
    Chunks chunks{end_run - 1, /*count=*/1, runs[end_run - 1].blocks_of(chunk), no_jump, /*jump_rows=*/0};
    for (; chunks.first_tile > 0; --chunks.first_tile, ++chunks.count) {
        const Run& before = runs[chunks.first_tile - 1];
        const uint32_t rows = rows_between(before, runs[chunks.first_tile], row_sticks, row_pitch);
        const bool jumps = rows > 1;
        if (rows == 0 || (jumps && chunks.jump != no_jump) || before.blocks_of(chunk) != chunks.blocks) {
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

// Chunks that are multiplied at once, and the page of the input under the first tap of the first of them.
struct Batch {
    Chunks chunks;
    uint32_t input_page;
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

    const RowSteps steps{
        shared.output_height, shared.output_width, shared.stride_width, shared.next_row_sticks, shared.next_image_sticks};
    OutputRows rows(steps, args.first_output_row, args.first_output_column, args.num_outputs);
    const auto next_run = [&] {
        OutputRow row{/*position=*/0, /*first_output=*/0, /*num_outputs=*/0};
        uint32_t num_sticks = args.num_positions;
        if (shared.runs_are_rows) {
            row = rows.next();
            num_sticks = (row.num_outputs - 1) * shared.stride_width + 1;
        }
        const uint32_t num_datums = num_sticks * shared.shard_channels;
        return Run{row.position, row.first_output, (num_datums + block_datums - 1) / block_datums};
    };

    // The next weights, from the front of their buffer on. They lie in the order of use.
    uint32_t weight_tile = 0;
    uint32_t tiles_to_come = shared.brought_tiles;
    // Goes on to later weights. Where they do not stay, spoonfuls that are used up make room for others.
    const auto pass_weights = [&](uint32_t num_tiles) {
        weight_tile += num_tiles;
        while (!shared.weights_stay && weight_tile >= shared.spoon_tiles) {
            cb_wait_front(cb::weights, shared.spoon_tiles);
            cb_pop_front(cb::weights, shared.spoon_tiles);
            weight_tile -= shared.spoon_tiles;
        }
    };

    // Tiles of Dst += weights * input, under all taps, and the bias as one more tap: its input is the tile of ones. A tap
    // brings the weights of the next one; batches that share them have them in SrcB by turns.
    const auto multiply_taps = [&](const Batch* batches, uint32_t num_batches) {
        const Batch* const end = batches + num_batches;
        const Chunks widest = widest_of(batches, end);
        const bool differ = std::any_of(batches, end, [&](const Batch& one) { return one.chunks.blocks < widest.blocks; });
        begin_chunks(widest, cb::weights, weight_tile);
        uint32_t tiles_left = shared.slot_tiles - 1;
        uint32_t row_page = 0;
        for (uint32_t row = 0; row < shared.kernel_height; ++row) {
//% if operation.input == "sharded"
            // The input comes row by row.
            for (const Batch* batch = batches; batch < end; ++batch) {
                cb_wait_front(cb::input, batch->input_end + row_page);
            }
//% endif
            uint32_t tap_page = row_page;
            for (uint32_t column = 0; column < shared.kernel_width; ++column) {
                for (const Batch* batch = batches; batch < end; ++batch) {
                    if (differ) {
                        change_chunks(batch->chunks);
                    }
                    const bool is_last = batch + 1 == end;
                    if (is_last && tiles_left == 0) {
                        multiply_add(batch->chunks, cb::input, batch->input_page + tap_page);
                        continue;
                    }
                    if (is_last) {
                        --tiles_left;
                        pass_weights(1);
                    }
                    multiply_add(batch->chunks, cb::input, batch->input_page + tap_page, cb::weights, weight_tile);
                }
                tap_page += shared.tap_column_pages;
            }
            row_page += shared.tap_row_pages;
        }
        if (shared.has_bias) {
            cb_wait_front(cb::ones, 1);
            for (const Batch* batch = batches; batch < end; ++batch) {
                if (differ) {
                    change_chunks(batch->chunks);
                }
                if (batch > batches) {
                    load_weights(cb::weights, weight_tile);
                }
                multiply_add_repeated(batch->chunks, cb::ones, /*input_page=*/0);
            }
        }
    };

    compute_kernel_hw_startup(cb::input, cb::weights, cb::output);
    const uint32_t row_pitch = shared.next_row_sticks * shared.shard_channels;
    block_multiply_init(row_pitch);
    init_activation(activation);
//% if operation.input != "sharded"
    cb_wait_front(cb::input, shared.input_pages);
//% endif
    cb_reserve_back(cb::output, shared.output_pages);

    // A group is the runs that share sections of Dst: one tile for each of them.
    for (uint32_t first_run = 0; first_run < args.num_runs; first_run += args.group_runs) {
        Run runs[kDstTiles];
        uint32_t most_blocks = 0;
        const uint32_t num_runs = std::min(args.group_runs, args.num_runs - first_run);
        for (uint32_t run = 0; run < num_runs; ++run) {
            runs[run] = next_run();
            most_blocks = std::max(most_blocks, runs[run].num_blocks);
        }
        // The runs behind these go to the output shard by way of the linear buffer, or their ends do.
        const uint32_t direct_runs = std::min(std::max(args.num_direct_runs, first_run) - first_run, num_runs);
        if (direct_runs < num_runs) {
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
            for (uint32_t end_run = num_runs; end_run > 0;) {
                const Chunks chunks = chunks_before(end_run, runs, chunk, shared.next_row_sticks, row_pitch);
                end_run = chunks.first_tile;
                if (chunks.blocks > 0) {  // the core's first and last row may be shorter than the others
                    const uint32_t input_page = runs[end_run].position * shared.stick_pages + chunk_page;
//% if operation.input == "sharded"
                    const Run& last_run = runs[end_run + chunks.count - 1];
                    const uint32_t pages_read =
                        (chunks.blocks * shared.chunk_pages + max_chunk_blocks - 1) / max_chunk_blocks +
                        (shared.kernel_width - 1) * shared.tap_column_pages;
                    const uint32_t input_end = last_run.position * shared.stick_pages + chunk_page + pages_read;
                    const Batch batch{chunks, input_page, input_end};
//% else
                    const Batch batch{chunks, input_page};
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
            activate(activation, /*first_tile=*/0, num_runs);
            tile_regs_commit();

            tile_regs_wait();
            for (uint32_t run = 0; run < num_runs; ++run) {
                const uint32_t num_blocks = runs[run].blocks_of(chunk);
                if (num_blocks == 0) {
                    continue;
                }
                if (run >= direct_runs && (shared.linear_takes_runs || runs[run].ends_with(chunk))) {
                    const uint32_t index = run - direct_runs;
                    const uint32_t tile = shared.linear_takes_runs ? index * shared.run_chunks + chunk : index;
                    pack_tile</*out_of_order_output=*/true>(/*ifrom_dst=*/run, cb::linear, tile);
                    continue;
                }
                const uint32_t page = runs[run].first_output * shared.stick_pages + chunk_page;
                pack_tile</*out_of_order_output=*/true>(/*ifrom_dst=*/run, cb::output, page);
                if (runs[run].num_blocks <= max_chunk_blocks) {  // a row of one chunk
                    wait_for_packer();  // the next tile is packed over what passes the end of this row
                }
            }
            tile_regs_release();
        }
        if (direct_runs < num_runs) {
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
        cb_wait_front(cb::weights, weight_tile);
        cb_pop_front(cb::weights, weight_tile);
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
