#include "program_factory.hpp"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <tt-metalium/experimental/metal2_host_api/program_run_args.hpp>
#include <tt-metalium/experimental/metal2_host_api/program_spec.hpp>

#include "shards.hpp"

// Turns the plan into a program; all arithmetic is in device/plan.
namespace ttnn::operations::experimental::depthwise_common {

namespace {

namespace metal2 = tt::tt_metal::experimental;

// What tensors are called, by what they are to the operation.
constexpr const char* kInput = "input";
constexpr const char* kOutput = "output";
constexpr const char* name_of(Operand operand) {
    switch (operand) {
        case Operand::weights: break;
        case Operand::bias: return "bias";
    }
    return "weights";
}

// A kernel on its cores.
struct PlacedKernel {
    const NamedKernel& names;
    const char* kind;  // its folder and what it is, as in "dataflow/reader"
    const KernelPlan& plan;
    KernelWords CoreArgs::* args;
    std::vector<const CorePlan*> cores;
};

std::vector<PlacedKernel> place_kernels(const ProgramNames& names, const ProgramPlan& plan) {
    std::vector<PlacedKernel> kernels;
    const auto place =
        [&](const NamedKernel& one, const char* kind, const KernelPlan& kernel, KernelWords CoreArgs::* args) {
            PlacedKernel placed{one, kind, kernel, args, {}};
            for (const auto& core : plan.cores) {
                if (one.runs_on(core.args.*args)) {
                    placed.cores.push_back(&core);
                }
            }
            if (!placed.cores.empty()) {  // without receivers, their kernel is none of the program's
                kernels.push_back(std::move(placed));
            }
        };
    for (const auto& reader : names.readers) {
        place(reader, "dataflow/reader", plan.kernels.reader, &CoreArgs::reader);
    }
    place(names.compute, "compute/compute", plan.kernels.compute, &CoreArgs::compute);
    place(names.writer, "dataflow/writer", plan.kernels.writer, &CoreArgs::writer);
    return kernels;
}

tt::tt_metal::CoreCoord coord_of(const CorePlan& core) { return {core.core.x, core.core.y}; }

// These cores and no others: a kernel hangs on a core that has no arguments for it.
tt::tt_metal::CoreRangeSet nodes_of(const std::vector<const CorePlan*>& cores) {
    std::vector<tt::tt_metal::CoreRange> ranges;
    ranges.reserve(cores.size());
    for (const auto* core : cores) {
        ranges.emplace_back(coord_of(*core));
    }
    return tt::tt_metal::CoreRangeSet(ranges).merge_ranges();
}

metal2::DataflowBufferSpec describe_buffer(const CircularBuffer& plan, const ProgramNames& names) {
    const auto found = std::ranges::find(names.buffers, plan.index, &BufferName::index);
    metal2::DataflowBufferSpec buffer{
        .unique_id = metal2::DFBSpecName{found->name},
        .entry_size = plan.page_bytes,
        .num_entries = plan.num_pages,
        .data_format_metadata = to_data_format(plan.format)};
    if (plan.tile_rows != kTileSide) {  // the packer writes a part of a tile
        buffer.tile_format_metadata = tt::tt_metal::Tile({plan.tile_rows, kTileSide});
    }
    switch (plan.memory) {
        case CircularBuffer::Memory::own: break;
        case CircularBuffer::Memory::input_shard: buffer.borrowed_from = metal2::TensorParamName{kInput}; break;
        case CircularBuffer::Memory::output_shard: buffer.borrowed_from = metal2::TensorParamName{kOutput}; break;
    }
    return buffer;
}

// Of processors and NoCs, the reader has the first ones unless the variant says otherwise.
metal2::DataMovementHardwareConfig data_movement(tt::tt_metal::DataMovementProcessor processor, uint32_t noc) {
    return {
        .config_1xx = metal2::DataMovement1XXConfig{
            .processor = processor,
            .noc = noc == 0 ? tt::tt_metal::NOC::NOC_0 : tt::tt_metal::NOC::NOC_1,
            .noc_mode = tt::tt_metal::NOC_MODE::DM_DEDICATED_NOC}};
}

metal2::ComputeHardwareConfig compute_config(const Attributes& attributes) {
    metal2::ComputeHardwareConfig config{
        .fpu_math_fidelity = attributes.math_fidelity,
        .sfpu_precision_mode = metal2::Precision::Precise,
        .enable_32_bit_dest = attributes.fp32_dest_acc_en,
        .double_buffer_dest = true};
    config.config_1xx.emplace().bfp_pack_precision_mode = metal2::Precision::Precise;  // rounds to bfloat8_b once
    return config;
}

// Records of the core that has most: their number is the same on all cores of a kernel.
std::size_t most_record_words(const PlacedKernel& kernel) {
    std::size_t most = 0;
    for (const auto* core : kernel.cores) {
        most = std::max(most, (core->args.*kernel.args).words.size() - kernel.names.runtime_args.size());
    }
    return most;
}

std::vector<std::string> named(const WordNames& words) {
    std::vector<std::string> names;
    for (const char* name : words) {
        if (name != nullptr) {
            names.emplace_back(name);
        }
    }
    return names;
}

metal2::KernelSpec describe_kernel(const Variant& variant, const PlacedKernel& placed, const ProgramPlan& plan) {
    const NamedKernel& names = placed.names;
    metal2::KernelSpec kernel{
        .unique_id = metal2::KernelSpecName{names.name},
        .source = std::filesystem::path(kernel_file(variant, placed.kind)),
        .compiler_options = {.defines = {{variant.define, "1"}}, .opt_level = tt::tt_metal::KernelBuildOptLevel::O2}};
    for (const char* define : names.defines) {
        kernel.compiler_options.defines.emplace(define, "1");
    }
    for (const auto& [buffer, end] : names.buffers) {
        // A buffer without pages is left out of the plan, and nobody uses it.
        if (std::ranges::find(plan.circular_buffers, buffer.index, &CircularBuffer::index) !=
            plan.circular_buffers.end()) {
            kernel.dfb_bindings.push_back(metal2::DFBBinding{
                .dfb_spec_name = metal2::DFBSpecName{buffer.name},
                .accessor_name = buffer.name,
                .endpoint_type =
                    end == End::fills ? metal2::DFBEndpointType::PRODUCER : metal2::DFBEndpointType::CONSUMER,
                .access_pattern = metal2::DFBAccessPattern::STRIDED});
        }
    }
    for (const auto& semaphore : names.semaphores) {
        kernel.semaphore_bindings.push_back(metal2::SemaphoreBinding{
            .semaphore_spec_name = metal2::SemaphoreSpecName{semaphore.name}, .accessor_name = semaphore.name});
    }
    for (const Operand operand : names.tensors) {
        kernel.tensor_bindings.push_back(metal2::TensorBinding{
            .tensor_parameter_name = metal2::TensorParamName{name_of(operand)}, .accessor_name = name_of(operand)});
    }
    for (std::size_t place = 0; place < names.compile_time_args.size(); ++place) {
        if (names.compile_time_args[place] != nullptr) {
            kernel.compile_time_args.emplace(names.compile_time_args[place], placed.plan.compile_time_args[place]);
        }
    }
    kernel.runtime_arg_schema = {
        .runtime_arg_names = named(names.runtime_args), .common_runtime_arg_names = named(names.common_args)};
    kernel.advanced_options.num_runtime_varargs = most_record_words(placed);
    return kernel;
}

metal2::KernelRunArgs arguments_of(const PlacedKernel& placed) {
    const NamedKernel& names = placed.names;
    metal2::KernelRunArgs args{.kernel = metal2::KernelSpecName{names.name}};
    for (std::size_t place = 0; place < names.common_args.size(); ++place) {
        if (names.common_args[place] != nullptr) {
            args.common_runtime_arg_values.emplace(
                names.common_args[place], placed.plan.common_args.words[place]);
        }
    }
    const std::size_t num_record_words = most_record_words(placed);
    for (const auto* core : placed.cores) {
        const auto& words = (core->args.*placed.args).words;
        for (std::size_t place = 0; place < names.runtime_args.size(); ++place) {
            if (names.runtime_args[place] != nullptr) {
                args.runtime_arg_values[names.runtime_args[place]].emplace(coord_of(*core), words[place]);
            }
        }
        if (num_record_words > 0) {
            std::vector<uint32_t> records(words.begin() + names.runtime_args.size(), words.end());
            records.resize(num_record_words);
            args.advanced_options.runtime_varargs.emplace(coord_of(*core), std::move(records));
        }
    }
    return args;
}

// Cores that run the same kernels.
std::vector<metal2::WorkUnitSpec> divide_cores(const std::vector<PlacedKernel>& kernels) {
    std::vector<metal2::WorkUnitSpec> units;
    std::vector<metal2::KernelSpecName> on_all;
    for (const auto& one : kernels) {
        if (one.args != &CoreArgs::reader) {
            on_all.emplace_back(one.names.name);
        }
    }
    for (const auto& one : kernels) {
        if (one.args == &CoreArgs::reader) {
            metal2::WorkUnitSpec unit{
                .name = one.names.name, .kernels = on_all, .target_nodes = nodes_of(one.cores)};
            unit.kernels.emplace_back(one.names.name);
            units.push_back(std::move(unit));
        }
    }
    return units;
}

}  // namespace

ttnn::device_operation::ProgramArtifacts describe_program(
    const Variant& variant,
    const ProgramNames& names,
    const ProgramPlan& plan,
    const Attributes& attributes,
    const TensorArgs& tensors,
    const ttnn::Tensor& output) {
    ttnn::device_operation::ProgramArtifacts artifacts;
    auto& spec = artifacts.spec;
    auto& run = artifacts.run_params;
    spec.name = variant.operation;

    const auto bind = [&](const char* name, const ttnn::Tensor& tensor) {
        spec.tensor_parameters.push_back(metal2::TensorParameter{
            .unique_id = metal2::TensorParamName{name}, .spec = tensor.tensor_spec()});
        run.tensor_args.emplace(metal2::TensorParamName{name}, std::cref(tensor.mesh_tensor()));
    };
    bind(kInput, tensors.input);
    bind(name_of(Operand::weights), tensors.weights);
    if (variant.has_bias_tensor) {
        // Without the operand, the kernel has an accessor which it does not use.
        bind(name_of(Operand::bias), tensors.bias ? *tensors.bias : tensors.weights);
    }
    bind(kOutput, output);

    for (const auto& buffer : plan.circular_buffers) {
        spec.dataflow_buffers.push_back(describe_buffer(buffer, names));
    }
    const auto& cores = tensors.input.shard_spec().value().grid;
    for (const auto& semaphore : plan.semaphores) {
        const auto found = std::ranges::find(names.semaphores, semaphore.id, &SemaphoreName::id);
        metal2::SemaphoreSpec one{.unique_id = metal2::SemaphoreSpecName{found->name}, .target_nodes = cores};
        one.advanced_options.initial_value = semaphore.initial_value;
        spec.semaphores.push_back(std::move(one));
    }

    const auto kernels = place_kernels(names, plan);
    for (const auto& placed : kernels) {
        auto kernel = describe_kernel(variant, placed, plan);
        if (placed.args == &CoreArgs::compute) {
            kernel.compiler_options.opt_level = tt::tt_metal::KernelBuildOptLevel::O3;
            kernel.hw_config = compute_config(attributes);
        } else if (placed.args == &CoreArgs::reader) {
            kernel.hw_config = data_movement(tt::tt_metal::DataMovementProcessor::RISCV_0, variant.reader_noc);
        } else {
            kernel.hw_config = data_movement(tt::tt_metal::DataMovementProcessor::RISCV_1, 1 - variant.reader_noc);
        }
        spec.kernels.push_back(std::move(kernel));
        run.kernel_run_args.push_back(arguments_of(placed));
    }
    spec.work_units = divide_cores(kernels);
    return artifacts;
}

}  // namespace ttnn::operations::experimental::depthwise_common
