// The program that an emitted factory specifies by a ProgramSpec and ProgramRunArgs.
#include <algorithm>
#include <filesystem>
#include <stdexcept>
#include <variant>

#include "depthwise_common/program_factory.hpp"
#include TTDW_VARIANT_HEADER

#include "asked.hpp"
#include "words.hpp"

namespace port {
namespace {

using namespace tt::tt_metal;
using namespace tt::tt_metal::experimental;

CoreRangeSet cores_of(const Nodes& nodes) {
    if (const auto* core = std::get_if<CoreCoord>(&nodes)) {
        return CoreRangeSet({CoreRange(*core)});
    }
    if (const auto* range = std::get_if<CoreRange>(&nodes)) {
        return CoreRangeSet({*range});
    }
    return std::get<CoreRangeSet>(nodes);
}

std::string json_of_buffer(const DataflowBufferSpec& buffer) {
    if (!buffer.data_format_metadata) {
        throw std::logic_error("buffer " + buffer.unique_id.get() + " has no number format");
    }
    const uint32_t rows = buffer.tile_format_metadata ? buffer.tile_format_metadata->get_height() : common::kTileSide;
    return json_object(
        {{"name", json(buffer.unique_id.get())},
         {"page_bytes", std::to_string(buffer.entry_size)},
         {"num_pages", std::to_string(buffer.num_entries)},
         {"bytes", std::to_string(buffer.entry_size * buffer.num_entries)},
         {"format", json_of(*buffer.data_format_metadata)},
         {"tile_rows", std::to_string(rows)},
         {"memory", buffer.borrowed_from ? json(buffer.borrowed_from->get()) : "null"}});
}

std::string json_of_config(const std::variant<DataMovementHardwareConfig, ComputeHardwareConfig>& config) {
    if (const auto* mover = std::get_if<DataMovementHardwareConfig>(&config)) {
        const auto& one = mover->config_1xx.value();
        return json_data_movement(one.processor, one.noc, one.noc_mode);
    }
    const auto& compute = std::get<ComputeHardwareConfig>(config);
    const auto& chip = compute.config_1xx.value_or(Compute1XXConfig{});
    return json_compute(
        compute.fpu_math_fidelity,
        compute.enable_32_bit_dest,
        !compute.double_buffer_dest,
        chip.bfp_pack_precision_mode == Precision::Precise,
        compute.sfpu_precision_mode == Precision::Precise,
        std::ranges::any_of(
            compute.unpack_modes, [](const auto& mode) { return mode.second == UnpackMode::UnpackToDest; }));
}

// The buffers of which it is said where a compute kernel unpacks them to.
std::string json_unpacked(const std::variant<DataMovementHardwareConfig, ComputeHardwareConfig>& config) {
    const auto* compute = std::get_if<ComputeHardwareConfig>(&config);
    return compute ? json_array(compute->unpack_modes, [](const auto& one) { return json(one.first.get()); }) : "[]";
}

std::string json_values(const Table<std::string, uint32_t>& values) {
    return json_array(
        values, [](const auto& one) { return "[" + json(one.first) + "," + std::to_string(one.second) + "]"; });
}

std::string json_core_values(const Table<NodeCoord, uint32_t>& values) {
    return json_array(
        values, [](const auto& one) { return "[" + json_core(one.first) + "," + std::to_string(one.second) + "]"; });
}

constexpr auto quoted = [](const std::string& name) { return json(name); };

std::string json_of_kernel(const KernelSpec& kernel, const KernelRunArgs& args) {
    return json_object(
        {{"name", json(kernel.unique_id.get())},
         {"source", json(std::get<std::filesystem::path>(kernel.source).string())},
         {"defines", json_texts(kernel.compiler_options.defines)},
         {"optimization", json_of(kernel.compiler_options.opt_level)},
         {"config", json_of_config(kernel.hw_config)},
         {"unpacked", json_unpacked(kernel.hw_config)},
         {"buffers",
          json_array(
              kernel.dfb_bindings,
              [](const DFBBinding& one) {
                  return json_array(
                      std::vector<std::string>{
                          one.dfb_spec_name.get(),
                          one.accessor_name,
                          one.endpoint_type == DFBEndpointType::PRODUCER ? "PRODUCER" : "CONSUMER"},
                      quoted);
              })},
         {"semaphores",
          json_array(
              kernel.semaphore_bindings,
              [](const SemaphoreBinding& one) {
                  return json_array(std::vector<std::string>{one.semaphore_spec_name.get(), one.accessor_name}, quoted);
              })},
         {"tensors",
          json_array(
              kernel.tensor_bindings,
              [](const TensorBinding& one) {
                  return json_array(
                      std::vector<std::string>{one.tensor_parameter_name.get(), one.accessor_name}, quoted);
              })},
         {"compile_time", json_values(kernel.compile_time_args)},
         {"common", json_values(args.common_runtime_arg_values)},
         {"common_names", json_array(kernel.runtime_arg_schema.common_runtime_arg_names, quoted)},
         {"runtime",
          json_array(
              args.runtime_arg_values,
              [](const auto& one) { return "[" + json(one.first) + "," + json_core_values(one.second) + "]"; })},
         {"runtime_names", json_array(kernel.runtime_arg_schema.runtime_arg_names, quoted)},
         {"records",
          json_array(
              args.advanced_options.runtime_varargs,
              [](const auto& one) {
                  return "[" + json_core(one.first) + "," + emulator::json_words(one.second) + "]";
              })},
         {"num_records", std::to_string(kernel.advanced_options.num_runtime_varargs)}});
}

}  // namespace

std::string describe(const emulator::Request& request) {
    const auto attributes = attributes_of(request);
    const auto& variant = TTDW_NAMESPACE::TTDW_VARIANT::kVariant;
    tensors.bias.reset();
    if (variant.has_bias_tensor && attributes.conv.has_bias) {
        tensors.bias.emplace();
    }
    const auto plan = common::plan_program(variant, attributes.conv, placement_of(request));
    const auto artifacts =
        common::describe_program(variant, variant.names(), plan, attributes, tensors.args(), tensors.output);
    const auto& spec = artifacts.spec;
    const auto& run = artifacts.run_params;

    std::string kernels = "[";
    for (const auto& kernel : spec.kernels) {
        const auto args = std::ranges::find(run.kernel_run_args, kernel.unique_id, &KernelRunArgs::kernel);
        const bool given = args != run.kernel_run_args.end();
        kernels += (kernels.size() > 1 ? "," : "") + json_of_kernel(kernel, given ? *args : KernelRunArgs{});
    }
    return json_object(
        {{"buffers", json_array(spec.dataflow_buffers, json_of_buffer)},
         {"semaphores",
          json_array(
              spec.semaphores,
              [](const SemaphoreSpec& one) {
                  return json_object(
                      {{"name", json(one.unique_id.get())},
                       {"initial_value", std::to_string(one.advanced_options.initial_value)},
                       {"cores", json_cores(cores_of(one.target_nodes))}});
              })},
         {"parameters",
          json_array(
              spec.tensor_parameters, [](const TensorParameter& one) { return json(one.unique_id.get()); })},
         {"tensors",
          json_array(
              run.tensor_args,
              [](const auto& one) {
                  const auto& tensor = std::get<std::reference_wrapper<const MeshTensor>>(one.second).get();
                  return json_array(std::vector<std::string>{one.first.get(), name_of(&tensor)}, quoted);
              })},
         {"work_units",
          json_array(
              spec.work_units,
              [](const WorkUnitSpec& unit) {
                  return json_object(
                      {{"kernels",
                        json_array(unit.kernels, [](const KernelSpecName& name) { return json(name.get()); })},
                       {"cores", json_cores(cores_of(unit.target_nodes))}});
              })},
         {"kernels", kernels + "]"}});
}

}  // namespace port

// What tt-metal does of this.
tt::tt_metal::Tile::Tile(std::array<uint32_t, 2> shape, bool) : shape_(shape) {}
