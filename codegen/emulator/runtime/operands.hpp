#pragma once

#include "feeder.hpp"
#include "machine.hpp"

namespace emulator {

// One compute processor waits for another one.
inline auto waits_for(const char* what, ProcessorKind feeder) {
    return [what, feeder, core = running->core] { return Wait{what, "to be done by " + state_of(*core, feeder)}; };
}

// A source register with room for the unpacker.
inline SourceRegister& wait_for_bank(SourceRegister& source) {
    running->wait_until(
        [&] { return !source.full(); },
        waits_for("a free bank of SrcA and SrcB: the matrix unit has consumed none", ProcessorKind::trisc1));
    running->clock.learn(source.known_when_freed);
    return source;
}

// Both operands for the matrix unit.
inline void wait_for_operands() {
    Core& core = *running->core;
    running->wait_until(
        [&] { return !core.src_a.empty() && !core.src_b.empty(); },
        waits_for("operands in SrcA and SrcB: the unpacker has delivered none", ProcessorKind::trisc0));
    for (SourceRegister* source : {&core.src_a, &core.src_b}) {
        SourceRegister::Bank& bank = source->in_use();
        if (!bank.learned) {  // once for a bank, however many instructions use it
            running->clock.learn(bank.known);
            bank.learned = true;
        }
    }
}

}  // namespace emulator
