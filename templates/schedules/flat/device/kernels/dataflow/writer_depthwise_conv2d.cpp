#include <cstdint>

#include "../output_rows.hpp"
//% if operation.input == "sharded"
#include "../variant.hpp"
#include "padded_input.hpp"

//% else
#include "../variant.hpp"

//% endif
using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

//% if operation.input == "sharded"
// Gathers the padded input, for which it need not wait for anything, as it has nothing else to do before there are results.
//% endif
// Copies to the output shard what the packer has not written there itself: the outputs among the results of a run.
void kernel_main() {
    SHARED_ARGS auto shared = read_args<writer::Args::Shared>();
    const auto args = read_args<writer::Args>();

//% if operation.input == "sharded"
    gather_input(args);

//% else
    // The input shard is in its place already.
    cb_reserve_back(cb::input, shared.input_pages);
    cb_push_back(cb::input, shared.input_pages);

//% endif
    const RowSteps steps{
        shared.output_height, shared.output_width, shared.stride_width, shared.next_row_sticks, shared.next_image_sticks};
    OutputRows rows(steps, args.first_output_row, args.first_output_column, args.num_outputs);
    const uint32_t output_addr = get_write_ptr(cb::output);
    const uint32_t tile_bytes = get_tile_size(cb::linear);
    const uint32_t run_bytes = shared.linear_takes_runs ? shared.run_chunks * tile_bytes : tile_bytes;

    // The command buffer keeps the core, which is this one: of each copy it wants addresses and size only.
    noc_async_read_set_state(get_noc_addr(output_addr));
    const auto copy_row = [&](uint32_t from, const OutputRow& row) {
        uint32_t to = output_addr + row.first_output * shared.stick_bytes;
        if (shared.stride_width == 1) {
            noc_async_read_with_state(from, to, row.num_outputs * shared.stick_bytes);
            return;
        }
        for (uint32_t i = 0; i < row.num_outputs; ++i) {
            noc_async_read_with_state(from, to, shared.stick_bytes);
            from += shared.stride_width * shared.stick_bytes;
            to += shared.stick_bytes;
        }
    };
    // The packer has written all of a row but its last chunk, which may have passed the end of the shard.
    const auto copy_end = [&](uint32_t from, const OutputRow& row) {
        const uint32_t num_bytes = row.num_outputs * shared.stick_bytes;
        const uint32_t packed = (num_bytes - 1) / tile_bytes * tile_bytes;
        const uint32_t to = output_addr + row.first_output * shared.stick_bytes + packed;
        noc_async_read_with_state(from, to, num_bytes - packed);
    };
    const auto give_back_group = [&] {
        noc_async_read_barrier();
        cb_pop_front(cb::linear, shared.linear_group_tiles);
    };

    bool holds_group = false;
    uint32_t run_addr = 0;
    uint32_t group_end = args.group_runs;
    for (uint32_t index = 0; rows.any_left(); ++index) {
        const OutputRow row = rows.next();
        if (shared.runs_are_rows && index == group_end) {
            if (holds_group) {
                give_back_group();
                holds_group = false;
            }
            group_end += args.group_runs;
        }
        if (index < args.num_direct_runs) {
            continue;
        }
        if (!holds_group) {
            cb_wait_front(cb::linear, shared.linear_group_tiles);
            run_addr = get_read_ptr(cb::linear);
            holds_group = true;
        }
        if (!shared.linear_takes_runs) {
            copy_end(run_addr, row);
            run_addr += run_bytes;
        } else if (shared.runs_are_rows) {
            copy_row(run_addr, row);
            run_addr += run_bytes;
        } else {  // all rows lie in one run
            copy_row(run_addr + row.position * shared.stick_bytes, row);
        }
    }
    if (holds_group) {
        give_back_group();
    }
}
