#pragma once

#include "emulator/device_interface.hpp"

// Included by the prelude, in front of what it makes of `constexpr`: an offset is a template argument.
//
// Where the pages of a tensor lie. Only interleaved tensors in DRAM so far: their arguments are two words, which say
// what the tensor is and how large a page is.
template <uint32_t CTA_OFFSET>
struct TensorAccessorArgs {
    static constexpr uint32_t next_compile_time_args_offset() { return CTA_OFFSET + 2; }
    static uint32_t page_bytes() { return emulator::device::compile_time_arg(CTA_OFFSET + 1); }
};

// A tensor that is bound by a name. Its compile-time arguments stand where they stand without names, and its address is
// a word of the emitted plan: an argument that all cores share, or one of the core's own.
namespace tensor_accessor {
template <uint32_t CTA_OFFSET>
struct TensorBindingToken {
    bool shared = false;
    uint32_t place = 0;

    uint32_t address() const {
        return shared ? emulator::device::common_arg(place) : emulator::device::runtime_arg(place);
    }
};
}  // namespace tensor_accessor

template <typename Args>
class TensorAccessor;

template <uint32_t CTA_OFFSET>
class TensorAccessor<TensorAccessorArgs<CTA_OFFSET>> {
public:
    TensorAccessor(
        const TensorAccessorArgs<CTA_OFFSET>&,
        uint32_t tensor_address,
        uint32_t page_bytes = TensorAccessorArgs<CTA_OFFSET>::page_bytes())
        : tensor_address_(tensor_address), page_bytes_(page_bytes) {}

    explicit TensorAccessor(const tensor_accessor::TensorBindingToken<CTA_OFFSET>& token)
        : TensorAccessor({}, token.address()) {}

    uint64_t get_noc_addr(uint32_t page, uint32_t offset = 0, uint8_t = 0) const {
        return emulator::device::page_address(CTA_OFFSET, tensor_address_, page_bytes_, page) + offset;
    }

    uint32_t get_aligned_page_size() const { return page_bytes_; }

private:
    uint32_t tensor_address_;
    uint32_t page_bytes_;
};

template <uint32_t CTA_OFFSET>
TensorAccessor(const TensorAccessorArgs<CTA_OFFSET>&, uint32_t) -> TensorAccessor<TensorAccessorArgs<CTA_OFFSET>>;

template <uint32_t CTA_OFFSET>
TensorAccessor(const TensorAccessorArgs<CTA_OFFSET>&, uint32_t, uint32_t)
    -> TensorAccessor<TensorAccessorArgs<CTA_OFFSET>>;

template <uint32_t CTA_OFFSET>
TensorAccessor(const tensor_accessor::TensorBindingToken<CTA_OFFSET>&)
    -> TensorAccessor<TensorAccessorArgs<CTA_OFFSET>>;
