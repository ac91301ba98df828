#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <tt-metalium/base_types.hpp>
#include <tt-metalium/core_coord.hpp>
#include <tt-metalium/kernel_types.hpp>
#include <tt-metalium/tile.hpp>
#include <tt-metalium/tt_backend_api_types.hpp>
#include <tt_stl/strong_type.hpp>

#include "ttnn/tensor/tensor_spec.hpp"

#include "table.hpp"

// Our mirror of how Metal 2.0's host interface specifies a program in ttnn 0.81.1: names, order and layout of fields.
namespace tt::tt_metal::experimental {

struct KernelSpecNameTag {};
struct DFBSpecNameTag {};
struct SemaphoreSpecNameTag {};
struct ScratchpadSpecNameTag {};
struct TensorParamNameTag {};
using KernelSpecName = ttsl::StrongType<std::string, KernelSpecNameTag>;
using DFBSpecName = ttsl::StrongType<std::string, DFBSpecNameTag>;
using SemaphoreSpecName = ttsl::StrongType<std::string, SemaphoreSpecNameTag>;
using ScratchpadSpecName = ttsl::StrongType<std::string, ScratchpadSpecNameTag>;
using TensorParamName = ttsl::StrongType<std::string, TensorParamNameTag>;

using NodeCoord = CoreCoord;
using Nodes = std::variant<CoreCoord, CoreRange, CoreRangeSet>;

enum class DFBEndpointType { PRODUCER, CONSUMER };
enum class DFBAccessPattern { STRIDED, ALL, BLOCKED };
struct DFBBinding {
    DFBSpecName dfb_spec_name;
    std::string accessor_name;
    DFBEndpointType endpoint_type;
    DFBAccessPattern access_pattern = DFBAccessPattern::STRIDED;
    uint32_t block_size = 0;
};
struct SemaphoreBinding {
    SemaphoreSpecName semaphore_spec_name;
    std::string accessor_name;
};
struct ScratchpadBinding {
    ScratchpadSpecName scratchpad_spec_name;
    std::string accessor_name;
};
struct TensorBinding {
    TensorParamName tensor_parameter_name;
    std::string accessor_name;
};

struct DataMovement1XXConfig {
    DataMovementProcessor processor;
    NOC noc;
    NOC_MODE noc_mode = NOC_MODE::DM_DEDICATED_NOC;
};
struct DataMovement2XXConfig {
    Group<DFBSpecName> disable_dfb_implicit_sync_for;
    bool disable_dfb_implicit_sync_for_all = false;
};
struct DataMovementHardwareConfig {
    std::optional<DataMovement1XXConfig> config_1xx = std::nullopt;
    std::optional<DataMovement2XXConfig> config_2xx = std::nullopt;
};

enum class Precision : uint8_t { Approximate, Precise };
enum class UnpackMode : uint8_t { UnpackToSrc, UnpackToDest };
struct Compute1XXConfig {
    Precision bfp_pack_precision_mode = Precision::Approximate;
};
struct Compute2XXConfig {
    bool enable_trisc0_rvv = false;
};
struct ComputeHardwareConfig {
    MathFidelity fpu_math_fidelity = MathFidelity::HiFi4;
    Precision sfpu_precision_mode = Precision::Precise;
    bool enable_32_bit_dest = false;
    bool double_buffer_dest = true;
    Table<DFBSpecName, UnpackMode> unpack_modes = {};
    std::optional<Compute1XXConfig> config_1xx = std::nullopt;
    std::optional<Compute2XXConfig> config_2xx = std::nullopt;
};

struct KernelCompilerOptions {
    std::vector<std::filesystem::path> include_paths = {};
    Table<std::string, std::string> defines = {};
    KernelBuildOptLevel opt_level = KernelBuildOptLevel::O2;
};
struct RuntimeArgSchema {
    Group<std::string> runtime_arg_names = {};
    Group<std::string> common_runtime_arg_names = {};
};
struct KernelAdvancedOptions {
    uint32_t num_runtime_varargs = 0;
    uint32_t num_common_runtime_varargs = 0;
    Table<Nodes, uint32_t> num_runtime_varargs_per_node = {};
    std::vector<uint32_t> compile_time_varargs = {};
    Group<int> tensor_binding_sequences = {};
    Group<int> prefetcher_pipe_bindings = {};
};
struct KernelSpec {
    struct SourceCode {
        std::string code;
    };

    KernelSpecName unique_id;
    std::variant<std::filesystem::path, SourceCode> source;
    uint32_t num_threads = 1;
    KernelCompilerOptions compiler_options = {};
    Group<DFBBinding> dfb_bindings = {};
    Group<SemaphoreBinding> semaphore_bindings = {};
    Group<ScratchpadBinding> scratchpad_bindings = {};
    Group<TensorBinding> tensor_bindings = {};
    Table<std::string, uint32_t> compile_time_args = {};
    RuntimeArgSchema runtime_arg_schema = {};
    std::variant<DataMovementHardwareConfig, ComputeHardwareConfig> hw_config = {};
    KernelAdvancedOptions advanced_options = {};
};

struct DataflowBufferAdvancedOptions {
    Group<DFBSpecName> alias_with = {};
    bool allow_instance_multi_binding = false;
    Group<int> prefetcher_pipe_relays = {};
};
struct DataflowBufferSpec {
    DFBSpecName unique_id;
    uint32_t entry_size = 0;
    uint32_t num_entries = 0;
    std::optional<tt::DataFormat> data_format_metadata = std::nullopt;
    std::optional<Tile> tile_format_metadata = std::nullopt;
    std::optional<TensorParamName> borrowed_from = std::nullopt;
    DataflowBufferAdvancedOptions advanced_options = {};
};

struct SemaphoreAdvancedOptions {
    uint32_t initial_value = 0;
    uint32_t max_value = 0;
};
struct SemaphoreSpec {
    SemaphoreSpecName unique_id;
    Nodes target_nodes;
    SemaphoreAdvancedOptions advanced_options = {};
};

struct TensorSpecRelaxations {
    bool match_padded_shape_only = false;
    bool dynamic_tensor_shape = false;
    bool relax_logical_rank = false;
    bool match_page_size = false;
};
struct TensorParameter {
    TensorParamName unique_id;
    TensorSpec spec;
    TensorSpecRelaxations relaxations = {};
};

struct WorkUnitSpec {
    std::string name;
    Group<KernelSpecName> kernels;
    Nodes target_nodes;
};

struct ProgramSpec {
    std::string name;
    Group<KernelSpec> kernels = {};
    Group<DataflowBufferSpec> dataflow_buffers = {};
    Group<SemaphoreSpec> semaphores = {};
    Group<int> scratchpads = {};
    Group<TensorParameter> tensor_parameters = {};
    Group<WorkUnitSpec> work_units = {};
    Group<int> prefetcher_pipes = {};
};

}  // namespace tt::tt_metal::experimental
