#pragma once

// The compiler makes two versions of a function and picks one at run time: AVX2 is what makes the loops vector code.
#if defined(__x86_64__) && defined(__linux__)
#define FASTEST_OF_THIS_MACHINE __attribute__((target_clones("avx2", "default")))
#else
#define FASTEST_OF_THIS_MACHINE
#endif
