#pragma once

#include <vector>

#include "program.hpp"

// What the host calls what it gives to kernels, which find it by these names.
namespace ttnn::operations::experimental::depthwise_common {

enum class End : uint32_t { fills, empties };

struct BufferName {
    uint32_t index;
    const char* name;
};
struct BufferEnd {
    BufferName buffer;
    End end;
};
struct SemaphoreName {
    uint32_t id;
    const char* name;
};

// The names of a list's words, in their order. A word without a name comes with a binding, or with the kernel.
using WordNames = std::vector<const char*>;

// A kernel of a program: one source may be several of them, each on cores of its own.
struct NamedKernel {
    const char* name;
    std::vector<const char*> defines;
    bool (*runs_on)(const KernelWords& args);  // the core with these arguments
    WordNames compile_time_args;
    WordNames common_args;
    WordNames runtime_args;  // records may follow, which have no names
    std::vector<BufferEnd> buffers;
    std::vector<SemaphoreName> semaphores;
    std::vector<Operand> tensors;
};

struct ProgramNames {
    std::vector<BufferName> buffers;
    std::vector<SemaphoreName> semaphores;
    std::vector<NamedKernel> readers;
    NamedKernel compute;
    NamedKernel writer;
};

template <typename Geometry, typename Work>
struct NamedVariant : PlannedVariant<Geometry, Work> {
    ProgramNames (*names)();
};

}  // namespace ttnn::operations::experimental::depthwise_common
