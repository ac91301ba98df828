// The program that an emitted factory describes by a ProgramDescriptor.
#include <algorithm>
#include <functional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <tt-metalium/tensor_accessor_args.hpp>

#include "depthwise_common/program_factory.hpp"
#include TTDW_VARIANT_HEADER

#include "asked.hpp"
#include "words.hpp"

namespace port {
namespace {

using namespace tt::tt_metal;

using Words = std::vector<std::string>;

Words words_of(const std::vector<uint32_t>& list) {
    Words words;
    for (const uint32_t word : list) {
        words.push_back(std::to_string(word));
    }
    return words;
}

// What is bound in a list stands there by its name, in the place of its address.
template <typename Binding>
void name_buffer(Words& words, const Binding& binding) {
    words.at(binding.arg_idx) = json(name_of(binding.buffer));
}

std::string json_common(const KernelDescriptor& kernel) {
    Words words = words_of(kernel.common_runtime_args);
    for (const auto& binding : kernel.common_buffer_bindings) {
        name_buffer(words, binding);
    }
    return json_array(words, std::identity{});
}

std::string json_runtime(const KernelDescriptor& kernel) {
    return json_array(kernel.runtime_args, [&kernel](const auto& args) {
        const auto& [core, list] = args;
        Words words = words_of(list);
        for (const auto& binding : kernel.buffer_bindings) {
            if (binding.core == core) {
                name_buffer(words, binding);
            }
        }
        return "[" + json_core(core) + "," + json_array(words, std::identity{}) + "]";
    });
}

std::string json_of_buffer(const CBDescriptor& buffer) {
    const auto& format = *buffer.format_descriptors.begin();
    const uint32_t rows = format.tile ? format.tile->height : common::kTileSide;
    return json_object(
        {{"index", std::to_string(format.buffer_index)},
         {"page_bytes", std::to_string(format.page_size)},
         {"num_pages", std::to_string(buffer.total_size / format.page_size)},
         {"bytes", std::to_string(buffer.total_size)},
         {"format", json_of(format.data_format)},
         {"tile_rows", std::to_string(rows)},
         {"memory", buffer.buffer == nullptr ? "null" : json(name_of(buffer.buffer))},
         {"cores", json_cores(buffer.core_ranges)}});
}

std::string json_of_config(const KernelDescriptor::ConfigDescriptor& config) {
    if (const auto* mover = std::get_if<DataMovementConfigDescriptor>(&config)) {
        return json_data_movement(mover->processor, mover->noc, mover->noc_mode);
    }
    if (const auto* compute = std::get_if<ComputeConfigDescriptor>(&config)) {
        return json_compute(
            compute->math_fidelity,
            compute->fp32_dest_acc_en,
            compute->dst_full_sync_en,
            compute->bfp8_pack_precise,
            !compute->math_approx_mode,
            std::ranges::any_of(compute->unpack_to_dest_mode, [](uint8_t mode) { return mode != 0; }));
    }
    throw std::logic_error("a kernel whose processor the descriptor leaves to tt-metal");
}

std::string json_of_kernel(const KernelDescriptor& kernel) {
    const bool computes = std::holds_alternative<ComputeConfigDescriptor>(kernel.config);
    // What tt-metal takes where a descriptor says nothing.
    const auto unsaid = computes ? KernelBuildOptLevel::O3 : KernelBuildOptLevel::O2;
    return json_object(
        {{"source", json(kernel.kernel_source)},
         {"cores", json_cores(kernel.core_ranges)},
         {"defines", json_texts(kernel.defines)},
         {"optimization", json_of(kernel.opt_level.value_or(unsaid))},
         {"config", json_of_config(kernel.config)},
         {"compile_time", emulator::json_words(kernel.compile_time_args)},
         {"common", json_common(kernel)},
         {"runtime", json_runtime(kernel)}});
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
    const auto program = common::describe_program(variant, plan, attributes, tensors.args(), tensors.output);
    return json_object(
        {{"buffers", json_array(program.cbs, json_of_buffer)},
         {"semaphores",
          json_array(
              program.semaphores,
              [](const SemaphoreDescriptor& one) {
                  return json_object(
                      {{"id", std::to_string(one.id)},
                       {"initial_value", std::to_string(one.initial_value)},
                       {"cores", json_cores(one.core_ranges)}});
              })},
         {"kernels", json_array(program.kernels, json_of_kernel)}});
}

}  // namespace port

// What tt-metal does of this.
namespace tt::tt_metal {

namespace {

// The words of a list, and what a binding is called for where one is an address.
template <typename List, typename Bind>
std::vector<uint32_t> words_of(const List& list, const Bind& bind) {
    std::vector<uint32_t> words;
    for (const auto& word : list) {
        if (auto* const* buffer = std::get_if<Buffer*>(&word)) {
            bind(static_cast<uint32_t>(words.size()), *buffer);
            words.push_back(0);
        } else {
            words.push_back(std::get<uint32_t>(word));
        }
    }
    return words;
}

}  // namespace

void KernelDescriptor::emplace_runtime_args(const CoreCoord& core, const RTArgList& args) {
    runtime_args.emplace_back(core, words_of(args.words_, [&](uint32_t place, Buffer* buffer) {
        buffer_bindings.push_back({core, place, buffer});
    }));
}

void KernelDescriptor::emplace_common_runtime_args(const RTArgList& args) {
    common_runtime_args = words_of(args.words_, [&](uint32_t place, Buffer* buffer) {
        common_buffer_bindings.push_back({place, buffer});
    });
}

TensorAccessorArgs::TensorAccessorArgs(const Buffer* buffer, Flags<tensor_accessor::ArgConfig> config) :
    buffer_(buffer), config_(config) {}

// One word, which tells the tensor: as Operand numbers them.
void TensorAccessorArgs::append_to(std::vector<uint32_t>& compile_time_args) const {
    compile_time_args.push_back(port::name_of(buffer_) == "bias" ? 1 : 0);
}

}  // namespace tt::tt_metal
