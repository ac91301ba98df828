#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include <tt-metalium/experimental/tensor/mesh_tensor.hpp>

#include "program_spec.hpp"

// Our mirror of how Metal 2.0's host interface gives a program its arguments in ttnn 0.81.1.
namespace tt::tt_metal::experimental {

using TensorArgument = std::variant<std::reference_wrapper<const MeshTensor>>;

struct KernelRunAdvancedOptions {
    Table<NodeCoord, std::vector<uint32_t>> runtime_varargs = {};
    std::vector<uint32_t> common_runtime_varargs = {};
};
struct KernelRunArgs {
    KernelSpecName kernel;
    Table<std::string, Table<NodeCoord, uint32_t>> runtime_arg_values = {};
    Table<std::string, uint32_t> common_runtime_arg_values = {};
    KernelRunAdvancedOptions advanced_options = {};
};

struct ProgramRunAdvancedOptions {
    Table<std::string, void*> prefetcher_pipe_args = {};
};
struct ProgramRunArgs {
    Group<KernelRunArgs> kernel_run_args = {};
    Table<TensorParamName, TensorArgument> tensor_args = {};
    Group<int> dfb_run_overrides = {};
    ProgramRunAdvancedOptions advanced_options = {};
};

}  // namespace tt::tt_metal::experimental
