#include "next_launch.hpp"

#include "feeder.hpp"
#include "watch.hpp"

namespace emulator {

void require_empty_buffers(const Machine& machine) {
    for (const auto& core : machine.cores) {
        for (const auto& buffer : core->buffers) {
            if (!buffer) {
                continue;
            }
            const std::string place = text("core ", text_of(core->logical), ": ");
            if (!buffer->consumer.empty() && buffer->available() > 0) {
                fail(
                    place,
                    "the program ends with ",
                    buffer->available(),
                    " pages of ",
                    buffer->name,
                    " pushed and not popped; ",
                    popper(*core, *buffer));
            }
            if (buffer->own_memory && watch::written_since_reserve(core->l1, buffer->address, buffer->size())) {
                fail(
                    place,
                    "the program ends with pages of ",
                    buffer->name,
                    " reserved and written, but not pushed; ",
                    pusher(*core, *buffer));
            }
        }
    }
}

void require_idle_units(const Machine& machine) {
    for (const auto& core : machine.cores) {
        const std::string place = text("core ", text_of(core->logical), ": the program ends with ");
        if (!core->src_a.empty() || !core->src_b.empty()) {
            fail(place, core->src_a.empty() ? "SrcB" : "SrcA", " unpacked and not freed by the matrix unit");
        }
        for (const Processor& processor : core->processors) {
            if (processor.instructions.contexts_taken != 0) {
                fail(place, "a context of the unpackers' configuration taken: no t6_semaphore_get(UNPACK_SYNC)");
            }
        }
    }
}

bool hand_on_semaphores(const Machine& ended, Machine& next) {
    bool differs = false;
    for (size_t i = 0; i < ended.cores.size(); ++i) {
        for (const uint32_t address : ended.cores[i]->semaphore_addresses) {
            if (address != 0) {
                const uint32_t value = ended.cores[i]->l1.read_word(address);
                differs |= value != next.cores[i]->l1.read_word(address);
                next.cores[i]->l1.write_word(address, value);
            }
        }
    }
    return differs;
}

}  // namespace emulator
