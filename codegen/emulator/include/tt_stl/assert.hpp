#pragma once

#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

// tt-metal's assertions, for the emitted plan: a refusal is an exception, which the runner answers with.
namespace emulator {

inline void fill_in(std::ostream& out, std::string_view text) { out << text; }

// Each pair of braces of a format takes the next value.
template <typename Value, typename... Values>
void fill_in(std::ostream& out, std::string_view text, const Value& value, const Values&... values) {
    const auto braces = text.find("{}");
    if (braces == std::string_view::npos) {
        out << text;
        return;
    }
    out << text.substr(0, braces) << value;
    fill_in(out, text.substr(braces + 2), values...);
}

template <typename... Values>
[[noreturn]] void refuse(std::string_view text, const Values&... values) {
    std::ostringstream message;
    fill_in(message, text, values...);
    throw std::invalid_argument(message.str());
}

}  // namespace emulator

#define TT_FATAL(condition, ...)            \
    do {                                    \
        if (!(condition)) {                 \
            ::emulator::refuse(__VA_ARGS__); \
        }                                   \
    } while (false)
#define TT_THROW(...) ::emulator::refuse(__VA_ARGS__)
