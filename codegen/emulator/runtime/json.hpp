#pragma once

#include <cstdio>
#include <string>
#include <vector>

namespace emulator {

// Just enough to answer the driver.
inline std::string json(const std::string& value) {
    std::string quoted = "\"";
    for (const char c : value) {
        if (c == '"' || c == '\\') {
            quoted += '\\';
            quoted += c;
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof(escaped), "\\u%04x", c);
            quoted += escaped;
        } else {
            quoted += c;
        }
    }
    return quoted + '"';
}

// An array, from what `one` makes of each item.
template <typename Items, typename One>
std::string json_array(const Items& items, const One& one) {
    std::string out = "[";
    for (const auto& item : items) {
        out += (out.size() > 1 ? "," : "") + one(item);
    }
    return out + "]";
}

inline std::string json_words(const std::vector<uint32_t>& values) {
    return json_array(values, [](uint32_t value) { return std::to_string(value); });
}

}  // namespace emulator
