#pragma once

#include <sstream>
#include <stdexcept>
#include <string>

namespace emulator {

// Something the program did that the chip does not allow. The scheduler adds the core and the processor.
struct DeviceError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The outcome depends on timing.
struct RaceError : DeviceError {
    using DeviceError::DeviceError;
};

template <typename... Parts>
std::string text(const Parts&... parts) {
    std::ostringstream out;
    (out << ... << parts);
    return out.str();
}

template <typename... Parts>
[[noreturn]] void fail(const Parts&... parts) {
    throw DeviceError(text(parts...));
}

template <typename... Parts>
[[noreturn]] void fail_race(const Parts&... parts) {
    throw RaceError(text(parts...));
}

}  // namespace emulator
