#pragma once

#include <iostream>
#include <stdexcept>
#include <string>

#include "json.hpp"
#include "program.hpp"
#include "request.hpp"

// The plan of an emitted variant as a line of JSON.
namespace emulator {

inline std::string json_of(const PlannedCore& core) {
    return "{\"core\":" + json_words({core.logical.x, core.logical.y}) +
           ",\"noc\":" + json_words({core.noc.x, core.noc.y}) + ",\"work\":" + json_words(core.work) +
           ",\"reader_args\":" + json_words(core.reader_args) + ",\"compute_args\":" + json_words(core.compute_args) +
           ",\"writer_args\":" + json_words(core.writer_args) + "}";
}

inline std::string json_of(const PlannedKernel& kernel) {
    return "{\"compile_time_args\":" + json_words(kernel.compile_time_args) +
           ",\"common_args\":" + json_words(kernel.common_args) + "}";
}

inline std::string json_of(const Program& program) {
    const auto buffer = [](const PlannedBuffer& it) {
        const auto memory = static_cast<uint32_t>(it.memory);
        return json_words({it.index, it.num_pages, it.page_bytes, memory, static_cast<uint32_t>(it.format)});
    };
    const auto semaphore = [](const PlannedSemaphore& it) { return json_words({it.id, it.initial_value}); };
    return "{\"geometry\":" + json_words(program.geometry) +
           ",\"circular_buffers\":" + json_array(program.buffers, buffer) +
           ",\"semaphores\":" + json_array(program.semaphores, semaphore) + ",\"reader\":" + json_of(program.reader) +
           ",\"compute\":" + json_of(program.compute) + ",\"writer\":" + json_of(program.writer) +
           ",\"cores\":" + json_array(program.cores, [](const PlannedCore& core) { return json_of(core); }) + "}";
}

inline void answer_plan(const Request& request) {
    try {
        std::cout << json_of(plan_variant(request.problem)) << "\n";
    } catch (const std::invalid_argument& error) {
        std::cout << "{\"error\":" << json(std::string(error.what())) << "}\n";
    }
}

}  // namespace emulator
