#pragma once

#include <cstdint>

#include "memory.hpp"

// Watches the accesses of the running processor and of the NoC on its behalf: each must be ordered after whatever it
// conflicts with, by pages, semaphores, barriers or the order of the program. This does not depend on the schedule: an
// access counts from the call on, and only what is certainly over is over.
namespace emulator::watch {

// Makes an access known: of the processor itself, or of the NoC, which comes after all of `after` up to `time`.
AccessId own_access(const char* call);
AccessId own_store(const char* call);
AccessId noc_access(const char* call, uint32_t sequence, uint32_t time, uint32_t after, bool outlives_pages = false);

// Throw RaceError, or DeviceError for what nobody has written.
void read(Memory& memory, uint64_t address, uint64_t size, AccessId access);
void write(Memory& memory, uint64_t address, uint64_t size, AccessId access);

// The pages of a circular buffer with memory of its own. What a kernel has stored there word by word, as a constant,
// stays when the page is given back; what the NoC or the packer has brought does not.
void reserve(Memory& memory, uint64_t address, uint64_t size);
void push(Memory& memory, uint64_t address, uint64_t size);
void pop(Memory& memory, uint64_t address, uint64_t size);

// Before the start.
void written_by_host(Memory& memory, uint64_t address, uint64_t size);
void close_gates(Memory& memory, uint64_t address, uint64_t size);

// After the end: whether something was written to a page which is still reserved.
bool written_since_reserve(Memory& memory, uint64_t address, uint64_t size);

// What the running processor knows, for others to learn. What it does from now on is not part of it.
Clock publish();

}  // namespace emulator::watch
