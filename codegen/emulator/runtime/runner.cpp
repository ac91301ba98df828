// The program that executes an emitted variant, linked with variant.cpp:
//   runner plan     answers each request with its plan, as a line of JSON
//   runner run      executes one request and answers with a line of JSON, followed by the output shards as raw bytes
#include <dlfcn.h>
#ifdef __linux__
#include <sys/prctl.h>
#endif
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "json.hpp"
#include "next_launch.hpp"
#include "planning.hpp"
#include "program.hpp"
#include "request.hpp"
#include "scheduler.hpp"
#include "set_up.hpp"
#include "timing.hpp"

namespace emulator {
namespace {

constexpr uint32_t interleaved_in_dram = 2;  // first word of the TensorAccessorArgs of such a tensor

// Who has set or incremented a semaphore: x, y, processor and line.
std::string json_of(const Signal* signal) {
    if (signal == nullptr) {
        return "null";
    }
    return json_array(signal->from, [](const auto& from) {
        const auto& [processor, site] = from;
        const Coordinates core = processor->core->logical;
        const ProcessorName name = processor->name();
        return text("[", core.x, ",", core.y, ",") +
               json(text(name.processor, " (", name.role, ") at ", text_of(site))) + "]";
    });
}

std::string json_of(const Outcome& outcome) {
    constexpr std::array<const char*, 5> verdicts = {"pass", "hang", "error", "race", "timeout"};
    const auto waiting = [](const WaitingProcessor& it) {
        return "{\"core\":" + json_words({it.core.x, it.core.y}) +
               ",\"processor\":" + json(std::string(it.name.processor)) +
               ",\"role\":" + json(std::string(it.name.role)) + ",\"waits_for\":" + json(it.wait.what) +
               ",\"site\":" + json(text_of(it.site)) + ",\"feeder\":" + json(it.wait.feeder) +
               ",\"signals\":" + json_of(it.wait.signal) + "}";
    };
    return "\"verdict\":" + json(std::string(verdicts[static_cast<uint32_t>(outcome.verdict)])) +
           ",\"message\":" + json(outcome.message) + ",\"waiting\":" + json_array(outcome.waiting, waiting);
}

std::string json_of(const Core& core) {
    std::string processors;
    for (uint32_t i = 0; i < core.processors.size(); ++i) {
        processors += (processors.empty() ? "" : ",") + json(std::string(processor_names[i].processor)) + ":" +
                      json_of(core.processors[i].counters);
    }
    return "{\"core\":" + json_words({core.logical.x, core.logical.y}) + ",\"processors\":{" + processors + "}}";
}

KernelMain load_kernel(const std::filesystem::path& library) {
    void* handle = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL);
    void* entry = handle == nullptr ? nullptr : dlsym(handle, "kernel_main");
    if (entry == nullptr) {
        throw std::runtime_error(text("cannot load ", library, ": ", dlerror()));
    }
    return reinterpret_cast<KernelMain>(entry);
}

// The kernels lie beside the runner, one library for each processor, as each has a binary of its own on the chip.
Kernels load_kernels(const Request& request) {
    Kernels kernels;
    const std::filesystem::path folder = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    for (uint32_t i = 0; i < kernels.of_kind.size(); ++i) {
        kernels.of_kind[i] = load_kernel(folder / (std::string(processor_names[i].role) + ".so"));
    }
    if (!request.receivers.empty()) {
        kernels.of_receivers = load_kernel(folder / "receiver.so");
    }
    return kernels;
}

std::span<const uint8_t> bytes_of(const std::vector<uint16_t>& datums) {
    return {reinterpret_cast<const uint8_t*>(datums.data()), datums.size() * sizeof(uint16_t)};
}

std::unique_ptr<Dram> tensors_in_dram(const Request& request) {
    const std::vector<uint16_t> weights = lay_out_weights_of_variant(request.problem, request.weights, request.bias);
    if (weights.size() % tile_datums != 0) {
        fail("the prepared weights have ", weights.size(), " datums, which is no multiple of a tile's ", tile_datums);
    }
    std::vector<DramTensor> tensors = {{"", request.problem.weight_address, tile_bytes, bytes_of(weights)}};
    const PreparedBias bias = lay_out_bias_of_variant(request.problem, request.bias);
    if (!bias.datums.empty()) {
        tensors.push_back({" of the bias", request.problem.bias_address, bias.page_bytes, bytes_of(bias.datums)});
    }
    return std::make_unique<Dram>(request.chip.dram_alignment, request.chip.dram_banks, tensors);
}

// The TensorAccessorArgs of the tensors in DRAM follow the reader's own arguments.
void append_accessor_args(Program& program, const Request& request) {
    std::vector<uint32_t> page_bytes = {tile_bytes};
    if (variant_has_bias_tensor()) {
        page_bytes.push_back(lay_out_bias_of_variant(request.problem, request.bias).page_bytes);
    }
    for (const uint32_t bytes : page_bytes) {
        program.reader.compile_time_args.push_back(interleaved_in_dram);
        program.reader.compile_time_args.push_back(bytes);
    }
}

std::string output_of(const Machine& machine, const Shards& shards) {
    std::string output;
    for (const auto& core : machine.cores) {
        const uint8_t* bytes = core->l1.read(shards.output, shards.output_bytes);
        output.append(reinterpret_cast<const char*>(bytes), shards.output_bytes);
    }
    return output;
}

// Launches the program again, with the semaphores as the first launch has left them. On the chip the host initialises
// them for each launch; a program that relies on it breaks as soon as its kernels run twice in one launch.
Outcome launch_again(const Machine& first, const Program& program, const Request& request) {
    static Machine second;  // static: fibers that have not ended still refer to it
    const Shards shards = set_up(second, program, request);
    if (!hand_on_semaphores(first, second)) {
        return {};
    }
    second.dram = tensors_in_dram(request);
    Outcome outcome = run_program(second, load_kernels(request), request.time_limit_seconds);
    if (outcome.verdict == Outcome::Verdict::pass && output_of(first, shards) != output_of(second, shards)) {
        outcome.message = "its output is another one";
        outcome.verdict = Outcome::Verdict::error;
    }
    if (outcome.verdict != Outcome::Verdict::pass) {
        outcome.verdict = Outcome::Verdict::error;
        outcome.message = "the next launch would break on the semaphores that this one leaves: " + outcome.message;
    }
    return outcome;
}

void answer_run(const Request& request) {
    Machine machine;
    Program program;
    Shards shards = {};
    std::string output;
    Outcome outcome;
    std::string plan = "null";
    std::string times = "null";
    try {
        program = plan_variant(request.problem);
        plan = json_of(program);
        append_accessor_args(program, request);
        shards = set_up(machine, program, request);
        machine.dram = tensors_in_dram(request);
        machine.costs = request.costs;
        outcome = run_program(machine, load_kernels(request), request.time_limit_seconds);
        times = timing::json_of_times();
        if (outcome.verdict == Outcome::Verdict::pass) {
            require_empty_buffers(machine);
            require_idle_units(machine);
            output = output_of(machine, shards);
            outcome = launch_again(machine, program, request);
        }
    } catch (const DeviceError& error) {
        outcome = {.verdict = Outcome::Verdict::error, .message = error.what(), .waiting = {}};
    } catch (const std::invalid_argument& error) {
        const std::string message = std::string("the plan is refused: ") + error.what();
        outcome = {.verdict = Outcome::Verdict::error, .message = message, .waiting = {}};
    }
    const std::string counters = json_array(machine.cores, [](const auto& core) { return json_of(*core); });
    std::cout << "{" << json_of(outcome) << ",\"counters\":" << counters << ",\"times\":" << times << ",\"plan\":" << plan << "}\n";
    if (outcome.verdict == Outcome::Verdict::pass) {
        std::cout << output;
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

// Whoever has asked may be killed: then nobody is left who reads the answer, or ends a program that takes long.
static void end_with_parent() {
#ifdef __linux__
    prctl(PR_SET_PDEATHSIG, SIGKILL);
#endif
}

int main(int argc, char** argv) {
    end_with_parent();
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
