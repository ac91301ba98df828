// Stand-in for the SFPI compiler's lltt.h: the calls exist and do nothing. For checking only.
#pragma once

#include <cstdint>

namespace lltt {

enum ExecBool : bool { NoExec, Exec };

template <ExecBool = NoExec>
inline void record(unsigned /*start*/, unsigned /*length*/) {}
inline void replay(unsigned /*start*/, unsigned /*length*/) {}
constexpr std::uint32_t replay_insn(unsigned /*start*/, unsigned /*length*/) { return 0; }

}  // namespace lltt
