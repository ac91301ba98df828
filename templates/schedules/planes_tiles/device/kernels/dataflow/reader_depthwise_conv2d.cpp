#include <cstdint>

#include "../../../../depthwise_common/kernels/dataflow/multicast.hpp"
#include "../variant.hpp"
#include "output_columns.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

// Weights in, results out. Meanwhile the writer's processor gathers the planes on the other NoC.
namespace {

// DRAM -> the reserved pages of the weight buffer.
void read_weights(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    const auto weights = weights_in_dram<reader::CompileTimeArgs>(args.weight_addr, tile_bytes);

    uint32_t l1_addr = get_write_ptr(cb::weights);
    for (uint32_t tile_id = args.start_tile_id; tile_id < args.start_tile_id + shared.weight_tiles; ++tile_id) {
        noc_async_read_page(tile_id, weights, l1_addr);
        l1_addr += tile_bytes;
    }
    noc_async_read_barrier();
}

// Sender's side, or that of a core which reads its own weights. They are few: one read, one multicast.
void feed(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    cb_reserve_back(cb::weights, shared.weight_tiles);
    read_weights(args);
    wait_for_receivers(args);
    const uint32_t num_bytes = shared.weight_tiles * get_tile_size(cb::weights);
    multicast_weights(args, /*parts_sent=*/1, get_write_ptr(cb::weights), num_bytes);
    cb_push_back(cb::weights, shared.weight_tiles);
}

template <typename Receiver>
void feed_receiver(const Receiver& args) {
    SHARED_ARGS auto shared = read_args<typename Receiver::Shared>();
    cb_reserve_back(cb::weights, shared.weight_tiles);
    const auto weights_valid = request_weights(args);
    noc_semaphore_wait(weights_valid, 1);
    cb_push_back(cb::weights, shared.weight_tiles);
}

// Copies the outputs among the results of each plane to the faces of the output shard.
template <typename Args>
void put_results(const Args& args) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    constexpr uint32_t section_bytes = shared.section_tiles * kStripSticks * kPlaneChannels * kDatumBytes;
    take_output<Args>();
    noc_async_read_set_state(get_noc_addr(get_read_ptr(cb::linear)));
    const auto* const first_piece = args.output_pieces();
    const auto* const end_piece = first_piece + args.num_output_pieces;
    for (uint32_t plane = 0; plane < shared.planes; ++plane) {
        const uint32_t plane_addr = plane_target<Args>(plane);
        uint32_t section_end = section_bytes;
        for (const auto* piece = first_piece; piece < end_piece; section_end += section_bytes) {
            cb_wait_front(cb::linear, shared.section_tiles);
            const uint32_t plane_results = get_read_ptr(cb::linear) + section_bytes - section_end;
            for (; piece < end_piece; ++piece) {
                const auto [from_byte, to_byte, num_bytes] = *piece;
                if (from_byte >= section_end) {
                    break;
                }
                noc_async_read_with_state(plane_results + from_byte, plane_addr + to_byte, num_bytes);
            }
            noc_async_read_barrier();
            cb_pop_front(cb::linear, shared.section_tiles);
        }
        leave_target<Args>(plane);
    }
    give_output<Args>();
}

void run(const reader::Sender& args) {
    feed(args);
    put_results(args);
    finish_multicasts(args);
}

template <typename Receiver>
void run_receiver(const Receiver& args) {
    feed_receiver(args);
    put_results(args);
}
[[maybe_unused]] void run_receiver(const NobodyReceives&) {}

}  // namespace

void kernel_main() {
    if (reader::is_sender()) {
        run(read_args<reader::Sender>());
    } else {
        run_receiver(read_args<reader::Receiver>());
    }
}
