#pragma once

#include "api/compute/common.h"
#include "emulator/vector_calls.hpp"

namespace ckernel {

TTDW_VECTOR_INIT(silu)
TTDW_VECTOR_FUNCTION(silu)

template <bool fast_and_approx = false>
TTDW_VECTOR_INIT(sigmoid)
TTDW_VECTOR_FUNCTION(sigmoid)

template <bool fast_and_approx = false>
TTDW_VECTOR_INIT(tanh)

template <bool fast_and_approx = false>
TTDW_VECTOR_FUNCTION(tanh)

// How the packer clips what it packs: at zero, or between zero and a threshold in bfloat16.
struct ReluConfig {
    emulator::ReluMode mode;
    uint16_t threshold;

    static ReluConfig none() { return {emulator::ReluMode::none, 0}; }
    static ReluConfig zero() { return {emulator::ReluMode::zero, 0}; }
    static ReluConfig max_threshold(uint32_t bfloat16) {
        return {emulator::ReluMode::max_threshold, static_cast<uint16_t>(bfloat16)};
    }
};

// The same in the older form: a word with the mode in its low digit and the threshold in its upper half.
enum ReluType { NO_RELU = 0, ZERO_RELU = 1, MAX_THRESHOLD_RELU = 3 };

}  // namespace ckernel

inline void llk_pack_relu_config(
    const ckernel::ReluConfig& config, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    emulator::device::configure_relu(config.mode, config.threshold);
}

inline void llk_pack_relu_config(uint32_t config, emulator::Caller caller = emulator::Caller::here()) {
    caller.enter();
    const uint32_t type = config & 0xf;
    const auto mode = type == ckernel::NO_RELU              ? emulator::ReluMode::none
                      : type == ckernel::MAX_THRESHOLD_RELU ? emulator::ReluMode::max_threshold
                                                            : emulator::ReluMode::zero;
    emulator::device::configure_relu(mode, static_cast<uint16_t>(config >> 16));
}
