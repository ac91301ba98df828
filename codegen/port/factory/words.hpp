#pragma once

#include <string>
#include <utility>

#include <tt-metalium/base_types.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/kernel_types.hpp>
#include <tt-metalium/tt_backend_api_types.hpp>

#include "json.hpp"

// tt-metal's types in JSON, under the names that tt-metal has for them.
namespace port {

using emulator::json;
using emulator::json_array;

// Pairs of a name and what is JSON already.
inline std::string json_object(std::initializer_list<std::pair<const char*, std::string>> fields) {
    std::string out = "{";
    for (const auto& [name, value] : fields) {
        out += (out.size() > 1 ? "," : "") + json(std::string(name)) + ":" + value;
    }
    return out + "}";
}

inline std::string json_flag(bool value) { return value ? "true" : "false"; }

// The names and values of a list of pairs of strings.
template <typename Pairs>
std::string json_texts(const Pairs& pairs) {
    std::string out = "{";
    for (const auto& [name, value] : pairs) {
        out += (out.size() > 1 ? "," : "") + json(name) + ":" + json(value);
    }
    return out + "}";
}

inline std::string json_core(const tt::tt_metal::CoreCoord& core) {
    return "[" + std::to_string(core.x) + "," + std::to_string(core.y) + "]";
}

// Core by core, in the order of the ranges.
inline std::string json_cores(const tt::tt_metal::CoreRangeSet& cores) {
    std::string out = "[";
    for (const auto& range : cores.ranges()) {
        for (std::size_t y = range.start_coord.y; y <= range.end_coord.y; ++y) {
            for (std::size_t x = range.start_coord.x; x <= range.end_coord.x; ++x) {
                out += (out.size() > 1 ? "," : "") + json_core({x, y});
            }
        }
    }
    return out + "]";
}

inline std::string json_of(tt::DataFormat format) {
    switch (format) {
        case tt::DataFormat::Float32: return "\"Float32\"";
        case tt::DataFormat::Float16_b: break;
        case tt::DataFormat::Bfp8_b: return "\"Bfp8_b\"";
    }
    return "\"Float16_b\"";
}

inline std::string json_of(tt::tt_metal::KernelBuildOptLevel level) {
    switch (level) {
        case tt::tt_metal::KernelBuildOptLevel::O0: return "\"O0\"";
        case tt::tt_metal::KernelBuildOptLevel::O1: return "\"O1\"";
        case tt::tt_metal::KernelBuildOptLevel::O2: break;
        case tt::tt_metal::KernelBuildOptLevel::O3: return "\"O3\"";
    }
    return "\"O2\"";
}

inline std::string json_of(tt::tt_metal::MathFidelity fidelity) {
    switch (fidelity) {
        case tt::tt_metal::MathFidelity::LoFi: return "\"LoFi\"";
        case tt::tt_metal::MathFidelity::HiFi2: return "\"HiFi2\"";
        case tt::tt_metal::MathFidelity::HiFi3: return "\"HiFi3\"";
        case tt::tt_metal::MathFidelity::HiFi4: break;
    }
    return "\"HiFi4\"";
}

inline std::string json_data_movement(
    tt::tt_metal::DataMovementProcessor processor, tt::tt_metal::NOC noc, tt::tt_metal::NOC_MODE mode) {
    return json_object(
        {{"processor", processor == tt::tt_metal::DataMovementProcessor::RISCV_0 ? "\"RISCV_0\"" : "\"RISCV_1\""},
         {"NoC", noc == tt::tt_metal::NOC::NOC_0 ? "\"NOC_0\"" : "\"NOC_1\""},
         {"NoC mode", mode == tt::tt_metal::NOC_MODE::DM_DEDICATED_NOC ? "\"dedicated\"" : "\"dynamic\""}});
}

// What a compute kernel is configured with, whatever the interface calls it.
inline std::string json_compute(
    tt::tt_metal::MathFidelity fidelity,
    bool fp32_dest,
    bool whole_dest,
    bool precise_packing,
    bool precise_vector_unit,
    bool unpacks_to_dest) {
    return json_object(
        {{"math fidelity", json_of(fidelity)},
         {"Dst", fp32_dest ? "\"32 bits\"" : "\"16 bits\""},
         {"Dst is taken", whole_dest ? "\"as a whole\"" : "\"in halves\""},
         {"packing to bfloat8_b", precise_packing ? "\"precise\"" : "\"approximate\""},
         {"vector unit", precise_vector_unit ? "\"precise\"" : "\"approximate\""},
         {"unpacks to", unpacks_to_dest ? "\"Dst, some buffers\"" : "\"sources\""}});
}

}  // namespace port
