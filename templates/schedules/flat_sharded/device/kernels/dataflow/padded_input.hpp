#pragma once

#include <cstdint>

#include "../variant.hpp"
#include "gather.hpp"
#include "zeros.hpp"

// The padded input of a core, out of input shards of this core and others.
namespace ttnn::operations::experimental::depthwise_conv2d {

using namespace variant;

// Zeros before, between and behind the pieces. None of them waits for a piece, nor the other way round.
template <typename Args>
void copy_padding(const Args& args, uint32_t input_addr) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    begin_zeros();
    uint32_t filled = 0;
    const auto* piece = args.input_pieces();
    for (const auto* end = piece + args.num_input_pieces; piece < end; ++piece) {
        copy_zeros(input_addr + filled, piece->to_byte - filled);
        filled = piece->to_byte + piece->num_bytes;
    }
    copy_zeros(input_addr + filled, shared.input_pages * shared.page_bytes - filled);
}

// Publishes each group of rows as soon as the pieces behind it are asked for.
template <typename Args>
void gather_input(const Args& args) {
    SHARED_ARGS auto shared = read_args<typename Args::Shared>();
    cb_reserve_back(cb::input, shared.input_pages);
    const uint32_t input_addr = get_write_ptr(cb::input);
    copy_padding(args, input_addr);
    uint32_t published = 0;
    gather(args, get_read_ptr(cb::shard), input_addr, [&](uint32_t to_byte) {
        while (to_byte >= (published + shared.input_group_pages) * shared.page_bytes) {
            noc_async_read_barrier();
            cb_push_back(cb::input, shared.input_group_pages);
            published += shared.input_group_pages;
        }
    });
    noc_async_read_barrier();
    cb_push_back(cb::input, shared.input_pages - published);
}

}  // namespace ttnn::operations::experimental::depthwise_conv2d
