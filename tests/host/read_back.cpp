// Launches the emitted operation on a mocked chip, and prints what tt-metal holds of its programs, as JSON.
//
// Compiled once for each operation, with a header emitted.hpp that gives its names general ones.
#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include <tt-metalium/bfloat16.hpp>
#include <tt-metalium/distributed.hpp>
#include <tt-metalium/graph_tracking.hpp>
#include <tt-metalium/host_api.hpp>
#include <tt-metalium/mesh_device.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

#include "impl/buffers/semaphore.hpp"
#include "ttnn/tensor/tensor.hpp"
#if __has_include("ttnn/tensor/tensor_ops.hpp")
#include "ttnn/tensor/tensor_ops.hpp"
#endif

#include "emitted.hpp"

// What tt-metal keeps to itself, and its library exports all the same: its own headers need files that its build makes.
namespace tt::tt_metal {

class Kernel {
public:
    std::string name() const;
    const std::set<CoreCoord>& logical_cores() const;
    void process_compile_time_args(std::function<void(const std::vector<uint32_t>&)>) const;
    std::vector<uint32_t>& runtime_args(const CoreCoord& core);
    std::vector<uint32_t>& common_runtime_args();
};

class DataMovementKernel : public Kernel {
public:
    std::string config_hash() const;
};

class ComputeKernel : public Kernel {
public:
    std::string config_hash() const;
};

namespace detail {

class ProgramImpl {
public:
    std::size_t num_kernels() const;
    std::shared_ptr<Kernel> get_kernel(KernelHandle handle) const;
    const std::vector<Semaphore>& semaphores() const;
};

}  // namespace detail

}  // namespace tt::tt_metal

namespace {

using nlohmann::json;
using namespace tt::tt_metal;

emitted::Conv2d conv_of(const json& request) {
    const auto words = request.at("conv").get<std::vector<uint32_t>>();
    emitted::Conv2d conv{};
    if (sizeof(conv) != words.size() * sizeof(uint32_t)) {
        throw std::runtime_error("the request is not as long as struct Conv2d");
    }
    std::memcpy(&conv, words.data(), sizeof(conv));
    return conv;
}

CoreRangeSet cores_of(const json& request) {
    std::vector<CoreRange> ranges;
    for (const auto& [start, end] : request.at("grid").get<std::vector<std::array<std::array<uint32_t, 2>, 2>>>()) {
        ranges.emplace_back(CoreCoord{start[0], start[1]}, CoreCoord{end[0], end[1]});
    }
    return CoreRangeSet(ranges);
}

const std::map<std::string, TensorMemoryLayout> kLayouts{
    {"HEIGHT_SHARDED", TensorMemoryLayout::HEIGHT_SHARDED},
    {"WIDTH_SHARDED", TensorMemoryLayout::WIDTH_SHARDED},
    {"BLOCK_SHARDED", TensorMemoryLayout::BLOCK_SHARDED}};

TensorMemoryLayout layout_of(const json& request) {
    return kLayouts.at(request.at("memory_layout").get<std::string>());
}

const std::map<std::string, DataType> kTypes{{"bfloat16", DataType::BFLOAT16}, {"bfloat8_b", DataType::BFLOAT8_B}};

// A tensor on the device with one shard on each core, as another operation would have left it there.
ttnn::Tensor sharded_input(const json& request, distributed::MeshDevice* device) {
    const auto& input = request.at("input");
    const auto orientation =
        request.at("row_major").get<bool>() ? ShardOrientation::ROW_MAJOR : ShardOrientation::COL_MAJOR;
    const auto layout = input.at("layout") == "TILE" ? Layout::TILE : Layout::ROW_MAJOR;
    const MemoryConfig memory(
        layout_of(request),
        BufferType::L1,
        ShardSpec(cores_of(request), input.at("shard").get<std::array<uint32_t, 2>>(), orientation));
    const ttnn::Shape shape(input.at("shape").get<std::array<uint32_t, 4>>());
    const TensorLayout tensor_layout(kTypes.at(input.at("dtype")), PageConfig(layout), memory);
    return create_device_tensor(ttnn::TensorSpec(shape, tensor_layout), device);
}

// What a request says of an input, said of a tensor.
json described(const ttnn::Tensor& tensor) {
    const auto is_of = [&](const auto& named) { return named.second == tensor.dtype(); };
    const auto& shape = tensor.logical_shape();
    return {
        {"shape", std::vector<uint32_t>(shape.cbegin(), shape.cend())},
        {"shard", tensor.shard_spec().value().shape},
        {"layout", tensor.layout() == Layout::TILE ? "TILE" : "ROW_MAJOR"},
        {"dtype", std::ranges::find_if(kTypes, is_of)->first}};
}

ttnn::Tensor host_tensor(const ttnn::Shape& shape) {
    const TensorLayout layout(DataType::BFLOAT16, PageConfig(Layout::ROW_MAJOR), MemoryConfig{});
    return ttnn::Tensor::from_vector(
        std::vector<bfloat16>(shape.volume(), bfloat16(1.0f)), ttnn::TensorSpec(shape, layout));
}

// The prepared weights, in DRAM.
ttnn::Tensor prepared_weights(const json& request, distributed::MeshDevice* device) {
    const auto conv = conv_of(request);
    const auto weights = host_tensor(ttnn::Shape({conv.channels, 1, conv.kernel_height, conv.kernel_width}));
    const auto bias = conv.has_bias ? std::optional(host_tensor(ttnn::Shape({1, 1, 1, conv.channels}))) : std::nullopt;
    const auto prepared = prepare_weights(weights, bias, conv, layout_of(request), cores_of(request));
    return create_device_tensor(prepared.tensor_spec(), device);
}

// The operands of one launch.
struct Operands {
    ttnn::Tensor input;
    ttnn::Tensor weights;

    Operands(const json& request, distributed::MeshDevice* device) :
        input(sharded_input(request, device)), weights(prepared_weights(request, device)) {}
};

json place(const CoreCoord& core) { return json::array({core.x, core.y}); }

json places(const CoreRangeSet& cores) {
    json all = json::array();
    for (const auto& core : corerange_to_cores(cores)) {
        all.push_back(place(core));
    }
    return all;
}

// Processor and NoC, or fidelity and format of Dst, in tt-metal's words.
std::string config_of(const Kernel& kernel) {
    return kernel.name().starts_with("compute") ? static_cast<const ComputeKernel&>(kernel).config_hash()
                                                : static_cast<const DataMovementKernel&>(kernel).config_hash();
}

json kernels_of(Program& program) {
    json kernels = json::array();
    for (KernelHandle handle = 0; handle < program.impl().num_kernels(); ++handle) {
        const auto kernel = program.impl().get_kernel(handle);
        json runtime_args = json::array();
        for (const auto& core : kernel->logical_cores()) {
            runtime_args.push_back({{"core", place(core)}, {"words", kernel->runtime_args(core)}});
        }
        std::vector<uint32_t> compile_time_args;
        kernel->process_compile_time_args([&](const std::vector<uint32_t>& words) { compile_time_args = words; });
        kernels.push_back(
            {{"name", kernel->name()},
             {"config", config_of(*kernel)},
             {"compile_time_args", compile_time_args},
             {"common_args", kernel->common_runtime_args()},
             {"runtime_args", runtime_args}});
    }
    return kernels;
}

const std::map<tt::DataFormat, const char*> kFormats{
    {tt::DataFormat::Float16_b, "Float16_b"}, {tt::DataFormat::Float32, "Float32"}, {tt::DataFormat::Bfp8_b, "Bfp8_b"}};

json buffers_of(Program& program) {
    json buffers = json::array();
    for (const auto& buffer : program.circular_buffers()) {
        for (const uint8_t index : buffer->buffer_indices()) {
            const auto& config = GetCircularBufferConfig(program, buffer->id());
            const auto address = config.globally_allocated_address();
            buffers.push_back(
                {{"index", index},
                 {"num_pages", buffer->num_pages(index)},
                 {"page_bytes", buffer->page_size(index)},
                 {"format", kFormats.at(buffer->data_format(index))},
                 {"tile_rows", config.tiles()[index].value_or(Tile()).get_height()},
                 {"address", address ? json(*address) : json(nullptr)},
                 {"cores", places(buffer->core_ranges())}});
        }
    }
    return buffers;
}

json semaphores_of(Program& program) {
    json semaphores = json::array();
    for (const auto& semaphore : program.impl().semaphores()) {
        semaphores.push_back(
            {{"id", semaphore.id()},
             {"initial_value", semaphore.initial_value()},
             {"cores", places(semaphore.core_range_set())}});
    }
    return semaphores;
}

// Takes each program that tt-metal would send to the chip; memory is allocated as ever.
class ProgramCatcher : public IGraphHooks {
public:
    bool hook_allocate(const Buffer*) override { return false; }
    bool hook_deallocate(Buffer*) override { return false; }
    bool hook_write_to_device(const Buffer*) override { return false; }
    bool hook_write_to_device(const distributed::MeshBuffer*) override { return false; }
    bool hook_read_from_device(Buffer*) override { return false; }
    bool hook_read_from_device(const distributed::MeshBuffer*) override { return false; }
    bool hook_program(Program* program) override {
        caught.push_back(
            {{"kernels", kernels_of(*program)},
             {"buffers", buffers_of(*program)},
             {"semaphores", semaphores_of(*program)}});
        return true;
    }

    json caught = json::array();
};

const std::map<std::string, MathFidelity> kFidelities{
    {"LoFi", MathFidelity::LoFi},
    {"HiFi2", MathFidelity::HiFi2},
    {"HiFi3", MathFidelity::HiFi3},
    {"HiFi4", MathFidelity::HiFi4}};

// Two launches with all tensors at other addresses; the second one takes the program of the first from the cache.
json launches_of(const json& request, distributed::MeshDevice* device) {
    const auto config = ttnn::init_device_compute_kernel_config(
        device->arch(),
        std::nullopt,
        kFidelities.at(request.at("math_fidelity")),
        /*default_approx_mode=*/false,
        /*default_fp32_acc=*/request.at("fp32_dest_acc").get<bool>());
    const Operands operands[] = {{request, device}, {request, device}};
    std::vector<ttnn::Tensor> outputs;
    const auto catcher = std::make_shared<ProgramCatcher>();
    device->clear_program_cache();
    GraphTracker::instance().add_hook(catcher);
    for (const auto& [input, weights] : operands) {
        outputs.push_back(run_operation(input, weights, conv_of(request), config));
    }
    GraphTracker::instance().clear_hook();

    json launches = json::array();
    for (std::size_t i = 0; i < outputs.size(); ++i) {
        json launch = catcher->caught.at(i);
        launch["input_addr"] = operands[i].input.buffer()->address();
        launch["weight_addr"] = operands[i].weights.buffer()->address();
        launch["output_addr"] = outputs[i].buffer()->address();
        launch["output"] = described(outputs[i]);
        launch["accessor_args"] = TensorAccessorArgs(operands[i].weights.buffer()).get_compile_time_args();
        launches.push_back(launch);
    }
    return {{"programs_in_cache", device->num_program_cache_entries()}, {"launches", launches}};
}

}  // namespace

int main(int, char** arguments) {
    std::ifstream file(arguments[1]);
    const json requests = json::parse(file);
    const auto device = distributed::MeshDevice::create_unit_mesh(/*device_id=*/0);
    json answers = json::array();
    for (const auto& request : requests) {
        answers.push_back(launches_of(request, device.get()));
    }
    std::ofstream(arguments[2]) << answers;
    device->close();
}
