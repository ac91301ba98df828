#pragma once

#include "core.hpp"

namespace emulator {

// Who has to act for a waiting processor to go on, for the report of a hang.

// A processor of the same core, and what keeps it from acting.
inline std::string state_of(const Core& core, ProcessorKind kind) {
    const Processor& processor = core.processors[static_cast<uint32_t>(kind)];
    const ProcessorName name = processor.name();
    const char* state = processor.fiber->finished() ? "has ended" : processor.ready ? "waits itself" : "is running";
    return text(name.processor, " (", name.role, "), which ", state);
}

// Of a compute kernel, the packer pushes and the unpacker pops.
inline std::string state_of_kernel(const Core& core, const std::string& kernel, ProcessorKind of_compute) {
    if (kernel == "reader") {
        return state_of(core, ProcessorKind::brisc);
    }
    return state_of(core, kernel == "writer" ? ProcessorKind::ncrisc : of_compute);
}

inline std::string feeder(
    const Core& core, const char* verb, const BufferUser& user, const std::string& kernel, ProcessorKind of_compute) {
    if (user.processor != nullptr) {
        return text(
            "to be ", verb, " by ", state_of(core, user.processor->kind), "; it did so last at ", text_of(user.last));
    }
    if (kernel.empty()) {
        return text("nobody has ", verb, " any on this core");
    }
    return text("to be ", verb, " by ", state_of_kernel(core, kernel, of_compute), " and has ", verb, " none");
}

inline std::string pusher(const Core& core, const CircularBuffer& buffer) {
    return feeder(core, "pushed", buffer.pusher, buffer.producer, ProcessorKind::trisc2);
}

inline std::string popper(const Core& core, const CircularBuffer& buffer) {
    return feeder(core, "popped", buffer.popper, buffer.consumer, ProcessorKind::trisc0);
}

}  // namespace emulator
