// Makes the program of an emitted factory with the ttnn that is linked, and launches it.
//
// No header of tt-metal is at hand for ttnn 0.81.1: factory/ and metal2/ of codegen/build/standins/host mirror its structs.
#include <cstddef>
#include <cstdio>
#include <cstring>
#include <exception>
#include <optional>
#include <string>
#include <vector>

#include "depthwise_common/program_factory.hpp"
#include "depthwise_common/shards.hpp"
#include TTDW_VARIANT_HEADER

namespace common = ttnn::operations::experimental::depthwise_common;
namespace metal2 = tt::tt_metal::experimental;

// The layout of these structs in the binaries of ttnn 0.81.1.
static_assert(sizeof(metal2::KernelSpec) == 0x7b0);
static_assert(offsetof(metal2::KernelSpec, dfb_bindings) == 0x288);
static_assert(offsetof(metal2::KernelSpec, tensor_bindings) == 0x2d0);
static_assert(sizeof(metal2::DFBBinding) == 0x50);
static_assert(sizeof(metal2::DataflowBufferSpec) == 0xb8);
static_assert(offsetof(metal2::DataflowBufferSpec, data_format_metadata) == 0x28);
static_assert(offsetof(metal2::DataflowBufferSpec, borrowed_from) == 0x58);
static_assert(sizeof(metal2::SemaphoreSpec) == 0x50);
static_assert(offsetof(metal2::SemaphoreSpec, advanced_options) == 0x48);
static_assert(sizeof(metal2::TensorParameter) == 0xc0);
static_assert(offsetof(metal2::ProgramSpec, kernels) == 0x20);
static_assert(offsetof(metal2::ProgramSpec, semaphores) == 0x50);
static_assert(offsetof(metal2::ProgramSpec, tensor_parameters) == 0x80);
static_assert(offsetof(metal2::ProgramSpec, work_units) == 0x98);

// What is called of tt-metal; objects of these classes are made by it, in room that is large enough.
namespace tt::tt_metal {

class Program {
public:
    Program(Program&&);
    ~Program();
    alignas(16) char bytes[64];
};

namespace distributed {

class MeshShape;
class MeshCommandQueue;
class MeshDevice {
public:
    const MeshShape& shape() const;
    MeshCommandQueue& mesh_command_queue(std::optional<uint8_t>) const;
};
class MeshCoordinateRange {
public:
    explicit MeshCoordinateRange(const MeshShape&);
    alignas(16) char bytes[512];
};
class MeshWorkload {
public:
    MeshWorkload();
    ~MeshWorkload();
    void add_program(const MeshCoordinateRange&, Program&&);
    alignas(16) char bytes[64];
};
void EnqueueMeshWorkload(MeshCommandQueue&, MeshWorkload&, bool);

}  // namespace distributed

namespace experimental {

Program MakeProgramFromSpec(distributed::MeshDevice&, const ProgramSpec&, bool skip_validation);
void SetProgramRunArgs(Program&, const ProgramRunArgs&, bool skip_validation);
void UpdateTensorArgs(Program&, const Table<TensorParamName, TensorArgument>&, bool skip_validation);

}  // namespace experimental

}  // namespace tt::tt_metal

static std::string kernel_folder;

// What the emitted operands.cpp and shards.cpp say of a tree that the operation is installed in.
namespace ttnn::operations::experimental::depthwise_common {

std::string kernel_file(const Variant& variant, const char* kind) {
    return kernel_folder + kind + "_" + variant.operation + ".cpp";
}

tt::DataFormat to_data_format(NumberFormat format) {
    switch (format) {
        case NumberFormat::bfloat16: break;
        case NumberFormat::float32: return tt::DataFormat::Float32;
        case NumberFormat::bfloat8_b: return tt::DataFormat::Bfp8_b;
    }
    return tt::DataFormat::Float16_b;
}

}  // namespace ttnn::operations::experimental::depthwise_common

struct Tensors {
    const ttnn::Tensor* input;
    const ttnn::Tensor* weights;
    const ttnn::Tensor* output;
};

// ranges: the corners of each range of cores. nocs: logical and NoC coordinates of each core. fidelity: tt-metal's number.
struct Problem {
    const char* kernels;
    const common::Conv2d* conv;
    uint32_t num_ranges;
    const common::CoreRange* ranges;
    uint32_t num_nocs;
    const common::Core (*nocs)[2];
    uint32_t fidelity;
    uint32_t fp32_dest_acc;
};

static void launch(
    tt::tt_metal::distributed::MeshDevice& device, const Problem& problem, const Tensors& made_for, const Tensors& used) {
    using namespace tt::tt_metal;
    kernel_folder = problem.kernels;
    std::vector<tt::tt_metal::CoreRange> cores;
    const std::vector<common::CoreRange> grid(problem.ranges, problem.ranges + problem.num_ranges);
    for (const auto& range : grid) {
        cores.emplace_back(CoreCoord{range.start.x, range.start.y}, CoreCoord{range.end.x, range.end.y});
    }
    shards_of_the_input = ShardSpec{CoreRangeSet(cores)};
    const common::Placement placement{
        .grid = grid,
        .noc_coordinates =
            [&problem](common::Core core) {
                const auto* pair = problem.nocs;
                while ((*pair)[0] != core) {
                    ++pair;
                }
                return (*pair)[1];
            },
        .address = [](common::Operand) { return 0U; },
        .fp32_dest_acc = problem.fp32_dest_acc != 0};
    const common::Attributes attributes{
        *problem.conv, static_cast<MathFidelity>(problem.fidelity), problem.fp32_dest_acc != 0};
    const std::optional<ttnn::Tensor> no_bias;
    const common::TensorArgs tensors{*made_for.input, *made_for.weights, no_bias};
    const auto& variant = TTDW_NAMESPACE::TTDW_VARIANT::kVariant;
    const auto plan = common::plan_program(variant, attributes.conv, placement);
    const auto artifacts =
        common::describe_program(variant, variant.names(), plan, attributes, tensors, *made_for.output);

    Program program = metal2::MakeProgramFromSpec(device, artifacts.spec, /*skip_validation=*/false);
    metal2::SetProgramRunArgs(program, artifacts.run_params, /*skip_validation=*/false);
    metal2::Table<metal2::TensorParamName, metal2::TensorArgument> arguments;
    arguments.emplace(metal2::TensorParamName{"input"}, std::cref(used.input->mesh_tensor()));
    arguments.emplace(metal2::TensorParamName{"weights"}, std::cref(used.weights->mesh_tensor()));
    arguments.emplace(metal2::TensorParamName{"output"}, std::cref(used.output->mesh_tensor()));
    metal2::UpdateTensorArgs(program, arguments, /*skip_validation=*/false);

    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device.shape()), std::move(program));
    distributed::EnqueueMeshWorkload(device.mesh_command_queue(std::nullopt), workload, /*blocking=*/true);
}

// Makes a program for tensors, and launches it with others; 0, or 1 and a message.
extern "C" int launch_program(
    tt::tt_metal::distributed::MeshDevice* device,
    const Problem* problem,
    const Tensors* made_for,
    const Tensors* used,
    char* message,
    std::size_t room) try {
    launch(*device, *problem, *made_for, *used);
    return 0;
} catch (const std::exception& error) {
    std::snprintf(message, room, "%s", error.what());
    return 1;
}
