#pragma once

#include "feeder.hpp"
#include "machine.hpp"
#include "timing.hpp"
#include "watch.hpp"

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

// The matrix unit has waited for what a source register holds.
inline void learn_operand(SourceRegister& source) {
    SourceRegister::Bank& bank = source.in_use();
    if (!bank.learned) {  // once for a bank, however many instructions use it
        running->clock.learn(bank.known);
        bank.learned = true;
    }
}

// Both operands for the matrix unit.
inline void wait_for_operands() {
    Core& core = *running->core;
    running->wait_until(
        [&] { return !core.src_a.empty() && !core.src_b.empty(); },
        waits_for("operands in SrcA and SrcB: the unpacker has delivered none", ProcessorKind::trisc0));
    learn_operand(core.src_a);
    learn_operand(core.src_b);
}

// The matrix unit has done with what a source register holds.
inline void free_bank(timing::Source source) {
    SourceRegister& freed = source == timing::Source::a ? running->core->src_a : running->core->src_b;
    freed.free(watch::publish());
    timing::free_source(source);
}

}  // namespace emulator
