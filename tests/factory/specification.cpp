// The program that an emitted factory specifies by a ProgramSpec, made and validated by tt-metal, and launched.
#include <cstddef>
#include <optional>
#include <utility>

#include "driver.hpp"

namespace metal2 = tt::tt_metal::experimental;

// The layout of these structs in the binaries of ttnn 0.81.1.
static_assert(sizeof(metal2::KernelSpec) == 0x7b0);
static_assert(offsetof(metal2::KernelSpec, dfb_bindings) == 0x288);
static_assert(offsetof(metal2::KernelSpec, tensor_bindings) == 0x2d0);
static_assert(offsetof(metal2::KernelSpec, hw_config) == 0x468);
static_assert(offsetof(metal2::ComputeHardwareConfig, unpack_modes) == 0x8);
static_assert(offsetof(metal2::ComputeHardwareConfig, config_1xx) == 0x158);
static_assert(sizeof(metal2::ComputeHardwareConfig::config_1xx) == 0x2);
static_assert(sizeof(metal2::DFBBinding) == 0x50);
static_assert(sizeof(metal2::DataflowBufferSpec) == 0xb8);
static_assert(offsetof(metal2::DataflowBufferSpec, data_format_metadata) == 0x28);
static_assert(offsetof(metal2::DataflowBufferSpec, tile_format_metadata) == 0x2c);
static_assert(offsetof(metal2::DataflowBufferSpec, borrowed_from) == 0x58);
static_assert(sizeof(tt::tt_metal::Tile) == 0x28);
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

namespace driver {

void launch(
    tt::tt_metal::distributed::MeshDevice& device, const Problem& problem, const Tensors& made_for, const Tensors& used) {
    using namespace tt::tt_metal;
    const auto plan = plan_of(problem);
    const auto artifacts_for = [&](const Tensors& tensors) {
        const auto bias = bias_of(tensors);
        const common::TensorArgs args{*tensors.input, *tensors.weights, bias};
        return common::describe_program(
            variant, variant.names(), plan, attributes_of(problem), args, *tensors.output);
    };
    const auto artifacts = artifacts_for(made_for);
    Program program = metal2::MakeProgramFromSpec(device, artifacts.spec, /*skip_validation=*/false);
    metal2::SetProgramRunArgs(program, artifacts.run_params, /*skip_validation=*/false);
    metal2::UpdateTensorArgs(program, artifacts_for(used).run_params.tensor_args, /*skip_validation=*/false);

    distributed::MeshWorkload workload;
    workload.add_program(distributed::MeshCoordinateRange(device.shape()), std::move(program));
    distributed::EnqueueMeshWorkload(device.mesh_command_queue(std::nullopt), workload, /*blocking=*/true);
}

}  // namespace driver
