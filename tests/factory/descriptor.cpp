// The program that an emitted factory describes by a ProgramDescriptor, launched by ttnn's generic operation.
#include <cstddef>
#include <vector>

#include <tt-metalium/program_descriptors.hpp>
#include <tt-metalium/tensor_accessor_args.hpp>

#include "driver.hpp"

using namespace tt::tt_metal;

// The layout of these structs in the binaries of ttnn 0.81.1.
static_assert(sizeof(CBFormatDescriptor) == 0x24);
static_assert(offsetof(CBFormatDescriptor, tile) == 0x8);
static_assert(sizeof(CBDescriptor) == 0xb0);
static_assert(offsetof(CBDescriptor, core_ranges) == 0x8);
static_assert(offsetof(CBDescriptor, format_descriptors) == 0x20);
static_assert(offsetof(CBDescriptor, buffer) == 0x90);
static_assert(offsetof(CBDescriptor, address_offset) == 0xa0);
static_assert(sizeof(SemaphoreDescriptor) == 0x28);
static_assert(offsetof(SemaphoreDescriptor, initial_value) == 0x20);
static_assert(sizeof(ComputeConfigDescriptor) == 0x28);
static_assert(offsetof(ComputeConfigDescriptor, bfp8_pack_precise) == 0x20);
static_assert(sizeof(KernelDescriptor) == 0x240);
static_assert(offsetof(KernelDescriptor, core_ranges) == 0x28);
static_assert(offsetof(KernelDescriptor, compile_time_args) == 0x40);
static_assert(offsetof(KernelDescriptor, defines) == 0x70);
static_assert(offsetof(KernelDescriptor, runtime_args) == 0x88);
static_assert(offsetof(KernelDescriptor, common_runtime_args) == 0xa0);
static_assert(offsetof(KernelDescriptor, opt_level) == 0x130);
static_assert(offsetof(KernelDescriptor, config) == 0x138);
static_assert(offsetof(KernelDescriptor, buffer_bindings) == 0x180);
static_assert(offsetof(KernelDescriptor, common_buffer_bindings) == 0x210);
static_assert(sizeof(ProgramDescriptor) == 0xb10);
static_assert(offsetof(ProgramDescriptor, semaphores) == 0x6d0);
static_assert(offsetof(ProgramDescriptor, cbs) == 0x758);
static_assert(offsetof(ProgramDescriptor, custom_program_hash) == 0xad8);
static_assert(sizeof(TensorAccessorArgs) == 0x10);
static_assert(sizeof(ttnn::Tensor) == 0x18);

namespace ttnn {

// The last tensor is the output.
Tensor generic_op(const std::vector<Tensor>& tensors, const ProgramDescriptor& program);

}  // namespace ttnn

namespace driver {

// ttnn finds the second program in its cache, and refreshes the addresses that are bound in it.
void launch(distributed::MeshDevice&, const Problem& problem, const Tensors& made_for, const Tensors& used) {
    const auto plan = plan_of(problem);
    for (const Tensors* tensors : {&made_for, &used}) {
        const auto bias = bias_of(*tensors);
        const common::TensorArgs args{*tensors->input, *tensors->weights, bias};
        const auto program =
            common::describe_program(variant, plan, attributes_of(problem), args, *tensors->output);
        std::vector<ttnn::Tensor> all{*tensors->input, *tensors->weights};
        if (bias) {
            all.push_back(*bias);
        }
        all.push_back(*tensors->output);
        ttnn::generic_op(all, program);
    }
}

}  // namespace driver
