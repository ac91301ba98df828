#pragma once

#include "machine.hpp"

namespace emulator {

// Throws unless a program that has ended leaves its circular buffers as the next launch wants them: what was pushed is
// popped, if the buffer has a consumer, and what was written is pushed.
void require_empty_buffers(const Machine& machine);

// Fails if an operand was unpacked that the matrix unit has not freed, or a context of the unpackers not given back.
void require_idle_units(const Machine& machine);

// Hands the semaphores on to the next launch of the same program. False if all have their initial values anyway: then
// that launch cannot differ from this one.
bool hand_on_semaphores(const Machine& ended, Machine& next);

}  // namespace emulator
