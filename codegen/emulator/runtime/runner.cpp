// The program that executes an emitted variant. It is compiled once per variant, with the plan of the variant inside:
//   runner plan     answers each request with its plan, as a line of JSON
//   runner run      executes one request and answers with a line of JSON, followed by the output shards as raw bytes
#include <dlfcn.h>

#include <array>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "depthwise_conv2d_plan.hpp"
#include "depthwise_conv2d_weight_layout.hpp"
#include "json.hpp"
#include "request.hpp"
#include "scheduler.hpp"
#include "set_up.hpp"

namespace emulator {
namespace {

namespace variant = TTDW_NAMESPACE;

constexpr uint32_t interleaved_in_dram = 2;  // first word of the TensorAccessorArgs of such a tensor

const std::array<std::pair<const char*, uint32_t variant::Conv2d::*>, 14> conv_fields = {{
    {"batch", &variant::Conv2d::batch},
    {"channels", &variant::Conv2d::channels},
    {"input_height", &variant::Conv2d::input_height},
    {"input_width", &variant::Conv2d::input_width},
    {"kernel_height", &variant::Conv2d::kernel_height},
    {"kernel_width", &variant::Conv2d::kernel_width},
    {"stride_height", &variant::Conv2d::stride_height},
    {"stride_width", &variant::Conv2d::stride_width},
    {"pad_top", &variant::Conv2d::pad_top},
    {"pad_bottom", &variant::Conv2d::pad_bottom},
    {"pad_left", &variant::Conv2d::pad_left},
    {"pad_right", &variant::Conv2d::pad_right},
    {"dilation_height", &variant::Conv2d::dilation_height},
    {"dilation_width", &variant::Conv2d::dilation_width},
}};

variant::Conv2d conv_of(const Request& request) {
    variant::Conv2d conv = {};
    for (const auto& [name, value] : request.conv) {
        const auto field = std::find_if(conv_fields.begin(), conv_fields.end(), [&](const auto& known) {
            return known.first == name;
        });
        if (field == conv_fields.end()) {
            throw std::runtime_error("struct Conv2d has no field " + name);
        }
        conv.*field->second = value;
    }
    return conv;
}

variant::ProgramPlan plan_of(const Request& request) {
    variant::Placement placement = {};
    for (const auto& [start, end] : request.grid) {
        placement.grid.push_back({.start = {start.x, start.y}, .end = {end.x, end.y}});
    }
    placement.noc_coordinates = [&request](variant::Core core) -> variant::Core {
        const auto noc = request.chip.noc_of_core.find({core.x, core.y});
        if (noc == request.chip.noc_of_core.end()) {
            throw std::invalid_argument(text("the chip has no core (", core.x, ", ", core.y, ")"));
        }
        return {noc->second.x, noc->second.y};
    };
    placement.weight_addr = request.weight_address;
    placement.fp32_dest_acc = request.math.fp32_dest_acc;
    return variant::plan_program(conv_of(request), placement);
}

// The words of a struct that consists of 32-bit words only.
template <typename Struct>
std::vector<uint32_t> words_of(const Struct& words) {
    static_assert(sizeof(Struct) % sizeof(uint32_t) == 0);
    std::vector<uint32_t> copied(sizeof(Struct) / sizeof(uint32_t));
    std::memcpy(copied.data(), &words, sizeof(Struct));
    return copied;
}

std::string json_of(const variant::CorePlan& core) {
    return "{\"core\":" + json_words({core.core.x, core.core.y}) + ",\"noc\":" + json_words({core.noc.x, core.noc.y}) +
           ",\"work\":" + json_words(words_of(core.work)) + ",\"reader_args\":" + json_words(core.reader_args) +
           ",\"compute_args\":" + json_words(core.compute_args) + ",\"writer_args\":" + json_words(core.writer_args) + "}";
}

std::string json_of(const variant::ProgramPlan& plan) {
    const auto buffer = [](const variant::CircularBuffer& it) {
        return json_words({it.index, it.num_pages, it.page_bytes, static_cast<uint32_t>(it.memory)});
    };
    const auto semaphore = [](const variant::SemaphorePlan& it) { return json_words({it.id, it.initial_value}); };
    return "{\"geometry\":" + json_words(words_of(plan.geometry)) +
           ",\"circular_buffers\":" + json_array(plan.circular_buffers, buffer) +
           ",\"semaphores\":" + json_array(plan.semaphores, semaphore) +
           ",\"reader_compile_time_args\":" + json_words(plan.reader_compile_time_args) +
           ",\"compute_compile_time_args\":" + json_words(plan.compute_compile_time_args) +
           ",\"writer_compile_time_args\":" + json_words(plan.writer_compile_time_args) +
           ",\"cores\":" + json_array(plan.cores, [](const variant::CorePlan& core) { return json_of(core); }) + "}";
}

std::string json_of(const Outcome& outcome) {
    constexpr std::array<const char*, 3> verdicts = {"pass", "hang", "error"};
    const auto waiting = [](const WaitingProcessor& it) {
        return "{\"core\":" + json_words({it.core.x, it.core.y}) + ",\"processor\":" + json(std::string(it.name.processor)) +
               ",\"role\":" + json(std::string(it.name.role)) + ",\"waits_for\":" + json(it.waits_for) + "}";
    };
    return "\"verdict\":" + json(std::string(verdicts[static_cast<uint32_t>(outcome.verdict)])) +
           ",\"message\":" + json(outcome.message) + ",\"waiting\":" + json_array(outcome.waiting, waiting);
}

// The kernels lie beside the runner, one library for each processor, as each has a binary of its own on the chip.
std::array<KernelMain, 5> load_kernels() {
    std::array<KernelMain, 5> kernels = {};
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    for (uint32_t i = 0; i < kernels.size(); ++i) {
        const std::filesystem::path library = folder / (std::string(processor_names[i].role) + ".so");
        void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
        void* entry = handle == nullptr ? nullptr : dlsym(handle, "kernel_main");
        if (entry == nullptr) {
            throw std::runtime_error(text("cannot load ", library, ": ", dlerror()));
        }
        kernels[i] = reinterpret_cast<KernelMain>(entry);
    }
    return kernels;
}

std::unique_ptr<Dram> weights_in_dram(const Request& request, const variant::ProgramPlan& plan) {
    const std::vector<uint16_t> prepared =
        variant::lay_out_weights<uint16_t>(request.weights, conv_of(request), plan.geometry);
    if (prepared.size() % tile_datums != 0) {
        fail("the prepared weights have ", prepared.size(), " datums, which is no multiple of a tile's ", tile_datums);
    }
    const std::span<const uint8_t> bytes(
        reinterpret_cast<const uint8_t*>(prepared.data()), prepared.size() * sizeof(uint16_t)
    );
    return std::make_unique<Dram>(
        request.weight_address, tile_bytes, request.chip.dram_alignment, request.chip.dram_banks, bytes
    );
}

void write_output(const Machine& program, const Shards& shards) {
    for (const auto& core : program.cores) {
        const uint8_t* bytes = core->l1.read(shards.output, shards.output_bytes);
        std::cout.write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(shards.output_bytes));
    }
}

void answer_run(const Request& request) {
    Outcome outcome;
    Machine program;
    std::string plan_words = "null";
    std::optional<Shards> shards;
    variant::ProgramPlan plan;
    try {
        plan = plan_of(request);
        plan_words = json_of(plan);
        plan.reader_compile_time_args.push_back(interleaved_in_dram);
        plan.reader_compile_time_args.push_back(tile_bytes);
        shards.emplace(request);
        set_up(program, plan, request, *shards);
        program.dram = weights_in_dram(request, plan);
        outcome = run_program(program, load_kernels(), request.time_limit_seconds);
    } catch (const DeviceError& error) {
        outcome = {.verdict = Outcome::Verdict::error, .message = error.what(), .waiting = {}};
    } catch (const std::invalid_argument& error) {
        outcome = {
            .verdict = Outcome::Verdict::error,
            .message = std::string("the plan is refused: ") + error.what(),
            .waiting = {},
        };
    }
    std::cout << "{" << json_of(outcome) << ",\"plan\":" << plan_words << "}\n";
    if (outcome.verdict == Outcome::Verdict::pass) {
        write_output(program, *shards);
    }
}

void answer_plan(const Request& request) {
    try {
        std::cout << json_of(plan_of(request)) << "\n";
    } catch (const std::invalid_argument& error) {
        std::cout << "{\"error\":" << json(std::string(error.what())) << "}\n";
    }
}

int answer_all(const std::string& mode) {
    RequestReader reader(std::cin);
    Request request;
    while (reader.next(request)) {
        if (mode == "run") {
            answer_run(request);
            std::cout.flush();
            _exit(0);  // fibers that have not ended cannot be unwound
        }
        answer_plan(request);
    }
    std::cout.flush();
    return 0;
}

}  // namespace
}  // namespace emulator

int main(int argc, char** argv) {
    const std::string mode = argc == 2 ? argv[1] : "";
    if (mode != "run" && mode != "plan") {
        std::cerr << "usage: runner run|plan\n";
        return 2;
    }
    std::ios::sync_with_stdio(false);
    try {
        return emulator::answer_all(mode);
    } catch (const std::exception& error) {
        std::cerr << "runner: " << error.what() << "\n";
        return 2;
    }
}
