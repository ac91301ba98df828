#include <algorithm>
#include <cstdint>

#include "../../../../depthwise_common/kernels/dataflow/multicast.hpp"
#include "../variant.hpp"
#include "faces.hpp"

using namespace ttnn::operations::experimental::depthwise_conv2d;
using namespace variant;

namespace {

// DRAM -> the reserved pages of the weight buffer.
void read_weights(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    // The accessor's own compile-time arguments stand behind the named ones, however many these are.
    constexpr auto accessor_args = TensorAccessorArgs<word_count<reader::CompileTimeArgs>>();
    const uint32_t tile_bytes = get_tile_size(cb::weights);
    const auto weights = TensorAccessor(accessor_args, args.weight_addr, tile_bytes);

    uint32_t l1_addr = get_write_ptr(cb::weights);
    for (uint32_t tile_id = args.start_tile_id; tile_id < args.start_tile_id + shared.weight_tiles; ++tile_id) {
        noc_async_read_page(tile_id, weights, l1_addr);
        l1_addr += tile_bytes;
    }
}

void clear(uint32_t l1_addr, uint32_t num_bytes) {
    noc_async_read_set_state(get_noc_addr(MEM_ZEROS_BASE));
    for (uint32_t offset = 0; offset < num_bytes; offset += MEM_ZEROS_SIZE) {
        const uint32_t size = std::min<uint32_t>(MEM_ZEROS_SIZE, num_bytes - offset);
        noc_async_read_with_state(MEM_ZEROS_BASE, l1_addr + offset, size);
    }
    noc_async_read_barrier();
}

// Input shards of this core and others -> a reserved page of the buffer of planes. No core writes to its input shard, so
// that it makes no difference when others start.
template <typename Args>
void gather_plane(const Args& args, uint32_t plane) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    const uint32_t plane_addr = get_write_ptr(cb::planes);
    if (plane < shared.plane_slots) {
        // Planes have their padding in the same places: later ones find that of the first ones still there.
        clear(plane_addr, shared.plane_bytes);
    }
    const uint32_t input_addr = get_write_ptr(cb::input) + face_column_offset(plane);
    const auto* source = args.input_sources();
    const auto* piece = args.input_pieces();
    for (uint32_t i = 0; i < args.num_input_sources; ++i, ++source) {
        // The command buffer keeps the core: of each piece it wants addresses and size only.
        noc_async_read_set_state(get_noc_addr(source->noc_x, source->noc_y, input_addr));
        for (const auto* end = piece + source->num_pieces; piece < end; ++piece) {
            noc_async_read_with_state(input_addr + piece->from_byte, plane_addr + piece->to_byte, piece->num_bytes);
        }
    }
}

template <typename Args>
void gather_planes(const Args& args, uint32_t first_plane) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    for (uint32_t plane = first_plane; plane < shared.planes; ++plane) {
        cb_reserve_back(cb::planes, 1);
        gather_plane(args, plane);
        noc_async_read_barrier();
        cb_push_back(cb::planes, 1);
    }
}

// Sender's side, or that of a core which reads its own weights. They are few: one read, one multicast, while the first
// plane is on its way.
void feed(const reader::Sender& args) {
    SHARED_ARGS auto shared = read_args<reader::Sender::Shared>();
    cb_reserve_back(cb::weights, shared.weight_tiles);
    cb_reserve_back(cb::planes, 1);
    read_weights(args);
    gather_plane(args, /*plane=*/0);
    noc_async_read_barrier();
    cb_push_back(cb::planes, 1);
    wait_for_receivers(args);
    const uint32_t num_bytes = shared.weight_tiles * get_tile_size(cb::weights);
    multicast_weights(args, /*parts_sent=*/1, get_write_ptr(cb::weights), num_bytes);
    cb_push_back(cb::weights, shared.weight_tiles);
    gather_planes(args, /*first_plane=*/1);
    finish_multicasts(args);
}

template <typename Receiver>
void feed_receiver(const Receiver& args) {
    SHARED_ARGS auto shared = read_args<typename Receiver::Shared>();
    cb_reserve_back(cb::weights, shared.weight_tiles);
    cb_reserve_back(cb::planes, 1);
    const auto weights_valid = request_weights(args);
    gather_plane(args, /*plane=*/0);
    noc_async_read_barrier();
    cb_push_back(cb::planes, 1);
    noc_semaphore_wait(weights_valid, 1);
    cb_push_back(cb::weights, shared.weight_tiles);
    gather_planes(args, /*first_plane=*/1);
}
[[maybe_unused]] void feed_receiver(const NobodyReceives&) {}

}  // namespace

void kernel_main() {
    if (reader::is_sender()) {
        feed(read_args<reader::Sender>());
    } else {
        feed_receiver(read_args<reader::Receiver>());
    }
}
