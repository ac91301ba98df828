#pragma once

#include "emulator/caller.hpp"

// The calls that apply a function of the vector unit look alike: one makes it ready, the other applies it.
#define TTDW_VECTOR_INIT(function)                                                                \
    ALWI void function##_tile_init(emulator::Caller caller = emulator::Caller::here()) {          \
        caller.enter();                                                                           \
        MATH((emulator::device::init_vector_function(emulator::VectorFunction::function)));       \
    }

#define TTDW_VECTOR_FUNCTION(function)                                                            \
    ALWI void function##_tile(uint32_t idst, emulator::Caller caller = emulator::Caller::here()) { \
        caller.enter();                                                                           \
        MATH((emulator::device::apply_vector_function(emulator::VectorFunction::function, idst))); \
    }
