// Stand-in for the driver's name of a chip. For checking only.
#pragma once

#include <ostream>
#include <string>

#include <fmt/format.h>

namespace tt {

enum class ARCH { GRAYSKULL, WORMHOLE_B0, BLACKHOLE, QUASAR, Invalid };

std::string arch_to_str(ARCH arch);
ARCH arch_from_str(const std::string& name);
std::ostream& operator<<(std::ostream& out, ARCH arch);

}  // namespace tt

template <>
struct fmt::formatter<tt::ARCH> : fmt::formatter<std::string> {
    template <typename Context>
    auto format(tt::ARCH arch, Context& context) const {
        return fmt::formatter<std::string>::format(tt::arch_to_str(arch), context);
    }
};
